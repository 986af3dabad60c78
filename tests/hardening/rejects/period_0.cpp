// SPDX-License-Identifier: BSL-1.0
// There is no step of 0 seconds.
// both say: period_must_be_1_to_2147483647_seconds
#include <otpp/otpp.hpp>

auto make(otpp::key_view key)
{
#ifdef MENDED
    return otpp::totp{key, {.period = 1}};
#else
    return otpp::totp{key, {.period = 0}};
#endif
}
