// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_RESULTS_HPP
#define OTPP_BULK_RESULTS_HPP
// What stands for a result that there is none of.

#include <cstdint>

namespace otpp::bulk {

inline constexpr std::int8_t no_match = -128; ///< the code fits nowhere in the window
inline constexpr std::int8_t bad_row = -127;  ///< no key of 1 to 128 bytes, or no such time
inline constexpr std::uint32_t no_passcode = 0xffffffff; ///< of a bad row; no passcode is as large

} // namespace otpp::bulk

#endif
