// SPDX-License-Identifier: BSL-1.0
// Secrets are not compared with ==: the time that it takes would tell how much is equal.
// both say: a secret is not compared
#include <otpp/otpp.hpp>

bool same(otpp::secret const& a, otpp::secret const& b)
{
#ifdef MENDED
    return otpp::totp{a}.at(otpp::unix_time{59}) == otpp::totp{b}.at(otpp::unix_time{59});
#else
    return a == b;
#endif
}
