// SPDX-License-Identifier: BSL-1.0
// A steady clock counts from the machine's start, not from 1970.
// g++ says: steady_clock
// clang++ says: no member named 'to_time_t' in 'std::chrono::steady_clock'
#include <chrono>
#include <otpp/otpp.hpp>

auto now(otpp::totp const& totp)
{
#ifdef MENDED
    return totp.at(std::chrono::system_clock::now());
#else
    return totp.at(std::chrono::steady_clock::now());
#endif
}
