// SPDX-License-Identifier: BSL-1.0
// A hotp holds its key prepared, as secret as the key itself: it is not copied.
// both say: as secret as the key itself: move it
#include <otpp/otpp.hpp>
#include <utility>

otpp::hotp keep(otpp::hotp& hotp)
{
#ifdef MENDED
    return std::move(hotp);
#else
    return hotp;
#endif
}
