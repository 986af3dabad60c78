// SPDX-License-Identifier: BSL-1.0
// A URI in the source is checked: here the secret is missing, as is seen at its end.
// both say: for the reason and at the offset named here
// both say: secret_missing ... 25
#include <otpp/otpp.hpp>

#ifdef MENDED
constexpr auto uri = otpp::uri_literal<"otpauth://totp/a?digits=8&secret=GEZDGNBVGY3TQOJQ">;
#else
constexpr auto uri = otpp::uri_literal<"otpauth://totp/a?digits=8">;
#endif
