// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_RESULTS_HPP
#define OTPP_BULK_RESULTS_HPP
// Sentinels: the results of rows that have neither a drift nor a passcode.

#include <cstdint>

namespace otpp::bulk {

inline constexpr std::int8_t no_match = -128; ///< the code matches no step of the window
inline constexpr std::int8_t bad_row = -127; ///< the key is not 1 to 128 bytes, or there is no step
inline constexpr std::uint32_t no_passcode =
    0xffffffff; ///< of a bad row; greater than any passcode

} // namespace otpp::bulk

#endif
