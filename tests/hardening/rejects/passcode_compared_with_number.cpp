// SPDX-License-Identifier: BSL-1.0
// A passcode is text: as a number it would lose its leading zeros.
// g++ says: no match for ‘operator==’ (operand types are ‘const otpp::passcode’ and ‘int’)
// clang++ says: invalid operands to binary expression ('const otpp::passcode' and 'int')
#include <otpp/otpp.hpp>

bool same(otpp::passcode const& passcode)
{
#ifdef MENDED
    return passcode == "084755";
#else
    return passcode == 84755;
#endif
}
