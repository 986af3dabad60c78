// SPDX-License-Identifier: BSL-1.0
// Bytes are a key once their number was checked, 1 to 128: key_view::from, or a secret.
// g++ says: no known conversion for argument 1 from ‘const std::vector<unsigned char>’ to ‘otpp::key_view’
// clang++ says: no known conversion from 'const std::vector<unsigned char>' to 'otpp::key_view'
#include <otpp/otpp.hpp>
#include <vector>

auto make(std::vector<unsigned char> const& bytes)
{
#ifdef MENDED
    return otpp::totp{*otpp::key_view::from(bytes)};
#else
    return otpp::totp{bytes};
#endif
}
