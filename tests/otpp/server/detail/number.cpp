// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/detail/number.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"

#include <cstdint>
#include <string>
#include <string_view>

using support::hidden;

namespace {

constexpr bool reads(std::string_view text, std::int64_t value)
{
    std::int64_t read = -77;
    return otpp::server::read_number(text, read) == text.size() && read == value;
}

constexpr bool refuses(std::string_view text)
{
    std::int64_t read = -77;
    return otpp::server::read_number(text, read) == 0 && read == -77;
}

std::string written(std::int64_t value)
{
    otpp::server::field<32> text;
    REQUIRE(otpp::server::append_number(text, value));
    return std::string{text.view()};
}

} // namespace

TEST_CASE("numbers are read", "[server/detail/number]")
{
    BOTH(reads(hidden("0"), 0));
    BOTH(reads(hidden("-1"), -1));
    BOTH(reads(hidden("12345678"), 12'345'678));
    BOTH(reads(hidden("123456789"), 123'456'789));
    BOTH(reads(hidden("9223372036854775807"), INT64_MAX));
    BOTH(reads(hidden("-9223372036854775807"), -INT64_MAX));
}

TEST_CASE("each number is written in one way", "[server/detail/number]")
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

TEST_CASE("a number beyond 64 bits is none", "[server/detail/number]")
{
    BOTH(refuses(hidden("9223372036854775808")));
    BOTH(refuses(hidden("-9223372036854775808")));
    BOTH(refuses(hidden("99999999999999999999")));
    BOTH(refuses(hidden("18446744073709551617")));
    BOTH(refuses(hidden("100000000000000000000000000000001")));
}

TEST_CASE("a number whose end is known is the same number", "[server/detail/number]")
{
    constexpr auto reads_between = [](std::string_view text, std::size_t first, std::size_t end) {
        std::int64_t value = -77;
        return otpp::server::read_number(text, first, end, value) ? value : -77;
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
            otpp::server::read_number(std::string_view{text}.substr(first, end - first), whole) ==
            end - first;
        bool const found = otpp::server::read_number(text, first, end, between);
        if (found != is_one || (found && whole != between)) FAIL_CHECK(text << first << end);
    }
}

TEST_CASE("a number ends where its digits end", "[server/detail/number]")
{
    constexpr auto size = [](std::string_view text) {
        std::int64_t value = 0;
        return otpp::server::read_number(text, value);
    };
    BOTH(size(hidden("12 ")) == 2);
    BOTH(size(hidden("1234567/")) == 7);
    BOTH(size(hidden("12345678,9")) == 8);
    BOTH(size(hidden("7:........")) == 1);
    BOTH(size(hidden("7\377\377\377\377\377\377\377\377")) == 1);
    BOTH(size(hidden("-3-------------")) == 2);
}

TEST_CASE("what is written is what the standard library writes, and is read again",
          "[server/detail/number]")
{
    auto const same = [](std::int64_t value) {
        auto const text = written(value);
        CHECK(text == std::to_string(value));
        if (value == INT64_MIN) return; // is written, and not read: records have none
        for (std::string_view behind : {"", " ", " 1700000000 -"}) {
            std::string const longer = text + std::string{behind};
            std::int64_t read = 0;
            CHECK(otpp::server::read_number(longer, read) == text.size());
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

TEST_CASE("a number that does not fit is not written", "[server/detail/number]")
{
    constexpr auto fits = [](std::int64_t value) {
        otpp::server::field<3> text;
        return otpp::server::append_number(text, value);
    };
    BOTH(fits(hidden(std::int64_t{999})));
    BOTH(!fits(hidden(std::int64_t{1000})));
}
