// SPDX-License-Identifier: BSL-1.0
// A result that nobody looks at is a fault that nobody sees.
// both say: nodiscard
#include <otpp/otpp.hpp>

void read(char const* text)
{
#ifdef MENDED
    if (!otpp::parse_uri(text)) return;
#else
    otpp::parse_uri(text);
#endif
}
