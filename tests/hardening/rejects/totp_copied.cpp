// SPDX-License-Identifier: BSL-1.0
// A totp holds its key prepared, as secret as the key itself: it is not copied.
// both say: as secret as the key itself: move it
#include <otpp/otpp.hpp>
#include <utility>

otpp::totp keep(otpp::totp& totp)
{
#ifdef MENDED
    return std::move(totp);
#else
    return totp;
#endif
}
