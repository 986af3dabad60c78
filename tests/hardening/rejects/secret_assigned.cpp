// SPDX-License-Identifier: BSL-1.0
// A secret is not copied by assignment either.
// both say: a secret is not copied
#include <otpp/otpp.hpp>
#include <utility>

void keep(otpp::secret& kept, otpp::secret& secret)
{
#ifdef MENDED
    kept = std::move(secret);
#else
    kept = secret;
#endif
}
