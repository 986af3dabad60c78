// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_CHOICE_HPP
#define OTPP_BULK_DETAIL_CHOICE_HPP
// Which kernel does what of a call: measured, see bench/README.md.

#include <otpp/algorithm.hpp>
#include <otpp/bulk/detail/kernel_functions.hpp>
#include <otpp/bulk/kernel.hpp>
#include <otpp/result.hpp>

#include <cstddef>

namespace otpp::bulk::detail {

/// The kernel of whole vectors, and the one of what is left: a vector takes as long for one row as for
/// all of its rows, so that a few of them are quicker one by one.
struct kernel_choice {
    bulk::kernel wide;
    std::size_t width; // its rows
    bulk::kernel rest;
    std::size_t rest_rows; // at most

    /// `kernel_missing` if a certain one is wanted that there is not.
    [[nodiscard]] static result<kernel_choice> make(bulk::kernel wanted, algorithm hash,
                                                    bool cold) noexcept
    {
        if (!bulk::is_available(wanted, hash)) return reason::kernel_missing;
        bool const free = wanted == bulk::kernel::automatic;
        kernel_choice made{};
        made.wide = free ? bulk::kernels::preferred(hash) : wanted;
        made.width = width_of(made.wide, hash);
        made.rest = made.wide;
        if (!free || made.width == 1) return made;
        made.rest = bulk::is_available(bulk::kernel::sha_ni, hash) ? bulk::kernel::sha_ni
                                                                   : bulk::kernel::portable;
        bool const by_instructions = made.rest == bulk::kernel::sha_ni;
        bool const by_16 = made.width == 16;
        made.rest_rows = by_instructions             ? (by_16 ? (cold ? 8 : 7) : made.width - 2)
                         : hash == algorithm::sha512 ? 0
                                                     : 1;
        return made;
    }

    constexpr kernel_choice() noexcept = default;
    constexpr explicit kernel_choice(otpp::detail::nothing) noexcept {}

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

} // namespace otpp::bulk::detail

#endif
