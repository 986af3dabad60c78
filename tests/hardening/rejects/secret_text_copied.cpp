// SPDX-License-Identifier: BSL-1.0
// A secret shown as base32 is as secret as itself: it is not copied.
// both say: a secret is not copied
#include <otpp/otpp.hpp>

void show(otpp::secret const& secret)
{
    auto const text = secret.base32();
#ifdef MENDED
    auto const& same = text;
#else
    auto const same = text;
#endif
    static_cast<void>(same.view());
}
