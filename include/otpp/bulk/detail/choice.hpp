// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_CHOICE_HPP
#define OTPP_BULK_DETAIL_CHOICE_HPP
// Which kernels a call uses. The thresholds are measured: bench/README.md.

#include <otpp/algorithm.hpp>
#include <otpp/bulk/detail/kernel_functions.hpp>
#include <otpp/bulk/kernel.hpp>
#include <otpp/result.hpp>

#include <cstddef>

namespace otpp::bulk::detail {

/// A kernel for whole vectors and one for the remaining rows: a vector takes as long for one row as for
/// all of its rows, so that a few rows are faster one by one.
struct kernel_choice {
    bulk::kernel wide;
    std::size_t width; // rows of a vector
    bulk::kernel rest;
    std::size_t rest_rows; // at most this many remaining rows are left to `rest`

    /// `kernel_missing` where the requested kernel is not available.
    [[nodiscard]] static result<kernel_choice> make(bulk::kernel requested, algorithm hash,
                                                    bool cold) noexcept
    {
        if (!bulk::is_available(requested, hash)) return reason::kernel_missing;
        bool const automatic = requested == bulk::kernel::automatic;
        kernel_choice made{};
        made.wide = automatic ? bulk::kernels::preferred(hash) : requested;
        made.width = width_of(made.wide, hash);
        made.rest = made.wide;
        if (!automatic || made.width == 1) return made;
        made.rest = bulk::is_available(bulk::kernel::sha_ni, hash) ? bulk::kernel::sha_ni
                                                                   : bulk::kernel::portable;
        bool const has_instructions = made.rest == bulk::kernel::sha_ni;
        bool const has_16_lanes = made.width == 16;
        made.rest_rows = has_instructions ? (has_16_lanes ? (cold ? 8 : 7) : made.width - 2)
                         : hash == algorithm::sha512 ? 0
                                                     : 1;
        return made;
    }

    constexpr kernel_choice() noexcept = default;
    constexpr explicit kernel_choice(otpp::detail::nothing) noexcept {}

    /// Of the rows from `from` to `to`, the end of those that the wide kernel computes.
    [[nodiscard]] constexpr std::size_t wide_end(std::size_t from, std::size_t to) const noexcept
    {
        std::size_t const left = (to - from) % width;
        return left <= rest_rows ? to - left : to;
    }

private:
    static std::size_t width_of(bulk::kernel which, algorithm hash) noexcept
    {
        std::size_t const words = hash == algorithm::sha512 ? 1 : 2;
        switch (which) {
        case bulk::kernel::avx512: return 8 * words;
        case bulk::kernel::avx2: return 4 * words;
        case bulk::kernel::sse2:
        case bulk::kernel::neon: return 2 * words;
        default: return 1;
        }
    }
};

/// The functions of the chosen kernels.
template <class H>
struct chosen_kernels {
    kernel_functions<H> const& wide;
    kernel_functions<H> const& rest;

    explicit chosen_kernels(kernel_choice const& choice) noexcept
        : wide{functions_of<H>(choice.wide)}, rest{rest_functions_of<H>(choice.rest)}
    {}
};

} // namespace otpp::bulk::detail

#endif
