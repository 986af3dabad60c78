// SPDX-License-Identifier: BSL-1.0
#include <otpp/period.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"

#include <cstdint>

using otpp::period;
using otpp::reason;
using support::hidden;
using support::refused;

TEST_CASE("a period is 1 to 2147483647 seconds", "[period]")
{
    BOTH(period::from(hidden(1))->value() == 1);
    BOTH(period::from(hidden(30))->value() == 30);
    BOTH(period::from(hidden(2147483647))->value() == 2147483647);
    constexpr period same = 60, other = 30;
    BOTH(*period::from(hidden(60)) == same);
    BOTH(*period::from(hidden(60)) != other);
    static_assert(period{1}.value() == 1 && period{2147483647}.value() == 2147483647);
}

TEST_CASE("other periods are refused", "[period]")
{
    BOTH(refused(period::from(hidden(0)), reason::period_out_of_range));
    BOTH(refused(period::from(hidden(-30)), reason::period_out_of_range));
    BOTH(refused(period::from(hidden(std::int64_t{2147483648})), reason::period_out_of_range));
    BOTH(refused(period::from(hidden(INT64_MIN)), reason::period_out_of_range));
    BOTH(refused(period::from(hidden(INT64_MAX)), reason::period_out_of_range));
    // 30 in the lower half of 64 bits
    BOTH(refused(period::from(hidden(std::int64_t{0x10000001e})), reason::period_out_of_range));
}
