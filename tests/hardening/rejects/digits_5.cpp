// SPDX-License-Identifier: BSL-1.0
// Five digits are too few: RFC 4226, section 5.3, wants at least 6.
// both say: digits_must_be_6_to_10
#include <otpp/otpp.hpp>

auto make(otpp::key_view key)
{
#ifdef MENDED
    return otpp::totp{key, {.digits = 6}};
#else
    return otpp::totp{key, {.digits = 5}};
#endif
}
