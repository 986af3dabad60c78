// SPDX-License-Identifier: BSL-1.0
#include <otpp/passcode.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"
#include "support/random.hpp"
#include "vectors/passcode.hpp"

#include <cstdint>
#include <string>
#include <string_view>

using otpp::digits;
using otpp::passcode;
using otpp::reason;
using support::hidden;
using support::refused;

namespace {

struct reads {
    static constexpr std::string_view wrong(vectors::passcode::entry const& entry)
    {
        auto const read = passcode::parse(entry.text, *digits::from(entry.digits));
        if (!entry.valid) {
            if (read) return "accepted";
            if (read.error().reason != entry.reason) return "reason";
            return read.error().offset == static_cast<std::size_t>(entry.offset) ? "" : "offset";
        }
        if (!read) return "refused";
        if (read->view() != entry.code) return "code";
        return *read == entry.code ? "" : "equality";
    }
};

constexpr auto shown = [](std::uint32_t value, int count, std::string_view expected) {
    return passcode{value, *digits::from(count)}.view() == expected;
};

// the last digits of a number, by division
std::string as_divided(std::uint32_t value, int count)
{
    std::string text(static_cast<std::size_t>(count), '0');
    for (auto at = text.rbegin(); at != text.rend(); ++at, value /= 10)
        *at = static_cast<char>('0' + value % 10);
    return text;
}

} // namespace

TEST_CASE("what people type, as vectors", "[passcode]") { CHECK_VECTORS(passcode, reads); }

TEST_CASE("a passcode is the last digits of a value, with its zeros", "[passcode]")
{
    BOTH(shown(hidden(1284755224u), 6, "755224"));
    BOTH(shown(hidden(1284755224u), 7, "4755224"));
    BOTH(shown(hidden(1284755224u), 8, "84755224"));
    BOTH(shown(hidden(1284755224u), 9, "284755224"));
    BOTH(shown(hidden(1284755224u), 10, "1284755224"));
    BOTH(shown(hidden(0u), 6, "000000"));
    BOTH(shown(hidden(0u), 10, "0000000000"));
    BOTH(shown(hidden(7u), 8, "00000007"));
    BOTH(shown(hidden(1'000'000u), 6, "000000"));
    BOTH(shown(hidden(999'999u), 6, "999999"));
    BOTH(shown(hidden(99'999'999u), 10, "0099999999"));
    BOTH(shown(hidden(100'000'000u), 9, "100000000"));
    BOTH(shown(hidden(0x7fffffffu), 10, "2147483647"));
}

TEST_CASE("digits without a division are those with one", "[passcode]")
{
    support::random random{31};
    int wrong = 0;
    auto const compare = [&wrong](std::uint32_t value) {
        std::uint64_t power = 100'000;
        for (int count = 6; count <= 10; ++count) {
            power *= 10;
            passcode const made{value, *digits::from(count)};
            wrong += made.view() != as_divided(value, count);
            wrong += made.number() != value % power;
            wrong += otpp::last_digits(value, *digits::from(count)) != value % power;
        }
    };
    for (int i = 0; i != 200'000; ++i) compare(static_cast<std::uint32_t>(random.next() >> 33));
    // around every multiple of a power of ten that 31 bits hold a few of, and at both ends
    for (std::uint64_t power = 1; power < 0x80000000u; power *= 10)
        for (std::uint64_t times = 1; times <= 21 && times * power + 2 < 0x80000000u; ++times)
            for (std::uint64_t near = 0; near != 4; ++near)
                compare(static_cast<std::uint32_t>(times * power + near - 1));
    for (std::uint32_t i = 0; i != 1000; ++i) {
        compare(i);
        compare(0x7fffffffu - i);
    }
    // every value below 10^4, and as the upper four digits of eight
    for (std::uint32_t i = 0; i != 10'000; ++i) compare(i * 10'000);
    CHECK(wrong == 0);
}

TEST_CASE("the last digits as a number", "[passcode]")
{
    using otpp::last_digits;
    BOTH(last_digits(hidden(1284755224u), 6) == 755224);
    BOTH(last_digits(hidden(1284755224u), 9) == 284755224);
    BOTH(last_digits(hidden(0x7fffffffu), 10) == 0x7fffffff);
    BOTH(last_digits(hidden(999'999u), 6) == 999'999);
    BOTH(last_digits(hidden(1'000'000u), 6) == 0);
    BOTH(passcode::parse(hidden("000012"), 6)->number() == 12);
    BOTH(passcode::parse(hidden("9999999999"), 10)->number() == 9'999'999'999);
}

TEST_CASE("passcodes are equal in length and in every digit", "[passcode]")
{
    constexpr auto same = [](std::string_view a, int digits_a, std::string_view b, int digits_b) {
        auto const first = passcode::parse(a, *digits::from(digits_a));
        auto const second = passcode::parse(b, *digits::from(digits_b));
        bool const equal = *first == *second;
        if (equal != (*first == second->view())) return -1;
        return equal ? 1 : 0;
    };
    BOTH(same(hidden("123456"), 6, "123 456", 6) == 1);
    BOTH(same(hidden("1234567890"), 10, "1234567890", 10) == 1);
    BOTH(same(hidden("123456"), 6, "123457", 6) == 0);
    BOTH(same(hidden("023456"), 6, "123456", 6) == 0);
    BOTH(same(hidden("123456"), 6, "1234567", 7) == 0);
    BOTH(same(hidden("000000"), 6, "0000000", 7) == 0);
    BOTH(same(hidden("1234567890"), 10, "1234567891", 10) == 0);
    for (std::size_t place = 0; place != 10; ++place) {
        std::string other = "0000000000";
        other[place] = '1';
        CHECK(same("0000000000", 10, other, 10) == 0);
    }
}

TEST_CASE("the empty passcode equals nothing, not even itself", "[passcode]")
{
    BOTH(passcode{}.empty());
    BOTH(passcode{}.view() == hidden(""));
    BOTH(!(passcode{} == passcode{}));
    BOTH(!(passcode{} == hidden("")));
    BOTH(!(passcode{} == *passcode::parse(hidden("000000"), 6)));
    BOTH(!(*passcode::parse(hidden("000000"), 6) == passcode{}));
    BOTH(passcode{}.number() == 0);
    BOTH(!passcode::parse(hidden("000000"), 6)->empty());
}

TEST_CASE("a passcode equals its text and no other", "[passcode]")
{
    BOTH(*passcode::parse(hidden("123456"), 6) == "123456");
    BOTH(!(*passcode::parse(hidden("123456"), 6) == "12345"));
    BOTH(!(*passcode::parse(hidden("123456"), 6) == "123 456"));
    BOTH(!(*passcode::parse(hidden("123456"), 6) == "1234567"));
    BOTH(*passcode::parse(hidden("123456"), 6) != "123457");
}

TEST_CASE("two million characters are refused by their length", "[passcode]")
{
    CHECK(refused(passcode::parse(std::string(2'000'000, '1'), 6), reason::passcode_length, 32));
    CHECK(refused(passcode::parse(std::string(2'000'000, ' '), 6), reason::passcode_length, 32));
    CHECK(refused(passcode::parse(std::string(2'000'000, 'x'), 6), reason::passcode_length, 32));
    // Nothing of the text is looked at: it need not even be there.
    CHECK(refused(passcode::parse({static_cast<char const*>(nullptr), 2'000'000}, 6),
                  reason::passcode_length, 32));
}
