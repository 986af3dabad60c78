// SPDX-License-Identifier: BSL-1.0
#include <otpp/result.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"
#include "support/traps.hpp"

#include <type_traits>
#include <utility>

using otpp::error;
using otpp::reason;
using otpp::result;
using support::hidden;

namespace {

struct only_moves {
    int value{};
    constexpr explicit only_moves(otpp::detail::nothing) noexcept {}
    constexpr explicit only_moves(int v) noexcept : value{v} {}
    only_moves(only_moves const&) = delete;
    only_moves& operator=(only_moves const&) = delete;
    constexpr only_moves(only_moves&& from) noexcept : value{std::exchange(from.value, 0)} {}
    constexpr only_moves& operator=(only_moves&& from) noexcept
    {
        value = std::exchange(from.value, 0);
        return *this;
    }
};

constexpr result<int> half(int number)
{
    if (number % 2 != 0) return {reason::not_a_number, 3};
    return number / 2;
}

} // namespace

TEST_CASE("a result has a value or an error", "[result]")
{
    BOTH(half(hidden(8)).has_value());
    BOTH(static_cast<bool>(half(hidden(8))));
    BOTH(*half(hidden(8)) == 4);
    BOTH(!half(hidden(7)).has_value());
    BOTH(!half(hidden(7)));
    BOTH(half(hidden(7)).error() == error{reason::not_a_number, 3});
    BOTH(result<int>{reason::key_empty}.error().offset == error::nowhere);
    BOTH(result<int>{error{reason::key_empty, 5}}.error().offset == 5);
}

TEST_CASE("a result can be changed through", "[result]")
{
    constexpr auto change = [](int by) {
        auto answer = half(by);
        *answer += 1;
        return *answer;
    };
    BOTH(change(hidden(8)) == 5);
}

TEST_CASE("a result holds what only moves", "[result]")
{
    constexpr auto through = [](int value) {
        result<only_moves> first{only_moves{value}};
        result<only_moves> second{std::move(first)};
        only_moves const third{*std::move(second)};
        return third.value * 10 + first->value + second->value;
    };
    BOTH(through(hidden(7)) == 70);
    static_assert(!std::is_copy_constructible_v<result<only_moves>>);
    static_assert(std::is_copy_constructible_v<result<int>>);
}

TEST_CASE("access to the inactive member of a result traps", "[result]")
{
    static_assert(support::constant<[] { return *half(8); }>);
    static_assert(!support::constant<[] { return *half(7); }>);
    static_assert(!support::constant<[] { return half(8).error().offset; }>);
    static_assert(!support::constant<[] {
        auto const none = half(7);
        return *none;
    }>);

    CHECK_FALSE(support::traps([] { (void)*half(hidden(8)); }));
    CHECK(support::traps([] { (void)*half(hidden(7)); }));
    CHECK(support::traps([] { (void)half(hidden(8)).error(); }));
    CHECK(support::traps([] {
        result<only_moves> none{hidden(reason::key_empty)};
        (void)none->value;
    }));
    CHECK(support::traps([] {
        result<only_moves> const none{hidden(reason::key_empty)};
        (void)none->value;
    }));
    CHECK(support::traps([] {
        result<int> const none{hidden(reason::key_empty)};
        (void)*none;
    }));
    CHECK(support::traps([] {
        result<only_moves> none{hidden(reason::key_empty)};
        only_moves const taken{*std::move(none)};
        (void)hidden(taken.value);
    }));
}

TEST_CASE("errors compare by reason and offset", "[result]")
{
    BOTH(error{hidden(reason::key_empty), 1} == error{reason::key_empty, 1});
    BOTH(error{hidden(reason::key_empty), 1} != error{reason::key_empty, 2});
    BOTH(error{hidden(reason::key_empty), 1} != error{reason::key_too_long, 1});
}
