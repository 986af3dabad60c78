// SPDX-License-Identifier: BSL-1.0
#include <otpp/detail/stack_depth.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

// That the depths suffice is measured: tests/hardening/wiping/stack_depth.cpp.

TEST_CASE("depths grow with the hash's block and the number of codes", "[detail/stack_depth]")
{
    using namespace otpp::detail::stack_depth;
    BOTH(hash(128) > hash(64));
    BOTH(values(64, 4) > values(64, 1));
    BOTH(values(128, 1) > values(64, 1));
    BOTH(vectors > scalar_rows && scalar_rows > streams && streams > instructions);
}

TEST_CASE("an unoptimised build wipes even where an optimised one has nothing to wipe",
          "[detail/stack_depth]")
{
    using otpp::detail::stack_depth::in_this_build, otpp::detail::stack_depth::none;
#if defined(__OPTIMIZE__)
    BOTH(in_this_build(none) == 0);
    BOTH(in_this_build(1024) == 1024);
#else
    BOTH(in_this_build(none) == 16384);
    BOTH(in_this_build(1024) == 24 * 1024);
#endif
}
