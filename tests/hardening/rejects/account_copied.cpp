// SPDX-License-Identifier: BSL-1.0
// An account holds the secret: it is not copied.
// both say: a secret is not copied: move it
#include <otpp/otpp.hpp>
#include <utility>

otpp::account keep(otpp::account& account)
{
#ifdef MENDED
    return std::move(account);
#else
    return account;
#endif
}
