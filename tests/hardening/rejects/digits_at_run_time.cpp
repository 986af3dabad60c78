// SPDX-License-Identifier: BSL-1.0
// A number that only the run knows is checked at run time: digits::from, which says what is wrong.
// g++ says: ‘count’ is not a constant expression
// clang++ says: call to consteval function 'otpp::digits::digits' is not a constant expression
#include <otpp/otpp.hpp>

otpp::digits read(int count)
{
#ifdef MENDED
    auto const checked = otpp::digits::from(count);
    return checked ? *checked : otpp::digits{6};
#else
    return count;
#endif
}
