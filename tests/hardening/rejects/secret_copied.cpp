// SPDX-License-Identifier: BSL-1.0
// A secret is not copied: each copy would have to be wiped too.
// both say: a secret is not copied
#include <otpp/otpp.hpp>
#include <utility>

otpp::secret keep(otpp::secret& secret)
{
#ifdef MENDED
    otpp::secret kept = std::move(secret);
#else
    otpp::secret kept = secret;
#endif
    return kept;
}
