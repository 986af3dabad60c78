// SPDX-License-Identifier: BSL-1.0
// A URI in the source is checked: the value of digits, at offset 48, is out of range.
// both say: for the reason and at the offset named here
// both say: digits_out_of_range ... 48
#include <otpp/otpp.hpp>

#ifdef MENDED
constexpr auto uri = otpp::uri_literal<"otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ&digits=8">;
#else
constexpr auto uri = otpp::uri_literal<"otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ&digits=0">;
#endif
