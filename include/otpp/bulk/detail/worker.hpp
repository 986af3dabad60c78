// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_WORKER_HPP
#define OTPP_BULK_DETAIL_WORKER_HPP
// A bulk call over some of its rows, block by block, in a fixed amount of memory: RFC 6238, sections
// 4.2 and 5.2.

#include <otpp/bulk/column.hpp>
#include <otpp/bulk/detail/choice.hpp>
#include <otpp/bulk/detail/kernel_functions.hpp>
#include <otpp/bulk/detail/staging.hpp>
#include <otpp/bulk/detail/tile.hpp>
#include <otpp/bulk/key_rows.hpp>
#include <otpp/bulk/key_set.hpp>
#include <otpp/bulk/results.hpp>
#include <otpp/constant_time.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/hotp.hpp>
#include <otpp/time.hpp>
#include <otpp/totp.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>

namespace otpp::bulk::detail {

/// A bulk call whose arguments have been checked.
struct bulk_call {
    bulk::key_set const* set; // the keys: one of the two
    bulk::key_rows const* cold;
    totp_options const& options;
    bulk::column<std::int64_t> const& times;
    bulk::column<std::uint32_t> const& codes;
    int back, ahead;
    std::size_t rows;
    std::uint32_t* passcodes = nullptr; // the results: one of the two
    std::int8_t* drifts = nullptr;
    kernel_choice kernels{};

    [[nodiscard]] std::size_t steps() const noexcept
    {
        return static_cast<std::size_t>(back + ahead + 1);
    }

    bulk_call(bulk::key_set const& keys, totp_options const& how,
              bulk::column<std::int64_t> const& at, bulk::column<std::uint32_t> const& typed,
              window const& look, std::size_t n) noexcept
        : bulk_call{&keys, nullptr, how, at, typed, look, n}
    {}
    bulk_call(bulk::key_rows const& keys, totp_options const& how,
              bulk::column<std::int64_t> const& at, bulk::column<std::uint32_t> const& typed,
              window const& look, std::size_t n) noexcept
        : bulk_call{nullptr, &keys, how, at, typed, look, n}
    {}

private:
    bulk_call(bulk::key_set const* prepared, bulk::key_rows const* bytes, totp_options const& how,
              bulk::column<std::int64_t> const& at, bulk::column<std::uint32_t> const& typed,
              window const& look, std::size_t n) noexcept
        : set{prepared},
          cold{bytes},
          options{how},
          times{at},
          codes{typed},
          back{look.back.value()},
          ahead{look.ahead.value()},
          rows{n}
    {}
};

template <class H>
class worker {
public:
    explicit worker(bulk_call const& call) noexcept
        : call_{call},
          wide_kernel_{functions_of<H>(call.kernels.wide)},
          rest_kernel_{few_rows_functions_of<H>(call.kernels.rest)},
          compare_{call.options.digits}
    {
        int back = call.back, ahead = call.ahead;
        if (one_time()) {
            auto const step =
                step_at(unix_time{call.times[0]}, call.options.period, call.options.t0);
            all_bad_ = !step;
            one_step_ = step ? *step : 0;
            if (back > one_step_) back = static_cast<int>(one_step_);
            if (ahead > INT64_MAX - one_step_) ahead = static_cast<int>(INT64_MAX - one_step_);
        }
        // from the least wanted to the most, so that the last that fits is the answer
        for (int rank = 2 * std::max(back, ahead); rank >= 0; --rank)
            if (int const drift = otpp::detail::drift_of(rank); drift >= -back && drift <= ahead)
                drifts_[drift_count_++] = drift;
        if (one_key()) take_one_key();
    }
    worker(worker const&) = delete;
    ~worker()
    {
        otpp::detail::wipe_range(tiles_, tiles_used_);
        otpp::detail::wipe_range(values_, values_used_);
        if (wide_used_)
            otpp::detail::wipe_stack<kernel_reach>();
        else if (!std::same_as<H, sha1> || call_.kernels.rest != bulk::kernel::sha_ni)
            otpp::detail::wipe_stack<few_rows_reach>();
        else
            otpp::detail::wipe_stack<streams_reach>();
    }

    /// The rows from `first`, which begins a block, to `last`; how many fit or have a passcode.
    std::size_t run(std::size_t first, std::size_t last) noexcept
    {
        std::size_t good = 0;
        for (; first < last; first += block_rows)
            good += block(first, std::min(block_rows, last - first));
        return good;
    }

private:
    static constexpr std::size_t at_once = shared_steps<H>::most; // steps of a window

    [[nodiscard]] bool one_time() const noexcept { return call_.times.size() == 1; }
    [[nodiscard]] bool one_key() const noexcept
    {
        return (call_.set != nullptr ? call_.set->size() : call_.cold->size()) == 1;
    }

