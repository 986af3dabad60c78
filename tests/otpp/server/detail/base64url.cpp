// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/detail/base64url.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace base64url = otpp::server::base64url;
using support::hidden;

namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// RFC 4648, section 10, without the padding
constexpr bool gives(std::string_view bytes, std::string_view text)
{
    std::array<unsigned char, 6> from{}, back{};
    std::array<char, 8> to{};
    for (std::size_t i = 0; i != bytes.size(); ++i) from[i] = static_cast<unsigned char>(bytes[i]);
    base64url::encode(std::span{from}.first(bytes.size()), to.data());
    if (base64url::encoded_size(bytes.size()) != text.size()) return false;
    if (base64url::decoded_size(text.size()) != bytes.size()) return false;
    if (std::string_view{to.data(), text.size()} != text) return false;
    base64url::decode(text, back.data());
    return back == from && base64url::canonical(text);
}

} // namespace

TEST_CASE("the examples of RFC 4648", "[server/detail/base64url]")
{
    BOTH(gives(hidden(""), ""));
    BOTH(gives(hidden("f"), "Zg"));
    BOTH(gives(hidden("fo"), "Zm8"));
    BOTH(gives(hidden("foo"), "Zm9v"));
    BOTH(gives(hidden("foob"), "Zm9vYg"));
    BOTH(gives(hidden("fooba"), "Zm9vYmE"));
    BOTH(gives(hidden("foobar"), "Zm9vYmFy"));
}

TEST_CASE("every character has its value, and no other character has one",
          "[server/detail/base64url]")
{
    for (int byte = 0; byte != 256; ++byte) {
        char const c = static_cast<char>(byte);
        auto const at = alphabet.find(c);
        INFO("byte " << byte);
        if (at == std::string_view::npos)
            CHECK(base64url::value(c) > 63);
        else {
            CHECK(base64url::value(c) == at);
            CHECK(base64url::character(static_cast<unsigned>(at)) == c);
        }
        // in every place of a text, since texts are looked at in blocks
        for (std::size_t size : {8u, 12u, 16u, 20u, 24u, 36u}) {
            for (std::size_t i = 0; i != size; ++i) {
                std::string text(size, 'A');
                text[i] = c;
                CHECK(base64url::canonical(text) == (at != std::string_view::npos));
            }
        }
    }
}

TEST_CASE("bytes have one text", "[server/detail/base64url]")
{
    BOTH(!base64url::canonical(hidden("Z")));       // six bits are no byte
    BOTH(!base64url::canonical(hidden("Zh")));      // the last four bits belong to no byte
    BOTH(!base64url::canonical(hidden("Zm9")));     // the last two
    BOTH(!base64url::canonical(hidden("Zg==")));    // padding
    BOTH(!base64url::canonical(hidden("Zm9v+mE"))); // of the other alphabet
    BOTH(!base64url::canonical(hidden("Zm9v Zm9")));
    BOTH(base64url::canonical(hidden("")));
}

TEST_CASE("what is encoded is canonical, and decodes to itself", "[server/detail/base64url]")
{
    support::random source{1};
    for (std::size_t size = 0; size != 200; ++size) {
        std::vector<unsigned char> bytes(size), back(size);
        for (auto& byte : bytes) byte = source.byte();
        std::string text(base64url::encoded_size(size), '?');
        base64url::encode(bytes, text.data());
        CHECK(base64url::canonical(text));
        base64url::decode(text, back.data());
        CHECK(back == bytes);
    }
}
