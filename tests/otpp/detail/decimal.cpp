// SPDX-License-Identifier: BSL-1.0
#include <otpp/detail/decimal.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace decimal = otpp::detail::decimal;
using support::hidden;

namespace {

constexpr bool reads(std::string_view text, std::int64_t value)
{
    std::int64_t read = -77;
    return decimal::read_canonical(text, read) == text.size() && read == value;
}

constexpr bool refuses(std::string_view text)
{
    std::int64_t read = -77;
    return decimal::read_canonical(text, read) == 0 && read == -77;
}

std::string written(std::int64_t value)
{
    char text[decimal::longest]{};
    return {text, decimal::put(text, value)};
}

} // namespace

TEST_CASE("numbers are read", "[detail/decimal]")
{
    BOTH(reads(hidden("0"), 0));
    BOTH(reads(hidden("-1"), -1));
    BOTH(reads(hidden("12345678"), 12'345'678));
    BOTH(reads(hidden("123456789"), 123'456'789));
    BOTH(reads(hidden("9223372036854775807"), INT64_MAX));
    BOTH(reads(hidden("-9223372036854775807"), -INT64_MAX));
}

TEST_CASE("each number is written in one way", "[detail/decimal]")
{
    BOTH(refuses(hidden("")));
    BOTH(refuses(hidden("-")));
    BOTH(refuses(hidden("+1")));
    BOTH(refuses(hidden(" 1")));
    BOTH(refuses(hidden("01")));
    BOTH(refuses(hidden("-0")));
    BOTH(refuses(hidden("-01")));
    BOTH(refuses(hidden("00000001234")));
    BOTH(refuses(hidden("--1")));
    BOTH(refuses(hidden("x")));
}

TEST_CASE("a number beyond 64 bits is none", "[detail/decimal]")
{
    BOTH(refuses(hidden("9223372036854775808")));
    BOTH(refuses(hidden("-9223372036854775808")));
    BOTH(refuses(hidden("99999999999999999999")));
    BOTH(refuses(hidden("18446744073709551617")));
    BOTH(refuses(hidden("100000000000000000000000000000001")));
}

TEST_CASE("a number whose end is known is the same number", "[detail/decimal]")
{
    constexpr auto reads_between = [](std::string_view text, std::size_t first, std::size_t end) {
        std::int64_t value = -77;
        return decimal::read_canonical(text, first, end, value) ? value : -77;
    };
    BOTH(reads_between(hidden("12 0 -3 1700000000"), 0, 2) == 12);
    BOTH(reads_between(hidden("12 0 -3 1700000000"), 3, 4) == 0);
    BOTH(reads_between(hidden("12 0 -3 1700000000"), 5, 7) == -3);
    BOTH(reads_between(hidden("12 0 -3 1700000000"), 8, 18) == 1'700'000'000);
    BOTH(reads_between(hidden("12 0 -3 1700000000"), 3, 3) == -77);

    support::random source{12};
    constexpr std::string_view symbols = "0123456789012345678901234567890123456789-/: ";
    for (int i = 0; i != 200'000; ++i) {
        std::string text;
        for (auto size = 1 + source.below(40); size != 0; --size)
            text += symbols[source.below(i % 2 == 0 ? 40 : symbols.size())];
        std::size_t const end = 1 + source.below(text.size());
        std::size_t const first = source.below(end);
        std::int64_t whole = -77, between = -77;
        bool const is_one =
            decimal::read_canonical(std::string_view{text}.substr(first, end - first), whole) ==
            end - first;
        bool const found = decimal::read_canonical(text, first, end, between);
        if (found != is_one || (found && whole != between)) FAIL_CHECK(text << first << end);
    }
}

TEST_CASE("a number ends where its digits end", "[detail/decimal]")
{
    constexpr auto size = [](std::string_view text) {
        std::int64_t value = 0;
        return decimal::read_canonical(text, value);
    };
    BOTH(size(hidden("12 ")) == 2);
    BOTH(size(hidden("1234567/")) == 7);
    BOTH(size(hidden("12345678,9")) == 8);
    BOTH(size(hidden("7:........")) == 1);
    BOTH(size(hidden("7\377\377\377\377\377\377\377\377")) == 1);
    BOTH(size(hidden("-3-------------")) == 2);
}

TEST_CASE("what is written is what the standard library writes, and is read again",
          "[detail/decimal]")
{
    auto const same = [](std::int64_t value) {
        auto const text = written(value);
        CHECK(text == std::to_string(value));
        if (value == INT64_MIN) return; // is written, and not read: records have none
        for (std::string_view behind : {"", " ", " 1700000000 -"}) {
            std::string const longer = text + std::string{behind};
            std::int64_t read = 0;
            CHECK(decimal::read_canonical(longer, read) == text.size());
            CHECK(read == value);
        }
    };
    std::int64_t power = 1;
    for (int digits = 1; digits != 19; ++digits, power *= 10)
        for (std::int64_t const by : {-1, 0, 1}) same(power + by), same(-power + by);
    for (std::int64_t const edge : {INT64_MAX, INT64_MAX - 1, INT64_MIN, INT64_MIN + 1}) same(edge);
    support::random source{7};
    for (int i = 0; i != 20'000; ++i)
        same(static_cast<std::int64_t>(source.next() >> source.below(64)) * (i % 2 == 0 ? 1 : -1));
}

TEST_CASE("digits are read with leading zeros and up to 2^63-1", "[detail/decimal]")
{
    constexpr auto reads_digits = [](std::string_view text, std::size_t size, std::uint64_t value) {
        auto const read = decimal::read_digits(text);
        return !read.overflows && read.size == size && read.value == value;
    };
    BOTH(reads_digits(hidden(""), 0, 0));
    BOTH(reads_digits(hidden("-1"), 0, 0));
    BOTH(reads_digits(hidden("0x"), 1, 0));
    BOTH(reads_digits(hidden("007 "), 3, 7));
    BOTH(reads_digits(hidden("000000000000000000000000000000012345678901"), 42, 12345678901));
    BOTH(reads_digits(hidden("09223372036854775807"), 20, INT64_MAX));
    BOTH(decimal::read_digits(hidden("9223372036854775808")).overflows);
    BOTH(decimal::read_digits(hidden("99999999999999999999")).overflows);
    BOTH(decimal::read_digits(hidden("18446744073709551617")).overflows);
    BOTH(decimal::read_digits(hidden("100000000000000000000000000000001")).overflows);
}