    std::size_t block(std::size_t first, std::size_t rows) noexcept
    {
        std::fill_n(state_, rows, all_bad_ ? row_state::bad : row_state::whole);
        if (!one_key()) take_keys(first, rows);
        if (!one_time())
            for (std::size_t i = 0; i != rows; ++i) take_step(i, call_.times[first + i]);
        if (call_.drifts != nullptr) {
            __builtin_memset(found_, bulk::no_match, sizeof found_);
            for (std::size_t i = 0; i != rows; ++i) codes_[i] = call_.codes[first + i];
        }
        for (std::size_t from = 0; from < drift_count_; from += at_once) {
            now_ = drifts_ + from;
            now_count_ = std::min(at_once, drift_count_ - from);
            compute(rows);
            take_values(rows);
        }
        return give_results(first, rows);
    }

    // ---- the keys of a block

    void take_keys(std::size_t first, std::size_t rows) noexcept
    {
        if (call_.set == nullptr) return prepare(first, rows);
        keys_ = &call_.set->tiles().template tile<key_tile<H>>(first / tile_rows);
        auto const faults = call_.set->faults();
        auto fault = std::lower_bound(
            faults.begin(), faults.end(), first,
            [](bulk::fault const& one, std::size_t wanted) { return one.row < wanted; });
        for (; fault != faults.end() && fault->row < first + rows; ++fault)
            state_[fault->row - first] = row_state::bad;
    }

    void prepare(std::size_t first, std::size_t rows) noexcept
    {
        bool const wide = rows > call_.kernels.rest_rows;
        wide_used_ = wide_used_ || wide;
        tiles_used_ = std::max(tiles_used_, (rows + tile_rows - 1) / tile_rows);
        staging_.prepare(wide ? wide_kernel_ : rest_kernel_, *call_.cold, first, rows, tiles_,
                         [this](std::size_t row, reason) { state_[row] = row_state::bad; });
    }

    // One key for all rows: in every lane of a tile that stands for every tile.
    void take_one_key() noexcept
    {
        state_[0] = row_state::whole;
        if (call_.set == nullptr)
            prepare(0, 1);
        else {
            keys_ = &call_.set->tiles().template tile<key_tile<H>>(0);
            if (!call_.set->faults().empty()) state_[0] = row_state::bad;
        }
        all_bad_ = all_bad_ || state_[0] == row_state::bad;
        if (call_.rows == 1) return;
        tiles_used_ = 1;
        for (int side = 0; side != 2; ++side)
            for (std::size_t i = 0; i != H::initial.size(); ++i)
                std::fill_n(tiles_[0].saved[side][i], tile_rows, keys_[0].saved[side][i][0]);
        keys_ = tiles_;
        key_stride_ = 0;
    }

    // ---- the steps of a block, where each row has its own

    void take_step(std::size_t row, std::int64_t time) noexcept
    {
        auto const step = step_at(unix_time{time}, call_.options.period, call_.options.t0);
        steps_[row] = step ? *step : 0;
        if (!step)
            state_[row] = row_state::bad;
        else if (state_[row] == row_state::whole &&
                 (*step < call_.back || *step > INT64_MAX - call_.ahead))
            state_[row] = row_state::cut;
    }

    // ---- the values of a block

    void compute(std::size_t rows) noexcept
    {
        values_used_ =
            std::max(values_used_, (rows + tile_rows - 1) / tile_rows * now_count_ * tile_rows);
        if (one_time()) return compute_shared(0, rows, one_step_);
        // neighbours in a log are often of one step
        for (std::size_t from = 0; from < rows;) {
            bool const shared = is_of_one_step(from, rows);
            std::size_t to = std::min(from + tile_rows, rows);
            while (to < rows && shared == is_of_one_step(to, rows) &&
                   (!shared || steps_[to] == steps_[from]))
                to = std::min(to + tile_rows, rows);
            if (shared)
                compute_shared(from, to, steps_[from]);
            else
                compute_own(from, to);
            from = to;
        }
    }

    // The tile that begins with a row.
    [[nodiscard]] bool is_of_one_step(std::size_t from, std::size_t rows) const noexcept
    {
        std::size_t const to = std::min(from + tile_rows, rows);
        for (std::size_t i = from; i != to; ++i)
            if (steps_[i] != steps_[from] || state_[i] != row_state::whole) return false;
        return true;
    }

    // Whole vectors, and few enough rows that are left, end at the row returned.
    [[nodiscard]] std::size_t wide_end(std::size_t from, std::size_t to) const noexcept
    {
        std::size_t const left = (to - from) % call_.kernels.width;
        return left <= call_.kernels.rest_rows ? to - left : to;
    }

    void compute_shared(std::size_t from, std::size_t to, std::int64_t centre) noexcept
    {
        std::size_t const end = wide_end(from, to);
        if (from != end) {
            wide_used_ = true;
            wide_steps_.prepare(wide_kernel_, centre, now_, now_count_);
            wide_kernel_.shared(keys_, key_stride_, from, end, wide_steps_.steps, now_count_,
                                values_);
        }
        if (end != to) {
            rest_steps_.prepare(rest_kernel_, centre, now_, now_count_);
            rest_kernel_.shared(keys_, key_stride_, end, to, rest_steps_.steps, now_count_,
                                values_);
        }
    }

