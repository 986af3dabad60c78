// SPDX-License-Identifier: BSL-1.0
// Base32 of a 20-byte key beside liboath, and otpauth URIs, for which Debian has no C or C++ library.
#include "../harness/rows.hpp"
#include "inputs.hpp"

#include <otpp/account.hpp>
#include <otpp/base32.hpp>
#include <otpp/uri.hpp>

#include <liboath/oath.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace {

using namespace bench;

using base32_chars = std::array<char, 32>;
using bytes20 = std::array<unsigned char, 20>;

template <class Result, class Chars>
Result copy_of(Chars const* from, std::size_t size)
{
    Result copy{};
    if (size == copy.size()) std::copy_n(from, size, copy.data());
    return copy;
}

bytes20 key20(std::uint64_t call)
{
    return copy_of<bytes20>(key_bytes(otpp::algorithm::sha1, call).data(), 20);
}

/// Copies and frees what a function of liboath allocates.
template <class Result, auto function>
Result oath(char const* input, std::size_t input_size)
{
    char* out = nullptr;
    std::size_t size = 0;
    function(input, input_size, &out, &size);
    std::unique_ptr<char, decltype(&std::free)> const owned{out, std::free};
    return copy_of<Result>(out, size);
}

base32_chars oath_encode(std::uint64_t call)
{
    auto const key = key20(call);
    return oath<base32_chars, oath_base32_encode>(reinterpret_cast<char const*>(key.data()), 20);
}
base32_chars our_encode(std::uint64_t call)
{
    base32_chars text{};
    (void)otpp::base32::encode(key20(call), text);
    return text;
}

/// The keys as base32, by liboath.
std::string const& base32_text(std::uint64_t call)
{
    static auto const texts = [] {
        std::array<std::string, key_count> made;
        for (std::uint64_t i = 0; i != key_count; ++i) {
            auto const text = oath_encode(i);
            made[i].assign(text.data(), text.size());
        }
        return made;
    }();
    return texts[call % key_count];
}

bytes20 oath_decode(std::uint64_t call)
{
    auto const& text = base32_text(call);
    return oath<bytes20, oath_base32_decode>(text.data(), text.size());
}
bytes20 our_decode(std::uint64_t call)
{
    bytes20 key{};
    (void)otpp::base32::decode(base32_text(call), key);
    return key;
}
// Includes making, moving and wiping the secret.
bytes20 through_secret(std::uint64_t call)
{
    auto const secret = otpp::secret::from_base32(base32_text(call));
    return secret ? copy_of<bytes20>(secret->bytes().data(), secret->size()) : bytes20{};
}

std::string uri_text(std::uint64_t call)
{
    return "otpauth://totp/Example%20Org:alice@example.com?secret=" + base32_text(call) +
           "&issuer=Example%20Org";
}

auto make_parse()
{
    std::vector<std::string> uris;
    for (std::uint64_t call = 0; call != key_count; ++call) uris.push_back(uri_text(call));
    return [uris](std::uint64_t call) { return otpp::parse_uri(uris[call % key_count]); };
}

bool is_the_account(otpp::result<otpp::account> const& account, std::uint64_t call)
{
    return account && account->name() == "alice@example.com" &&
           account->issuer() == "Example Org" && account->notes().empty() &&
           std::ranges::equal(account->secret().bytes(), key20(call));
}

// Four accounts in turn: an account owns its texts, and 64 would not fit into the first-level cache.
constexpr std::size_t account_count = 4;
auto make_build()
{
    auto accounts = std::make_shared<std::vector<otpp::account>>();
    for (std::uint64_t call = 0; call != account_count; ++call) {
        auto secret = otpp::secret::from_bytes(key20(call));
        accounts->push_back(std::move(*otpp::account::make(
            std::move(*secret), {.name = "alice@example.com", .issuer = "Example Org"})));
    }
    return [accounts](std::uint64_t call) {
        return otpp::build_uri((*accounts)[call % account_count]);
    };
}

template <class Make, class IsRight>
void add(char const* name, Make make, IsRight is_right)
{
    add_row(name, make, [=]() -> std::string {
        auto const subject = make();
        for (std::uint64_t call = 0; call != key_count; ++call)
            if (!is_right(subject(call), call)) return "call " + std::to_string(call);
        return {};
    });
}

// Encoding is compared with the other library's, decoding with the key.
registration const text_rows{[] {
    add(
        "base32_encode/20_bytes/otpp", [] { return our_encode; },
        [](auto const& text, auto call) { return text == oath_encode(call); });
    add(
        "base32_encode/20_bytes/liboath", [] { return oath_encode; },
        [](auto const& text, auto call) { return text == our_encode(call); });
    auto const is_key = [](auto const& key, auto call) { return key == key20(call); };
    add("base32_decode/20_bytes/otpp", [] { return our_decode; }, is_key);
    add("base32_decode/20_bytes/otpp_secret", [] { return through_secret; }, is_key);
    add("base32_decode/20_bytes/liboath", [] { return oath_decode; }, is_key);
    add("parse_uri/otpp", make_parse, is_the_account);
    add("build_uri/otpp", make_build, [](auto const& built, auto call) {
        return built && built->view() == uri_text(call % account_count);
    });
}};

} // namespace
