// SPDX-License-Identifier: BSL-1.0
#include <otpp/detail/base64.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using otpp::detail::base64;
using otpp::detail::base64url;
using support::hidden;

namespace {

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

TEST_CASE("the examples of RFC 4648", "[detail/base64]")
{
    BOTH(gives(hidden(""), ""));
    BOTH(gives(hidden("f"), "Zg"));
    BOTH(gives(hidden("fo"), "Zm8"));
    BOTH(gives(hidden("foo"), "Zm9v"));
    BOTH(gives(hidden("foob"), "Zm9vYg"));
    BOTH(gives(hidden("fooba"), "Zm9vYmE"));
    BOTH(gives(hidden("foobar"), "Zm9vYmFy"));
}

// Each symbol has its value, and no other character one, alone and in every place of a text: texts are read
// in blocks.
template <class Alphabet>
static void check_symbols(std::string_view alphabet)
{
    for (int byte = 0; byte != 256; ++byte) {
        char const c = static_cast<char>(byte);
        auto const at = alphabet.find(c);
        bool const known = at != std::string_view::npos;
        INFO("byte " << byte);
        typename Alphabet::symbol const read{c};
        CHECK(read.known == (known ? ~0u : 0u));
        CHECK(read.value == (known ? at : 0));
        if (known) CHECK(Alphabet::character(static_cast<std::uint32_t>(at)) == c);
        for (std::size_t size : {8u, 12u, 16u, 20u, 24u, 36u}) {
            for (std::size_t i = 0; i != size; ++i) {
                std::string text(size, 'A');
                text[i] = c;
                CHECK(Alphabet::canonical(text) == known);
            }
        }
    }
}

TEST_CASE("every symbol of base64url has its value", "[detail/base64]")
{
    check_symbols<base64url>("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}

TEST_CASE("every symbol of base64 has its value", "[detail/base64]")
{
    check_symbols<base64>("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
}

TEST_CASE("bytes have one text", "[detail/base64]")
{
    BOTH(!base64url::canonical(hidden("Z")));       // six bits are no byte
    BOTH(!base64url::canonical(hidden("Zh")));      // the last four bits belong to no byte
    BOTH(!base64url::canonical(hidden("Zm9")));     // the last two
    BOTH(!base64url::canonical(hidden("Zg==")));    // padding
    BOTH(!base64url::canonical(hidden("Zm9v+mE"))); // of the other alphabet
    BOTH(!base64url::canonical(hidden("Zm9v Zm9")));
    BOTH(base64url::canonical(hidden("")));
}

template <class Alphabet>
static void check_there_and_back()
{
    support::random source{1};
    for (std::size_t size = 0; size != 200; ++size) {
        std::vector<unsigned char> bytes(size), back(size);
        for (auto& byte : bytes) byte = source.byte();
        std::string text(Alphabet::encoded_size(size), '?');
        Alphabet::encode(bytes, text.data());
        CHECK(Alphabet::canonical(text));
        Alphabet::decode(text, back.data());
        CHECK(back == bytes);
    }
}

TEST_CASE("what is encoded is canonical, and decodes to itself", "[detail/base64]")
{
    check_there_and_back<base64>();
    check_there_and_back<base64url>();
}