    void compute_own(std::size_t from, std::size_t to) noexcept
    {
        for (std::size_t i = from; i != to; ++i)
            counters_[i / tile_rows].set(i % tile_rows, static_cast<std::uint64_t>(steps_[i]));
        std::size_t const end = wide_end(from, to);
        if (from != end) {
            wide_used_ = true;
            wide_kernel_.own(keys_, key_stride_, from, end, counters_, now_, now_count_, values_);
        }
        if (end != to)
            rest_kernel_.own(keys_, key_stride_, end, to, counters_, now_, now_count_, values_);
    }

    // ---- the results of a block

    void take_values(std::size_t rows) noexcept
    {
        for (std::size_t row = 0; row < rows; row += tile_rows) {
            auto const* const values = values_ + row * now_count_;
            if (call_.drifts != nullptr)
                wide_kernel_.match(values, now_, now_count_, codes_ + row, compare_, found_ + row);
            else
                wide_kernel_.passcodes(
                    values, otpp::detail::powers_of_10[call_.options.digits.value() - digits::min],
                    codes_ + row);
        }
    }

    std::size_t give_results(std::size_t first, std::size_t rows) noexcept
    {
        std::size_t good = 0;
        for (std::size_t i = 0; i != rows; ++i) {
            if (call_.drifts != nullptr) {
                if (state_[i] == row_state::cut) match_cut(i);
                if (state_[i] == row_state::bad) found_[i] = bulk::bad_row;
                good += is_match(found_[i]);
            }
            else {
                if (state_[i] == row_state::bad) codes_[i] = bulk::no_passcode;
                good += state_[i] != row_state::bad ? 1 : 0;
            }
        }
        if (call_.drifts != nullptr)
            std::copy_n(found_, rows, call_.drifts + first);
        else
            std::copy_n(codes_, rows, call_.passcodes + first);
        return good;
    }

    // A row whose window reaches below step 0 or beyond 2^63-1, step by step.
    void match_cut(std::size_t row) noexcept
    {
        auto const& portable = lane_functions<H, one_lane>;
        std::int64_t const centre = steps_[row];
        counters_[row / tile_rows].set(row % tile_rows, static_cast<std::uint64_t>(centre));
        std::uint32_t best = static_cast<std::uint32_t>(bulk::no_match);
        for (std::size_t i = 0; i != drift_count_; ++i) {
            int const drift = drifts_[i];
            if (centre < -drift || (drift > 0 && centre > INT64_MAX - drift)) continue;
            portable.own(keys_, key_stride_, row, row + 1, counters_, &drift, 1, values_);
            auto const value = last_digits(values_[row], call_.options.digits);
            best = constant_time::select(constant_time::mask_equal(value, codes_[row]),
                                         static_cast<std::uint32_t>(drift), best);
        }
        found_[row] = static_cast<std::int8_t>(best);
    }

    /// The schedules of a window's steps, kept until another is asked for.
    struct kept_steps {
        shared_steps<H> steps;
        std::int64_t centre = -1;
        int const* drifts = nullptr;

        void prepare(kernel_functions<H> const& kernel, std::int64_t at, int const* window,
                     std::size_t n) noexcept
        {
            if (centre == at && drifts == window) return;
            centre = at;
            drifts = window;
            for (std::size_t i = 0; i != n; ++i)
                steps.counters[i] = static_cast<std::uint64_t>(at + window[i]);
            kernel.schedule(steps, n);
        }
    };

    enum class row_state : unsigned char { whole, cut, bad };

    bulk_call const& call_;
    kernel_functions<H> const& wide_kernel_;
    kernel_functions<H> const& rest_kernel_;
    comparison compare_;
    int drifts_[2 * steps::max + 1];
    std::size_t drift_count_ = 0;
    bool all_bad_ = false;
    std::int64_t one_step_ = 0;

    key_tile<H> const* keys_ = tiles_;
    std::size_t key_stride_ = 1;
    int const* now_ = nullptr; // the drifts that are computed together
    std::size_t now_count_ = 0;

    std::size_t tiles_used_ = 0, values_used_ = 0;
    bool wide_used_ = false;

    row_state state_[block_rows];
    std::int64_t steps_[block_rows];
    std::uint32_t codes_[block_rows]; // what was typed; of `passcodes`, what is shown
    std::int8_t found_[block_rows];
    row_counters<H> counters_[block_tiles];
    staging<H> staging_;
    kept_steps wide_steps_, rest_steps_;
    alignas(64) std::uint32_t values_[block_rows * at_once];
    key_tile<H> tiles_[block_tiles];
};

} // namespace otpp::bulk::detail

#endif
