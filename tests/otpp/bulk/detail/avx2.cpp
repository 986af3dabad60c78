// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/detail/avx2.hpp>

#include "support/bulk_lanes.hpp"
#include "support/catch.hpp"

#include <otpp/detail/cpu.hpp>

#include <cstdint>

#if defined(__x86_64__)
TEST_CASE("AVX2 lanes agree with the scalar hashes", "[bulk/detail/avx2]")
{
    using lanes = otpp::bulk::detail::avx2_lanes;
    static_assert(sizeof(lanes::lanes<std::uint32_t>) == 32);
    if (!otpp::detail::has(otpp::detail::avx2)) {
        WARN("skipped: the processor has no AVX2");
        return;
    }
    CHECK(support::kernel_lanes_are_right<otpp::sha1, lanes>());
    CHECK(support::kernel_lanes_are_right<otpp::sha256, lanes>());
    CHECK(support::kernel_lanes_are_right<otpp::sha512, lanes>());
}
#else
TEST_CASE("AVX2 lanes are unavailable on this architecture", "[bulk/detail/avx2]") { SUCCEED(); }
#endif
