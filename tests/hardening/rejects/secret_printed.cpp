// SPDX-License-Identifier: BSL-1.0
// A secret is not printed: it would end up in a log.
// both say: a secret is not printed
#include <iostream>
#include <otpp/otpp.hpp>

void log(otpp::secret const& secret)
{
#ifdef MENDED
    std::cout << secret.base32().view(); // on purpose, and it shows
#else
    std::cout << secret;
#endif
}
