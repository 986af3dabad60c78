// SPDX-License-Identifier: BSL-1.0
#include <otpp/detail/percent.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <string>
#include <string_view>

using namespace otpp::detail::percent;
using support::hidden;

namespace {

constexpr bool is(unit found, unsigned char byte, std::size_t length)
{
    return found.byte == byte && found.length == length;
}

} // namespace

TEST_CASE("hexadecimal digits, and no other of the 256 characters", "[detail/percent]")
{
    for (int c = 0; c != 256; ++c) {
        auto const at = std::string_view{"0123456789abcdef"}.find(static_cast<char>(c));
        auto const upper = std::string_view{"0123456789ABCDEF"}.find(static_cast<char>(c));
        int const expected = at != std::string_view::npos      ? static_cast<int>(at)
                             : upper != std::string_view::npos ? static_cast<int>(upper)
                                                               : -1;
        CHECK(hex_digit(static_cast<char>(c)) == expected);
    }
    BOTH(hex_digit(hidden('f')) == 15);
    BOTH(hex_digit(hidden('g')) == -1);
}

TEST_CASE("an escape is one byte of three characters", "[detail/percent]")
{
    BOTH(is(decode_at(hidden("a"), 0), 'a', 1));
    BOTH(is(decode_at(hidden("%41"), 0), 'A', 3));
    BOTH(is(decode_at(hidden("x%c3%A4"), 1), 0xc3, 3));
    BOTH(is(decode_at(hidden("x%c3%A4"), 4), 0xa4, 3));
    BOTH(is(decode_at(hidden("%00"), 0), 0, 3));
    BOTH(is(decode_at(hidden("%fF"), 0), 0xff, 3));
    BOTH(is(decode_at(hidden("+"), 0), '+', 1));
    BOTH(is(decode_at(hidden("\377"), 0), 0xff, 1));
}

TEST_CASE("a bad escape has no length", "[detail/percent]")
{
    BOTH(decode_at(hidden("%"), 0).length == 0);
    BOTH(decode_at(hidden("%4"), 0).length == 0);
    BOTH(decode_at(hidden("%4g"), 0).length == 0);
    BOTH(decode_at(hidden("%g4"), 0).length == 0);
    BOTH(decode_at(hidden("%%41"), 0).length == 0);
    BOTH(decode_at(hidden("% 1"), 0).length == 0);
    BOTH(decode_at(hidden("ab%4"), 2).length == 0);
    // what follows the end is not looked at
    BOTH(decode_at(hidden("%41").substr(0, 2), 0).length == 0);
}

TEST_CASE("the place of a decoded byte is counted over the escapes before it", "[detail/percent]")
{
    BOTH(offset_of(hidden("ab"), 0) == 0);
    BOTH(offset_of(hidden("ab"), 1) == 1);
    BOTH(offset_of(hidden("%41b%42d"), 1) == 3);
    BOTH(offset_of(hidden("%41b%42d"), 2) == 4);
    BOTH(offset_of(hidden("%41b%42d"), 3) == 7);
    BOTH(offset_of(hidden("%41b%42d"), 4) == 8);
    BOTH(offset_of(hidden("%41b%42d"), 99) == 8); // the end, no further
}

TEST_CASE("unreserved characters are those of RFC 3986", "[detail/percent]")
{
    constexpr std::string_view unreserved =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (int c = 0; c != 256; ++c) {
        bool const expected = unreserved.find(static_cast<char>(c)) != std::string_view::npos;
        CHECK(is_unreserved(static_cast<char>(c)) == expected);
    }
    BOTH(is_unreserved(hidden('~')));
    BOTH(!is_unreserved(hidden('%')));
}
