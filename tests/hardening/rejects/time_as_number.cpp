// SPDX-License-Identifier: BSL-1.0
// A number alone does not say what it counts: seconds, milliseconds, steps.
// g++ says: cannot convert ‘int’ to ‘otpp::unix_time’
// clang++ says: no viable conversion from 'int' to 'otpp::unix_time'
// clang++ says: 'int' does not satisfy 'system_time_point'
#include <otpp/otpp.hpp>

auto now(otpp::totp const& totp)
{
#ifdef MENDED
    return totp.at(otpp::unix_time{59});
#else
    return totp.at(59);
#endif
}
