// SPDX-License-Identifier: BSL-1.0
// Nor is a passcode matched as a number.
// both say: std::string_view
#include <otpp/otpp.hpp>

auto fits(otpp::totp const& totp)
{
#ifdef MENDED
    return totp.match("084755", otpp::unix_time{59});
#else
    return totp.match(84755, otpp::unix_time{59});
#endif
}
