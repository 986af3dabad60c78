// SPDX-License-Identifier: BSL-1.0
#include <otpp/detail/x86_lanes.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <otpp/detail/cpu.hpp>

#include <cstdint>

#if defined(__x86_64__)

namespace {

[[gnu::target("sha,sse4.1"), gnu::noinline]] void add(otpp::detail::lanes& to,
                                                      otpp::detail::lanes const& what)
{
    otpp::detail::add(to, what);
}

} // namespace

TEST_CASE("lanes are added apart, and wrap", "[detail/x86_lanes]")
{
    if (!otpp::detail::has_sha()) {
        WARN("skipped: the processor has no SHA instructions");
        return;
    }
    otpp::detail::lanes sum{support::hidden(1), INT32_MAX, -1, INT32_MIN};
    add(sum, otpp::detail::lanes{2, 1, 1, INT32_MIN});
    CHECK(sum[0] == 3);
    CHECK(sum[1] == INT32_MIN);
    CHECK(sum[2] == 0);
    CHECK(sum[3] == 0);
}

#else

TEST_CASE("there are no lanes where there are no such instructions", "[detail/x86_lanes]")
{
    CHECK_FALSE(otpp::detail::has_sha());
}

#endif
