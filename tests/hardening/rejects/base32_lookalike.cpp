// SPDX-License-Identifier: BSL-1.0
// The digit 0 for the letter O, at offset 4: the message has the reason and the place.
// both say: for the reason and at the offset named here
// both say: base32_lookalike ... 4
#include <otpp/otpp.hpp>

#ifdef MENDED
constexpr auto key = otpp::base32_literal<"GEZDONBVGY3TQOJQ">;
#else
constexpr auto key = otpp::base32_literal<"GEZD0NBVGY3TQOJQ">;
#endif
