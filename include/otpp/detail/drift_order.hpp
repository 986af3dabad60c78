// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_DETAIL_DRIFT_ORDER_HPP
#define OTPP_DETAIL_DRIFT_ORDER_HPP
// The drifts of a window and their order of preference: RFC 4226, section 7.4; RFC 6238, section 5.2.
// Every loop that matches codes, scalar or in lanes, takes the order from here.

#include <cstdint>

namespace otpp::detail {

/// The drifts from -back to ahead whose steps exist: no step is below 0 or above 2^63-1.
struct drift_range {
    int back, ahead;

    constexpr drift_range(std::int64_t centre, int most_back, int most_ahead) noexcept
        : back{most_back > centre ? static_cast<int>(centre) : most_back},
          ahead{most_ahead > INT64_MAX - centre ? static_cast<int>(INT64_MAX - centre) : most_ahead}
    {}
};

// 0, -1, 1, -2, 2, … for ranks 0, 1, 2, 3, 4, …, without a branch on the best rank.
[[nodiscard]] constexpr int drift_of(int rank) noexcept
{
    return (((rank + 1) >> 1) ^ -(rank & 1)) + (rank & 1);
}

/// Calls visit(drift) for every drift of the range, the preferred one last: preferred is the drift
/// nearest to 0, and of two at one distance the older step. The caller compares every drift and keeps
/// the last fit by a mask, so that neither time nor addresses depend on the result.
template <class Visit>
[[gnu::always_inline]] constexpr void visit_preferred_last(drift_range range, Visit&& visit)
{
    for (int rank = 2 * (range.back > range.ahead ? range.back : range.ahead); rank >= 0; --rank) {
        int const drift = drift_of(rank);
        if (drift >= -range.back && drift <= range.ahead) visit(drift);
    }
}

} // namespace otpp::detail

#endif
