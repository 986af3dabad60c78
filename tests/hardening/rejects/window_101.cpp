// SPDX-License-Identifier: BSL-1.0
// A window of more than 100 steps would accept most of an hour of guesses.
// both say: a_window_must_reach_0_to_100_steps
#include <otpp/otpp.hpp>

auto fits(otpp::totp const& totp, otpp::unix_time now)
{
#ifdef MENDED
    return totp.match("084755", now, {.back = 100, .ahead = 0});
#else
    return totp.match("084755", now, {.back = 101, .ahead = 0});
#endif
}
