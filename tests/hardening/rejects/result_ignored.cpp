// SPDX-License-Identifier: BSL-1.0
// A result that nobody looks at is a fault that nobody sees, also when it is a user's function.
// both say: nodiscard
#include <otpp/otpp.hpp>

otpp::result<otpp::secret> load();

void start()
{
#ifdef MENDED
    if (auto const secret = load(); !secret) return;
#else
    load();
#endif
}
