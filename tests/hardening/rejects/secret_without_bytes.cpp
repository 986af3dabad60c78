// SPDX-License-Identifier: BSL-1.0
// There is no secret of no bytes: each came through a check.
// g++ says: explicit constructor
// clang++ says: no matching constructor for initialization of 'otpp::secret'
#include <otpp/otpp.hpp>

auto make()
{
#ifdef MENDED
    return otpp::secret::generate();
#else
    return otpp::secret{{}};
#endif
}
