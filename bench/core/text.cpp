// SPDX-License-Identifier: BSL-1.0
// Base32 of a 20-byte key beside liboath, and otpauth URIs, for which Debian has no C or C++ library.
#include "../harness/rows.hpp"
#include "inputs.hpp"

#include <otpp/account.hpp>
#include <otpp/base32.hpp>
#include <otpp/uri.hpp>

#include <liboath/oath.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>

namespace {

using namespace bench;

using base32_chars = std::array<char, 32>;
using bytes20 = std::array<unsigned char, 20>;

bytes20 key20(std::uint64_t call)
{
    bytes20 key;
    std::memcpy(key.data(), key_bytes(otpp::algorithm::sha1, call).data(), 20);
    return key;
}

struct c_free {
    void operator()(char* p) const { std::free(p); }
};

// OTP++ and liboath are checked against each other.
base32_chars oath_encode(std::uint64_t call)
{
    auto const key = key20(call);
    char* out = nullptr;
    std::size_t size = 0;
    oath_base32_encode(reinterpret_cast<char const*>(key.data()), key.size(), &out, &size);
    std::unique_ptr<char, c_free> const owned{out};
    base32_chars text{};
    if (size == text.size()) std::memcpy(text.data(), out, size);
    return text;
}

base32_chars our_encode(std::uint64_t call)
{
    base32_chars text{};
    (void)otpp::base32::encode(key20(call), text);
    return text;
}

template <base32_chars (*encode)(std::uint64_t), base32_chars (*other)(std::uint64_t)>
void add_encode_row(std::string const& name)
{
    add_row(
        name, [] { return encode; },
        []() -> std::string {
            for (std::uint64_t call = 0; call != key_count; ++call)
                if (encode(call) != other(call)) return "key " + std::to_string(call);
            return {};
        });
}

std::vector<std::string> const& base32_texts()
{
    static auto const texts = [] {
        std::vector<std::string> made;
        for (std::uint64_t call = 0; call != key_count; ++call) {
            auto const text = oath_encode(call);
            made.emplace_back(text.data(), text.size());
        }
        return made;
    }();
    return texts;
}

bytes20 oath_decode(std::string const& text)
{
    char* out = nullptr;
    std::size_t size = 0;
    oath_base32_decode(text.data(), text.size(), &out, &size);
    std::unique_ptr<char, c_free> const owned{out};
    bytes20 key{};
    if (size == key.size()) std::memcpy(key.data(), out, size);
    return key;
}

bytes20 our_decode(std::string const& text)
{
    bytes20 key{};
    (void)otpp::base32::decode(text, key);
    return key;
}

// Includes making, moving and wiping the secret.
bytes20 through_secret(std::string const& text)
{
    auto const secret = otpp::secret::from_base32(text);
    bytes20 key{};
    if (secret && secret->size() == 20) std::memcpy(key.data(), secret->bytes().data(), 20);
    return key;
}

template <bytes20 (*decode)(std::string const&)>
void add_decode_row(std::string const& name)
{
    add_row(
        name,
        [] {
            return [&texts = base32_texts()](std::uint64_t call) {
                return decode(texts[call % key_count]);
            };
        },
        []() -> std::string {
            for (std::uint64_t call = 0; call != key_count; ++call)
                if (decode(base32_texts()[call]) != key20(call))
                    return "key " + std::to_string(call);
            return {};
        });
}

std::string uri_text(std::uint64_t call)
{
    return "otpauth://totp/Example%20Org:alice@example.com?secret=" +
           base32_texts()[call % key_count] + "&issuer=Example%20Org";
}

bool is_the_account(otpp::account const& account, std::uint64_t call)
{
    auto const key = account.secret().bytes();
    return account.name() == "alice@example.com" && account.issuer() == "Example Org" &&
           account.notes().empty() && key.size() == 20 &&
           std::memcmp(key.data(), key20(call).data(), 20) == 0;
}

auto make_parse()
{
    std::vector<std::string> uris;
    for (std::uint64_t call = 0; call != key_count; ++call) uris.push_back(uri_text(call));
    return [uris](std::uint64_t call) { return otpp::parse_uri(uris[call % key_count]); };
}

std::string check_parse()
{
    auto const parse = make_parse();
    for (std::uint64_t call = 0; call != key_count; ++call) {
        auto const account = parse(call);
        if (!account || !is_the_account(*account, call)) return "key " + std::to_string(call);
    }
    return {};
}

// Four accounts in turn: an account owns its texts, and 64 would not fit into the first-level cache.
auto make_build()
{
    auto accounts = std::make_shared<std::vector<otpp::account>>();
    for (std::uint64_t call = 0; call != 4; ++call) {
        auto secret = otpp::secret::from_bytes(key20(call));
        accounts->push_back(std::move(*otpp::account::make(
            std::move(*secret), {.name = "alice@example.com", .issuer = "Example Org"})));
    }
    return [accounts](std::uint64_t call) { return otpp::build_uri((*accounts)[call % 4]); };
}

std::string check_build()
{
    auto const build = make_build();
    for (std::uint64_t call = 0; call != 4; ++call) {
        auto const built = build(call);
        if (built->view() != uri_text(call)) return "key " + std::to_string(call);
    }
    return {};
}

registration const text_rows{[] {
    add_encode_row<our_encode, oath_encode>("base32_encode/20_bytes/otpp");
    add_encode_row<oath_encode, our_encode>("base32_encode/20_bytes/liboath");
    add_decode_row<our_decode>("base32_decode/20_bytes/otpp");
    add_decode_row<through_secret>("base32_decode/20_bytes/otpp_secret");
    add_decode_row<oath_decode>("base32_decode/20_bytes/liboath");
    add_row("parse_uri/otpp", make_parse, check_parse);
    add_row("build_uri/otpp", make_build, check_build);
}};

} // namespace
