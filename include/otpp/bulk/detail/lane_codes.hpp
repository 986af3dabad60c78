// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_LANE_CODES_HPP
#define OTPP_BULK_DETAIL_LANE_CODES_HPP
// Kernel body templates that turn truncated values into passcodes or drifts: RFC 4226, sections 5.3 and
// 7.4.

#include <otpp/bulk/detail/lanes.hpp>
#include <otpp/bulk/detail/tile.hpp>
#include <otpp/passcode.hpp>

#include <cstddef>
#include <cstdint>

namespace otpp::bulk::detail {

/// Writes the last digits of a tile's values.
struct passcodes_body {
    template <class K>
    [[gnu::always_inline]] static void run(std::uint32_t const* values,
                                           otpp::detail::power_of_10 const& by,
                                           std::uint32_t* passcodes) noexcept
    {
        using W = typename K::template lanes<std::uint32_t>;
        constexpr std::size_t width = sizeof(W) / 4;
        for (std::size_t lane = 0; lane != tile_rows; lane += width) {
            W value, quotient;
            load(value, values + lane);
            if constexpr (width == 1)
                quotient =
                    static_cast<std::uint32_t>(std::uint64_t{value} * by.inverse >> by.shift);
            else {
                using wide = typename K::template lanes<std::uint64_t>;
                wide const pairs = reinterpret_cast<wide>(value);
                wide const even = (pairs & 0xffffffffu) * by.inverse >> by.shift;
                wide const odd = (pairs >> 32) * by.inverse >> by.shift;
                quotient = reinterpret_cast<W>(even | odd << 32);
            }
            value -= quotient * by.power;
            store(passcodes + lane, value);
        }
    }
};

/// Compares the codes of a tile with its values for n drifts and keeps the last drift that matches in
/// `found`; without a match, `found` is unchanged. The order of the drifts is that of
/// `otpp::detail::visit_preferred_last`. Every value is compared.
struct match_body {
    template <class K>
    [[gnu::always_inline]] static void run(std::uint32_t const* values, int const* drifts,
                                           std::size_t n, std::uint32_t const* codes,
                                           comparison const& how, std::int8_t* found) noexcept
    {
        using W = typename K::template lanes<std::uint32_t>;
        constexpr std::size_t width = sizeof(W) / 4;
        for (std::size_t lane = 0; lane != tile_rows; lane += width) {
            typedef typename lanes_of<std::int8_t, width>::type narrow;
            narrow drifts_found;
            load(drifts_found, found + lane);
            W best, code, possible;
            convert(best, drifts_found);
            load(code, codes + lane);
            below(possible, code, how.codes);
            for (std::size_t i = 0; i != n; ++i) {
                W value, fit;
                load(value, values + i * tile_rows + lane);
                fits(fit, value, code, how);
                fit &= possible;
                W const drift = W{} + static_cast<std::uint32_t>(drifts[i]);
                select(best, fit, drift, best);
            }
            convert(drifts_found, best);
            store(found + lane, drifts_found);
        }
    }
};

} // namespace otpp::bulk::detail

#endif
