// SPDX-License-Identifier: BSL-1.0
#include <otpp/hash/detail/sha2_x86.hpp>

#include "support/catch.hpp"
#include "support/side_by_side.hpp"

#include <otpp/detail/cpu.hpp>

// The vectors go through these instructions as the backend "SHA instructions".

#if defined(__x86_64__)

TEST_CASE("SHA-256 instructions: blocks side by side", "[hash/detail/sha2_x86]")
{
    if (!otpp::detail::has_sha()) {
        WARN("skipped: the processor has no SHA instructions");
        return;
    }
    for (std::size_t n = 0; n != 10; ++n) {
        INFO(n << " blocks");
        CHECK(support::side_by_side_is_right<otpp::sha256_x86, otpp::sha256>(n));
    }
}

#else

TEST_CASE("there is no such type where there are no such instructions", "[hash/detail/sha2_x86]")
{
    CHECK_FALSE(otpp::detail::has_sha());
}

#endif
