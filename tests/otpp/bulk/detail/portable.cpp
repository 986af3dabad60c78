// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/detail/portable.hpp>

#include "support/bulk_lanes.hpp"
#include "support/catch.hpp"

#include <cstdint>
#include <type_traits>

using otpp::bulk::detail::baseline_lanes, otpp::bulk::detail::one_lane;

TEST_CASE("baseline kernels have one lane or vectors of 16 bytes", "[bulk/detail/portable]")
{
    static_assert(std::is_same_v<one_lane::lanes<std::uint32_t>, std::uint32_t>);
    static_assert(std::is_same_v<one_lane::lanes<std::uint64_t>, std::uint64_t>);
    static_assert(sizeof(baseline_lanes::lanes<std::uint32_t>) == 16);
    static_assert(sizeof(baseline_lanes::lanes<std::uint64_t>) == 16);
    SUCCEED();
}

TEST_CASE("baseline lanes agree with the scalar hashes", "[bulk/detail/portable]")
{
    CHECK(support::kernel_lanes_are_right<otpp::sha1, one_lane>());
    CHECK(support::kernel_lanes_are_right<otpp::sha256, one_lane>());
    CHECK(support::kernel_lanes_are_right<otpp::sha1, baseline_lanes>());
    CHECK(support::kernel_lanes_are_right<otpp::sha256, baseline_lanes>());
    CHECK(support::kernel_lanes_are_right<otpp::sha512, baseline_lanes>());
}
