// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_DECOYS_HPP
#define OTPP_SERVER_DECOYS_HPP
// A factor that is not there must not be told by the time that its answer takes: one of 256 decoys is
// asked in its place, chosen by the name under a key (NIST SP 800-63B-4 leaves this to the server,
// https://pages.nist.gov/800-63-4/sp800-63b.html).

#include <otpp/detail/base64.hpp>
#include <otpp/detail/decimal.hpp>
#include <otpp/detail/text.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/hash/sha2.hpp>
#include <otpp/hmac.hpp>
#include <otpp/secret.hpp>
#include <otpp/server/factor.hpp>
#include <otpp/server/field.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace otpp::server {

/// Which decoy stands for a name, and what its secret is. All of it follows from one key of 32 bytes,
/// which is kept in a record of its own.
class decoys {
public:
    static constexpr std::size_t key_bytes = 32;

    /// The name of the record that has the key.
    static constexpr std::string_view record_name = "otpp:decoys";

    /// None: an unknown factor is answered at once.
    constexpr decoys() noexcept = default;

    /// Of fresh random bytes: `fill_random`.
    constexpr explicit decoys(std::span<unsigned char const, key_bytes> random) noexcept
        : known_{true}
    {
        for (std::size_t i = 0; i != key_bytes; ++i) key_[i] = random[i];
    }

    constexpr decoys(decoys const&) noexcept = default;
    constexpr decoys& operator=(decoys const&) noexcept = default;
    constexpr ~decoys() { otpp::detail::wipe(key_); }

    /// From the record's line; false, and none, where it is something else.
    [[nodiscard]] constexpr bool read(std::string_view line) noexcept
    {
        *this = {};
        if (!line.starts_with(prefix)) return false;
        auto const key = otpp::detail::slice(line, prefix.size());
        if (key.size() != otpp::detail::base64url::encoded_size(key_bytes) ||
            !otpp::detail::base64url::canonical(key))
            return false;
        otpp::detail::base64url::decode(key, key_);
        return known_ = true;
    }

    /// The record's line.
    [[nodiscard]] constexpr field<64> line() const noexcept
    {
        field<64> text;
        text.append(prefix);
        otpp::detail::base64url::encode(
            key_, text.extend(otpp::detail::base64url::encoded_size(key_bytes)));
        return text;
    }

    [[nodiscard]] constexpr bool known() const noexcept { return known_; }

    /// 0 to 255.
    [[nodiscard]] constexpr int number_of(std::string_view factor) const noexcept
    {
        return derive('n', factor)[0];
    }
    /// The name of a decoy's record: "otpp:decoy:7".
    [[nodiscard]] static constexpr field<16> name_of(int number) noexcept
    {
        field<16> name;
        name.append("otpp:decoy:");
        name.append_number(number);
        return name;
    }
    /// The key of a decoy's secret, 20 bytes of the 32, and the id of it, 12 bytes.
    [[nodiscard]] constexpr digest<sha256> key_of(int number) const noexcept
    {
        return derive('k', number);
    }
    [[nodiscard]] constexpr secret_id id_of(int number) const noexcept
    {
        auto const bytes = derive('i', number);
        return secret_id{std::span{bytes}.first<secret_id::bytes>()};
    }

private:
    static constexpr std::string_view prefix = "otpp1-decoys ";

    [[nodiscard]] constexpr digest<sha256> derive(char what, int number) const noexcept
    {
        char const byte = static_cast<char>(number);
        return derive(what, std::string_view{&byte, 1});
    }
    [[nodiscard]] constexpr digest<sha256> derive(char what, std::string_view of) const noexcept
    {
        constexpr std::size_t longest = 256;
        unsigned char message[longest + 1]{};
        std::size_t size = 0;
        message[size++] = static_cast<unsigned char>(what);
        for (char const c : otpp::detail::slice(of, 0, longest))
            message[size++] = static_cast<unsigned char>(c);
        return hmac<sha256>{key_}(std::span{message, size});
    }

    unsigned char key_[key_bytes]{};
    bool known_ = false;
};

} // namespace otpp::server

#endif
