// SPDX-License-Identifier: BSL-1.0
#include <otpp/detail/text.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

using otpp::detail::find_invalid_utf8;
using otpp::detail::is_control;
using support::hidden;

namespace {

constexpr auto npos = std::string_view::npos;

// RFC 3629, section 3: how a code point is written.
std::string encoded(std::uint32_t point)
{
    auto const byte = [](std::uint32_t value) { return static_cast<char>(value); };
    auto const tail = [&](int shift) { return byte(0x80 | (point >> shift & 0x3f)); };
    if (point < 0x80) return {byte(point)};
    if (point < 0x800) return {byte(0xc0 | point >> 6), tail(0)};
    if (point < 0x10000) return {byte(0xe0 | point >> 12), tail(6), tail(0)};
    return {byte(0xf0 | point >> 18), tail(12), tail(6), tail(0)};
}

// Every sequence of UTF-8 there is: of each scalar value, one.
std::unordered_set<std::string> const& all_sequences()
{
    static auto const all = [] {
        std::unordered_set<std::string> made;
        made.reserve(0x110000);
        for (std::uint32_t point = 0; point != 0x110000; ++point)
            if (point < 0xd800 || point > 0xdfff) made.insert(encoded(point));
        return made;
    }();
    return all;
}

} // namespace

TEST_CASE("control characters are those below the space, and DEL", "[detail/text]")
{
    for (int c = 0; c != 256; ++c)
        CHECK(is_control(static_cast<unsigned char>(c)) == (c < 32 || c == 127));
    BOTH(is_control(hidden(static_cast<unsigned char>(0))));
    BOTH(!is_control(hidden(static_cast<unsigned char>(' '))));
}

TEST_CASE("eight characters are plain if each of them is", "[detail/text]")
{
    constexpr std::uint64_t plain = 0x4141414141414141u; // AAAAAAAA
    BOTH(otpp::detail::are_plain(hidden(plain)));
    int wrong = 0;
    for (int place = 0; place != 64; place += 8)
        for (std::uint64_t c = 0; c != 256; ++c)
            for (std::uint64_t const around :
                 {plain, std::uint64_t{0x2121212121212121u}, std::uint64_t{0x7e7e7e7e7e7e7e7eu}}) {
                auto const eight = (around & ~(std::uint64_t{0xff} << place)) | c << place;
                wrong += otpp::detail::are_plain(eight) != (c > 0x20 && c < 0x7f && c != '%');
            }
    CHECK(wrong == 0);
}

TEST_CASE("a slice is a part, cut at the end", "[detail/text]")
{
    using otpp::detail::slice;
    BOTH(slice(hidden("abcdef"), 0) == "abcdef");
    BOTH(slice(hidden("abcdef"), 2) == "cdef");
    BOTH(slice(hidden("abcdef"), 2, 3) == "cde");
    BOTH(slice(hidden("abcdef"), 2, 9) == "cdef");
    BOTH(slice(hidden("abcdef"), 6) == "");
    BOTH(slice(hidden("abcdef"), 6, 1) == "");
    BOTH(slice(hidden("abcdef"), 2, 0) == "");
}

TEST_CASE("every code point is UTF-8", "[detail/text]")
{
    int wrong = 0;
    for (auto const& sequence : all_sequences())
        wrong += find_invalid_utf8(sequence) != npos || find_invalid_utf8("a" + sequence) != npos;
    CHECK(wrong == 0);
    CHECK(all_sequences().size() == 0x110000 - 0x800);
}

TEST_CASE("a sequence is UTF-8 only if it is that of a code point", "[detail/text]")
{
    // All of one and two bytes that begin above ASCII; of three and four, the rest at its edges.
    int wrong = 0;
    auto const compare = [&wrong](std::string const& text) {
        // A text that begins with a whole sequence and goes on is not judged here.
        for (std::size_t size = 1; size < text.size(); ++size)
            if (all_sequences().contains(text.substr(0, size))) return;
        wrong += (find_invalid_utf8(text) == npos) != all_sequences().contains(text);
    };
    for (int a = 0x80; a != 256; ++a) {
        std::string text{static_cast<char>(a)};
        compare(text);
        for (int b = 0x7f; b != 0xc1; ++b) {
            text.resize(1);
            text += static_cast<char>(b);
            compare(text);
            for (int const c : {0x7f, 0x80, 0x81, 0x9f, 0xa0, 0xbe, 0xbf, 0xc0, 0xff}) {
                text.resize(2);
                text += static_cast<char>(c);
                compare(text);
                for (int const d : {0x00, 0x7f, 0x80, 0xbf, 0xc0, 0xff}) {
                    text.resize(3);
                    text += static_cast<char>(d);
                    compare(text);
                }
            }
        }
    }
    CHECK(wrong == 0);
}

TEST_CASE("the offset is that of the sequence's first byte", "[detail/text]")
{
    BOTH(find_invalid_utf8(hidden("")) == npos);
    BOTH(find_invalid_utf8(hidden("plain")) == npos);
    BOTH(find_invalid_utf8(hidden("j\303\274rgen")) == npos);
    BOTH(find_invalid_utf8(hidden("\360\237\224\221")) == npos);
    BOTH(find_invalid_utf8(hidden("ab\377")) == 2);
    BOTH(find_invalid_utf8(hidden("\200")) == 0);                  // a continuation alone
    BOTH(find_invalid_utf8(hidden("a\303")) == 1);                 // cut short
    BOTH(find_invalid_utf8(hidden("a\342\202")) == 1);             // cut short
    BOTH(find_invalid_utf8(hidden("\303\274\342\202x")) == 2);     // ended by ASCII
    BOTH(find_invalid_utf8(hidden("\300\200")) == 0);              // an overlong NUL
    BOTH(find_invalid_utf8(hidden("\340\237\277")) == 0);          // overlong, three bytes
    BOTH(find_invalid_utf8(hidden("\360\217\277\277")) == 0);      // overlong, four bytes
    BOTH(find_invalid_utf8(hidden("\355\240\200")) == 0);          // a surrogate
    BOTH(find_invalid_utf8(hidden("\355\237\277")) == npos);       // just before them
    BOTH(find_invalid_utf8(hidden("\364\220\200\200")) == 0);      // beyond U+10FFFF
    BOTH(find_invalid_utf8(hidden("\364\217\277\277")) == npos);   // U+10FFFF
    BOTH(find_invalid_utf8(hidden("\303\274").substr(0, 1)) == 0); // what follows is not looked at
}
