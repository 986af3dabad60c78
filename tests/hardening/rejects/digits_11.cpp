// SPDX-License-Identifier: BSL-1.0
// Eleven digits are too many: the first would always be 0.
// both say: digits_must_be_6_to_10
#include <otpp/otpp.hpp>

auto make(otpp::key_view key)
{
#ifdef MENDED
    return otpp::hotp{key, {.digits = 10}};
#else
    return otpp::hotp{key, {.digits = 11}};
#endif
}
