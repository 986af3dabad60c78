// SPDX-License-Identifier: BSL-1.0
// There is no totp without a key.
// g++ says: explicit constructor
// clang++ says: no matching constructor for initialization of 'otpp::totp'
#include <otpp/otpp.hpp>

auto make([[maybe_unused]] otpp::key_view key)
{
#ifdef MENDED
    return otpp::totp{key};
#else
    return otpp::totp{{}};
#endif
}
