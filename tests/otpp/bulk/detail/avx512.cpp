// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/detail/avx512.hpp>

#include "support/bulk_lanes.hpp"
#include "support/catch.hpp"

#include <otpp/detail/cpu.hpp>

#include <cstdint>

#if defined(__x86_64__)
TEST_CASE("AVX-512 lanes agree with the scalar hashes", "[bulk/detail/avx512]")
{
    using lanes = otpp::bulk::detail::avx512_lanes;
    static_assert(sizeof(lanes::lanes<std::uint32_t>) == 64);
    if (!otpp::detail::has(otpp::detail::avx512)) {
        WARN("skipped: the processor has no AVX-512");
        return;
    }
    CHECK(support::kernel_lanes_are_right<otpp::sha1, lanes>());
    CHECK(support::kernel_lanes_are_right<otpp::sha256, lanes>());
    CHECK(support::kernel_lanes_are_right<otpp::sha512, lanes>());
}
#else
TEST_CASE("AVX-512 lanes are unavailable on this architecture", "[bulk/detail/avx512]")
{
    SUCCEED();
}
#endif
