// SPDX-License-Identifier: BSL-1.0
#include <otpp/window.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"

#include <cstdint>

using otpp::reason;
using otpp::steps;
using support::hidden;
using support::refused;

TEST_CASE("a window reaches 0 to 100 steps to one side", "[window]")
{
    BOTH(steps::from(hidden(0))->value() == 0);
    BOTH(steps::from(hidden(100))->value() == 100);
    static_assert(steps{0}.value() == 0 && steps{100}.value() == 100);
    BOTH(refused(steps::from(hidden(-1)), reason::window_out_of_range));
    BOTH(refused(steps::from(hidden(101)), reason::window_out_of_range));
    BOTH(refused(steps::from(hidden(INT64_MAX)), reason::window_out_of_range));
    BOTH(refused(steps::from(hidden(INT64_MIN)), reason::window_out_of_range));
}

TEST_CASE("without a word a window is one back and one ahead, a look-ahead ten", "[window]")
{
    static_assert(otpp::window{}.back.value() == 1);
    static_assert(otpp::window{}.ahead.value() == 1);
    static_assert(otpp::look_ahead{}.counters.value() == 10);
    constexpr otpp::window only_back{.back = 3, .ahead = 0};
    CHECK(only_back.back.value() == 3);
    CHECK(only_back.ahead.value() == 0);
}

TEST_CASE("matches compare by step and drift", "[window]")
{
    using otpp::match;
    BOTH(match{hidden(std::int64_t{5}), 1} == match{5, 1});
    BOTH(match{hidden(std::int64_t{5}), 1} != match{5, -1});
    BOTH(match{hidden(std::int64_t{5}), 1} != match{6, 1});
}
