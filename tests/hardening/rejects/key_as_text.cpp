// SPDX-License-Identifier: BSL-1.0
// Text is no key: is it base32, or the bytes themselves? A secret says which.
// g++ says: no known conversion for argument 1 from ‘const char*’ to ‘otpp::key_view’
// clang++ says: no known conversion from 'const char *' to 'otpp::key_view'
#include <otpp/otpp.hpp>

auto make(char const* text)
{
#ifdef MENDED
    return otpp::totp{*otpp::secret::from_base32(text)};
#else
    return otpp::totp{text};
#endif
}
