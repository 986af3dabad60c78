// SPDX-License-Identifier: BSL-1.0
// A secret is not printed: it would end up in a log.
// both say: a secret is not printed
#include <iostream>
#include <otpp/otpp.hpp>

void log(otpp::secret const& secret)
{
#ifdef MENDED
    auto const text = secret.base32(); // on purpose, and it shows
    std::cout << text.view();
#else
    std::cout << secret;
#endif
}
