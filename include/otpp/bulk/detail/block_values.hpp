// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_BLOCK_VALUES_HPP
#define OTPP_BULK_DETAIL_BLOCK_VALUES_HPP
// The truncated values of a block's rows for some drifts of their windows: RFC 4226, section 5.3.

#include <otpp/bulk/detail/block_keys.hpp>
#include <otpp/bulk/detail/block_steps.hpp>
#include <otpp/bulk/detail/choice.hpp>
#include <otpp/bulk/detail/kernel_functions.hpp>
#include <otpp/bulk/detail/tile.hpp>
#include <otpp/detail/wipe.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace otpp::bulk::detail {

template <class H>
class block_values {
public:
    /// Drifts that are computed together, at most.
    static constexpr std::size_t most_drifts = shared_steps<H>::most;

    block_values(block_keys<H> const& keys, kernel_choice const& choice,
                 chosen_kernels<H> const& kernels) noexcept
        : keys_{keys}, choice_{choice}, kernels_{kernels}
    {}
    block_values(block_values const&) = delete;
    ~block_values() { otpp::detail::wipe_range(values_, used_); }

    [[nodiscard]] bool used_wide_kernel() const noexcept { return used_wide_kernel_; }

    /// The values of the tile that begins with `row`, after `compute` for as many drifts:
    /// [drift][row % 16].
    [[nodiscard]] std::uint32_t const* tile(std::size_t row, std::size_t drifts) const noexcept
    {
        return values_ + row * drifts;
    }

    /// All rows at one step.
    void compute(std::size_t rows, std::int64_t step, std::span<int const> drifts) noexcept
    {
        reserve(rows, drifts.size());
        compute_shared(0, rows, step, drifts);
    }

    /// Each row at its own step; the values of clipped and bad rows are not valid.
    void compute(std::size_t rows, block_steps const& steps, std::span<int const> drifts) noexcept
    {
        reserve(rows, drifts.size());
        for (std::size_t from = 0; from < rows;) {
            auto const [end, has_one_step] = steps.run_from(from, rows);
            if (has_one_step)
                compute_shared(from, end, steps[from], drifts);
            else
                compute_own(from, end, steps, drifts);
            from = end;
        }
    }

    /// One row at one step, by the portable kernel.
    [[nodiscard]] std::uint32_t compute_one(std::size_t row, std::uint64_t step) noexcept
    {
        constexpr int no_drift = 0;
        reserve(row + 1, 1);
        counters_[row / tile_rows].set(row % tile_rows, step);
        lane_functions<H, one_lane>.own(keys_.tiles(), keys_.stride(), row, row + 1, counters_,
                                        &no_drift, 1, values_);
        return values_[row];
    }

private:
    void reserve(std::size_t rows, std::size_t drifts) noexcept
    {
        used_ = std::max(used_, (rows + tile_rows - 1) / tile_rows * drifts * tile_rows);
    }

    void compute_shared(std::size_t from, std::size_t to, std::int64_t step,
                        std::span<int const> drifts) noexcept
    {
        std::size_t const end = choice_.wide_end(from, to);
        if (from != end) {
            used_wide_kernel_ = true;
            wide_schedules_.prepare(kernels_.wide, step, drifts);
            kernels_.wide.shared(keys_.tiles(), keys_.stride(), from, end, wide_schedules_.steps,
                                 drifts.size(), values_);
        }
        if (end != to) {
            rest_schedules_.prepare(kernels_.rest, step, drifts);
            kernels_.rest.shared(keys_.tiles(), keys_.stride(), end, to, rest_schedules_.steps,
                                 drifts.size(), values_);
        }
    }

    void compute_own(std::size_t from, std::size_t to, block_steps const& steps,
                     std::span<int const> drifts) noexcept
    {
        for (std::size_t i = from; i != to; ++i)
            counters_[i / tile_rows].set(i % tile_rows, static_cast<std::uint64_t>(steps[i]));
        std::size_t const end = choice_.wide_end(from, to);
        if (from != end) {
            used_wide_kernel_ = true;
            kernels_.wide.own(keys_.tiles(), keys_.stride(), from, end, counters_, drifts.data(),
                              drifts.size(), values_);
        }
        if (end != to)
            kernels_.rest.own(keys_.tiles(), keys_.stride(), end, to, counters_, drifts.data(),
                              drifts.size(), values_);
    }

    // The message schedules of a window's steps, cached until another step or other drifts.
    struct schedule_cache {
        shared_steps<H> steps;
        std::int64_t step = -1;
        int const* drifts = nullptr;

        void prepare(kernel_functions<H> const& kernel, std::int64_t at,
                     std::span<int const> around) noexcept
        {
            if (step == at && drifts == around.data()) return;
            step = at;
            drifts = around.data();
            for (std::size_t i = 0; i != around.size(); ++i)
                steps.counters[i] = static_cast<std::uint64_t>(at + around[i]);
            kernel.schedule(steps, around.size());
        }
    };

    block_keys<H> const& keys_;
    kernel_choice const& choice_;
    chosen_kernels<H> const& kernels_;
    std::size_t used_ = 0;
    bool used_wide_kernel_ = false;
    row_counters<H> counters_[block_tiles];
    schedule_cache wide_schedules_, rest_schedules_;
    alignas(64) std::uint32_t values_[block_rows * most_drifts];
};

} // namespace otpp::bulk::detail

#endif
