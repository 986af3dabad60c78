// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_ROW_MATCH_HPP
#define OTPP_BULK_DETAIL_ROW_MATCH_HPP
// The result of one row of `match`: RFC 4226, section 7.4.

#include <otpp/bulk/results.hpp>
#include <otpp/constant_time.hpp>
#include <otpp/hotp.hpp>

#include <cstddef>
#include <cstdint>

namespace otpp::bulk::detail {

/// 1 for a drift, 0 for `no_match` and `bad_row`: no branch, which would depend on the result.
[[nodiscard]] constexpr std::size_t is_match(std::int8_t result) noexcept
{
    return static_cast<std::size_t>(result > bulk::bad_row);
}

/// A drift or `no_match`, by the scalar loop. `key` is as in `otpp::detail::best_fit`.
template <class Key>
[[nodiscard]] constexpr std::int8_t match_row(Key const& key, digits count, std::uint32_t code,
                                              std::int64_t step, int back, int ahead) noexcept
{
    auto const found = otpp::detail::best_fit(key, count, code, step, back, ahead);
    auto const missed =
        static_cast<std::uint32_t>(constant_time::mask_equal(found, otpp::detail::no_fit));
    return static_cast<std::int8_t>(
        constant_time::select(missed, static_cast<std::uint32_t>(bulk::no_match), found));
}

} // namespace otpp::bulk::detail

#endif
