// SPDX-License-Identifier: BSL-1.0
#include <otpp/digits.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"

#include <cstdint>
#include <type_traits>

using otpp::digits;
using otpp::reason;
using support::hidden;
using support::refused;

TEST_CASE("digits are 6 to 10", "[digits]")
{
    BOTH(digits::from(hidden(6))->value() == 6);
    BOTH(digits::from(hidden(8))->value() == 8);
    BOTH(digits::from(hidden(10))->value() == 10);
    constexpr digits same = 7, other = 8;
    BOTH(*digits::from(hidden(7)) == same);
    BOTH(*digits::from(hidden(7)) != other);
    static_assert(digits{6}.value() == 6 && digits{10}.value() == 10);
}

TEST_CASE("other digits are refused", "[digits]")
{
    BOTH(refused(digits::from(hidden(5)), reason::digits_out_of_range));
    BOTH(refused(digits::from(hidden(11)), reason::digits_out_of_range));
    BOTH(refused(digits::from(hidden(0)), reason::digits_out_of_range));
    BOTH(refused(digits::from(hidden(99)), reason::digits_out_of_range));
    BOTH(refused(digits::from(hidden(-6)), reason::digits_out_of_range));
    BOTH(refused(digits::from(hidden(INT64_MIN)), reason::digits_out_of_range));
    BOTH(refused(digits::from(hidden(INT64_MAX)), reason::digits_out_of_range));
    // 6 in the lower half of 64 bits
    BOTH(refused(digits::from(hidden(std::int64_t{0x100000006})), reason::digits_out_of_range));
}
