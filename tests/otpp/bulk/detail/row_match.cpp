// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/detail/row_match.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <cstdint>

using namespace otpp::bulk::detail;
using otpp::bulk::bad_row;
using otpp::bulk::no_match;

namespace {

// The value of a step is the step.
struct counting_key {
    constexpr void values(std::uint64_t first, std::size_t n, std::uint32_t* out) const
    {
        for (std::size_t i = 0; i != n; ++i) out[i] = static_cast<std::uint32_t>(first + i);
    }
};

constexpr int drift(std::uint32_t code, std::int64_t step)
{
    return match_row(counting_key{}, otpp::digits{6}, code, step, 2, 1);
}

} // namespace

TEST_CASE("is_match is 1 for every drift and 0 for the sentinels", "[bulk/detail/row_match]")
{
    BOTH(is_match(no_match) == 0);
    BOTH(is_match(bad_row) == 0);
    BOTH(is_match(-100) == 1);
    BOTH(is_match(0) == 1);
    BOTH(is_match(100) == 1);
}

TEST_CASE("match_row gives the drift of a code within the window", "[bulk/detail/row_match]")
{
    BOTH(drift(500, 500) == 0);
    BOTH(drift(498, 500) == -2);
    BOTH(drift(501, 500) == 1);
    BOTH(drift(497, 500) == no_match);
    BOTH(drift(502, 500) == no_match);
    BOTH(drift(0, 0) == 0);
    BOTH(drift(500, 1'000'500) == 0);              // the last six digits
    BOTH(drift(1'000'500, 1'000'500) == no_match); // more digits
}
