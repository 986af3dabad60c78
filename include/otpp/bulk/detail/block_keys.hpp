// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_BLOCK_KEYS_HPP
#define OTPP_BULK_DETAIL_BLOCK_KEYS_HPP
// The prepared keys of a block: those of a key set in place, others prepared here: RFC 2104, section 4.

#include <otpp/bulk/detail/call_arguments.hpp>
#include <otpp/bulk/detail/choice.hpp>
#include <otpp/bulk/detail/staging.hpp>
#include <otpp/bulk/detail/tile.hpp>
#include <otpp/bulk/key_set.hpp>
#include <otpp/detail/wipe.hpp>

#include <algorithm>
#include <cstddef>

namespace otpp::bulk::detail {

/// Tile i of the block is tiles()[i · stride()]: with one key for all rows, the stride is 0.
template <class H>
class block_keys {
public:
    block_keys(call_arguments const& call, chosen_kernels<H> const& kernels) noexcept
        : call_{call}, kernels_{kernels}
    {
        if (call.has_one_key()) load_one_key();
    }
    block_keys(block_keys const&) = delete;
    ~block_keys() { otpp::detail::wipe_range(tiles_, tiles_used_); }

    [[nodiscard]] key_tile<H> const* tiles() const noexcept { return from_; }
    [[nodiscard]] std::size_t stride() const noexcept { return stride_; }

    /// Whether the call has a single key, which is not valid.
    [[nodiscard]] bool one_key_is_bad() const noexcept { return one_key_is_bad_; }

    /// Whether a wide kernel ran here: it leaves more on the stack.
    [[nodiscard]] bool used_wide_kernel() const noexcept { return used_wide_kernel_; }

    /// Loads the keys of `rows` rows from `first`, which begins a block. Calls bad(row), counted from
    /// `first`, for each row without a valid key. Not for a call with one key.
    template <class Bad>
    void load(std::size_t first, std::size_t rows, Bad&& bad) noexcept
    {
        if (call_.prepared == nullptr) return prepare(first, rows, bad);
        from_ = &tiles_of(*call_.prepared).template tile<key_tile<H>>(first / tile_rows);
        auto const faults = call_.prepared->faults();
        auto fault =
            std::lower_bound(faults.begin(), faults.end(), first,
                             [](bulk::fault const& one, std::size_t row) { return one.row < row; });
        for (; fault != faults.end() && fault->row < first + rows; ++fault) bad(fault->row - first);
    }

private:
    template <class Bad>
    void prepare(std::size_t first, std::size_t rows, Bad&& bad) noexcept
    {
        bool const wide = rows > call_.kernels.rest_rows;
        used_wide_kernel_ = used_wide_kernel_ || wide;
        tiles_used_ = std::max(tiles_used_, (rows + tile_rows - 1) / tile_rows);
        staging_.prepare(wide ? kernels_.wide : kernels_.rest, *call_.cold, first, rows, tiles_,
                         [&bad](std::size_t row, reason) { bad(row); });
    }

    // Into every lane of one tile.
    void load_one_key() noexcept
    {
        if (call_.prepared == nullptr)
            prepare(0, 1, [this](std::size_t) { one_key_is_bad_ = true; });
        else {
            from_ = &tiles_of(*call_.prepared).template tile<key_tile<H>>(0);
            one_key_is_bad_ = !call_.prepared->faults().empty();
        }
        if (call_.rows == 1) return;
        tiles_used_ = 1;
        for (int side = 0; side != 2; ++side)
            for (std::size_t i = 0; i != H::initial.size(); ++i)
                std::fill_n(tiles_[0].saved[side][i], tile_rows, from_[0].saved[side][i][0]);
        from_ = tiles_;
        stride_ = 0;
    }

    call_arguments const& call_;
    chosen_kernels<H> const& kernels_;
    key_tile<H> const* from_ = tiles_;
    std::size_t stride_ = 1;
    std::size_t tiles_used_ = 0;
    bool one_key_is_bad_ = false, used_wide_kernel_ = false;
    staging<H> staging_;
    key_tile<H> tiles_[block_tiles];
};

} // namespace otpp::bulk::detail

#endif
