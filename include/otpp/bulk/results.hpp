// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_RESULTS_HPP
#define OTPP_BULK_RESULTS_HPP
// What stands for a result that there is none of.

#include <cstddef>
#include <cstdint>

namespace otpp::bulk {

inline constexpr std::int8_t no_match = -128; ///< the code fits nowhere in the window
inline constexpr std::int8_t bad_row = -127;  ///< no key of 1 to 128 bytes, or no such time
inline constexpr std::uint32_t no_passcode = 0xffffffff; ///< of a bad row; no passcode is as large

} // namespace otpp::bulk

namespace otpp::bulk::detail {

/// Whether an answer is that a code fits: 0 or 1, and no branch, which would show it.
[[nodiscard]] constexpr std::size_t is_match(std::int8_t answer) noexcept
{
    return static_cast<std::size_t>(answer > bulk::bad_row);
}

} // namespace otpp::bulk::detail

#endif
