// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SERVER_SECRETS_HPP
#define OTPP_TESTS_SERVER_SECRETS_HPP
// Secrets that a test knows by a letter: their keys, ids and codes, and how a record holds them.

#include <otpp/hotp.hpp>
#include <otpp/secret.hpp>
#include <otpp/server/factor.hpp>
#include <otpp/server/record.hpp>
#include <otpp/server/sealer.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace support {

/// The key of 'R' is the one of the RFCs; another's is its letter over and over.
[[nodiscard]] inline std::array<unsigned char, 20> key_of(char letter)
{
    std::array<unsigned char, 20> key{};
    for (std::size_t i = 0; i != key.size(); ++i)
        key[i] = static_cast<unsigned char>(letter == 'R' ? "1234567890"[i % 10] : letter);
    return key;
}

[[nodiscard]] inline otpp::server::secret_id id_of(char letter)
{
    std::array<unsigned char, otpp::server::secret_id::bytes> bytes{};
    bytes.fill(static_cast<unsigned char>(letter));
    return otpp::server::secret_id{bytes};
}

/// '?' of none of those.
[[nodiscard]] inline char letter_of(otpp::server::secret_id const& id)
{
    for (char letter = 'A'; letter <= 'Z'; ++letter)
        if (id == id_of(letter)) return letter;
    return '?';
}
[[nodiscard]] inline char letter_of(std::span<unsigned char const> key)
{
    for (char letter = 'A'; letter <= 'Z'; ++letter) {
        auto const known = key_of(letter);
        if (std::equal(key.begin(), key.end(), known.begin(), known.end())) return letter;
    }
    return '?';
}

[[nodiscard]] inline std::string code_of(char letter, std::int64_t step,
                                         otpp::server::factor_kind const& kind = {})
{
    auto const key = key_of(letter);
    otpp::hotp const maker{*otpp::key_view::from(key), {kind.digits, kind.algorithm}};
    return std::string{maker.at(step).view()};
}

/// As a record says it, by the sealer that does not seal.
[[nodiscard]] inline std::string sealed_of(char letter)
{
    otpp::server::sealed_secret sealed;
    (void)sealed.assign(otpp::server::no_key_version, key_of(letter));
    return std::string{text_of(sealed).view()};
}

[[nodiscard]] inline std::string pending_of(char letter, std::int64_t begun,
                                            otpp::server::factor_kind const& kind = {},
                                            std::int64_t counter = 0)
{
    std::string const sealed = sealed_of(letter);
    return std::string{
        text_of(otpp::server::pending_secret{id_of(letter), kind, counter, sealed, begun}).view()};
}

/// A factor in use.
[[nodiscard]] inline otpp::server::record
record_of(char letter, otpp::server::factor_kind const& kind = {}, std::int64_t last = 0)
{
    otpp::server::record made;
    made.version = 1;
    made.id = id_of(letter);
    made.kind = kind;
    made.state = otpp::server::factor_state::active;
    made.last = last;
    made.sealed.assign(sealed_of(letter));
    return made;
}

} // namespace support

#endif
