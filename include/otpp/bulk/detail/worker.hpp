// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_WORKER_HPP
#define OTPP_BULK_DETAIL_WORKER_HPP
// Computes a bulk call's results block by block, in a fixed amount of memory; each thread has one.
// RFC 6238, sections 4.2 and 5.2.

#include <otpp/bulk/detail/block_keys.hpp>
#include <otpp/bulk/detail/block_steps.hpp>
#include <otpp/bulk/detail/block_values.hpp>
#include <otpp/bulk/detail/call_arguments.hpp>
#include <otpp/bulk/detail/choice.hpp>
#include <otpp/bulk/detail/row_match.hpp>
#include <otpp/bulk/detail/tile.hpp>
#include <otpp/bulk/results.hpp>
#include <otpp/detail/drift_order.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/time.hpp>
#include <otpp/window.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

namespace otpp::bulk::detail {

template <class H>
class worker {
public:
    explicit worker(call_arguments const& call) noexcept
        : call_{call},
          kernels_{call.kernels},
          compare_{call.options.digits},
          keys_{call, kernels_},
          steps_{call.options, call.back, call.ahead},
          values_{keys_, call.kernels, kernels_},
          all_bad_{keys_.one_key_is_bad()}
    {
        std::int64_t centre = INT64_MAX / 2; // no window around it is clipped
        if (call.has_one_time()) {
            auto const step =
                step_at(unix_time{call.times[0]}, call.options.period, call.options.t0);
            all_bad_ = all_bad_ || !step;
            centre = one_step_ = step ? *step : 0;
        }
        otpp::detail::visit_preferred_last({centre, call.back, call.ahead},
                                           [this](int drift) { drifts_[drift_count_++] = drift; });
    }
    worker(worker const&) = delete;
    ~worker()
    {
        if (keys_.used_wide_kernel() || values_.used_wide_kernel())
            otpp::detail::wipe_stack<otpp::detail::stack_depth::vectors>();
        else if (!std::same_as<H, sha1> || call_.kernels.rest != bulk::kernel::sha_ni ||
                 matched_clipped_row_)
            otpp::detail::wipe_stack<otpp::detail::stack_depth::scalar_rows>();
        else
            otpp::detail::wipe_stack<otpp::detail::stack_depth::streams>();
    }

    /// Computes the rows from `first`, which begins a block, to `last`. Returns how many of them match
    /// or have a passcode.
    std::size_t run(std::size_t first, std::size_t last) noexcept
    {
        std::size_t good = 0;
        for (; first < last; first += block_rows)
            good += compute_block(first, std::min(block_rows, last - first));
        return good;
    }

private:
    std::size_t compute_block(std::size_t first, std::size_t rows) noexcept
    {
        steps_.reset(rows, all_bad_ ? row_state::bad : row_state::whole);
        if (!call_.has_one_key())
            keys_.load(first, rows, [this](std::size_t row) { steps_.mark_bad(row); });
        if (!call_.has_one_time())
            for (std::size_t i = 0; i != rows; ++i) steps_.set(i, call_.times[first + i]);
        if (call_.drifts != nullptr) {
            __builtin_memset(found_, bulk::no_match, sizeof found_);
            for (std::size_t i = 0; i != rows; ++i) codes_[i] = call_.codes[first + i];
        }
        for (std::size_t from = 0; from < drift_count_; from += values_.most_drifts) {
            std::span<int const> const drifts{drifts_ + from,
                                              std::min(values_.most_drifts, drift_count_ - from)};
            if (call_.has_one_time())
                values_.compute(rows, one_step_, drifts);
            else
                values_.compute(rows, steps_, drifts);
            take_values(rows, drifts);
        }
        return write_results(first, rows);
    }

    void take_values(std::size_t rows, std::span<int const> drifts) noexcept
    {
        for (std::size_t row = 0; row < rows; row += tile_rows) {
            auto const* const values = values_.tile(row, drifts.size());
            if (call_.drifts != nullptr)
                kernels_.wide.match(values, drifts.data(), drifts.size(), codes_ + row, compare_,
                                    found_ + row);
            else
                kernels_.wide.passcodes(
                    values, otpp::detail::powers_of_10[call_.options.digits.value() - digits::min],
                    codes_ + row);
        }
    }

    std::size_t write_results(std::size_t first, std::size_t rows) noexcept
    {
        std::size_t good = 0;
        for (std::size_t i = 0; i != rows; ++i) {
            auto const state = steps_.state(i);
            if (call_.drifts != nullptr) {
                if (state == row_state::clipped) {
                    matched_clipped_row_ = true;
                    found_[i] = match_row(clipped_row{values_, i}, call_.options.digits, codes_[i],
                                          steps_[i], call_.back, call_.ahead);
                }
                if (state == row_state::bad) found_[i] = bulk::bad_row;
                good += is_match(found_[i]);
            }
            else {
                if (state == row_state::bad) codes_[i] = bulk::no_passcode;
                good += state != row_state::bad ? 1 : 0;
            }
        }
        if (call_.drifts != nullptr)
            std::copy_n(found_, rows, call_.drifts + first);
        else
            std::copy_n(codes_, rows, call_.passcodes + first);
        return good;
    }

    // A row's key as the scalar loop reads it: the drifts of the lanes are those of a whole window.
    struct clipped_row {
        block_values<H>& values_of_block;
        std::size_t row;

        void values(std::uint64_t first, std::size_t n, std::uint32_t* out) const noexcept
        {
            for (std::size_t i = 0; i != n; ++i)
                out[i] = values_of_block.compute_one(row, first + i);
        }
    };

    call_arguments const& call_;
    chosen_kernels<H> const kernels_;
    comparison compare_;
    int drifts_[2 * steps::max + 1]; // the preferred one last
    std::size_t drift_count_ = 0;
    std::int64_t one_step_ = 0; // of a call with one time

    block_keys<H> keys_;
    block_steps steps_;
    block_values<H> values_;
    bool all_bad_, matched_clipped_row_ = false;
    std::uint32_t codes_[block_rows]; // of `match` the typed codes, of `passcodes` the results
    std::int8_t found_[block_rows];
};

} // namespace otpp::bulk::detail

#endif
