// SPDX-License-Identifier: BSL-1.0
// A counter never goes back: that would open a door twice with one code.
// both say: a_window_must_reach_0_to_100_steps
#include <otpp/otpp.hpp>

auto fits(otpp::hotp const& hotp, std::int64_t counter)
{
#ifdef MENDED
    return hotp.match("084755", counter, {.counters = 0});
#else
    return hotp.match("084755", counter, {.counters = -1});
#endif
}
