// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_BLOCK_STEPS_HPP
#define OTPP_BULK_DETAIL_BLOCK_STEPS_HPP
// The steps of a block's rows, and which rows can be computed: RFC 6238, section 4.2.

#include <otpp/bulk/detail/tile.hpp>
#include <otpp/time.hpp>
#include <otpp/totp.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace otpp::bulk::detail {

enum class row_state : unsigned char {
    whole,   ///< every step of the window exists
    clipped, ///< the window reaches below step 0 or above 2^63-1
    bad,     ///< no valid key, or no step
};

class block_steps {
public:
    block_steps(totp_options const& options, int back, int ahead) noexcept
        : options_{options}, back_{back}, ahead_{ahead}
    {}

    /// Begins a block with `rows` rows in the same state.
    void reset(std::size_t rows, row_state state) noexcept { std::fill_n(states_, rows, state); }

    void mark_bad(std::size_t row) noexcept { states_[row] = row_state::bad; }

    /// Sets the step of a row from its time.
    void set(std::size_t row, std::int64_t time) noexcept
    {
        auto const step = step_at(unix_time{time}, options_.period, options_.t0);
        steps_[row] = step ? *step : 0;
        if (!step)
            states_[row] = row_state::bad;
        else if (states_[row] == row_state::whole && (*step < back_ || *step > INT64_MAX - ahead_))
            states_[row] = row_state::clipped;
    }

    [[nodiscard]] row_state state(std::size_t row) const noexcept { return states_[row]; }
    [[nodiscard]] std::int64_t operator[](std::size_t row) const noexcept { return steps_[row]; }

    /// Tiles in a row that are computed by one call of a kernel.
    struct run {
        std::size_t end;   // the row after the last
        bool has_one_step; // all rows have the step of the first, and whole windows
    };

    /// The run that begins with row `from`, the first of a tile. Logins in a log often share a step.
    [[nodiscard]] run run_from(std::size_t from, std::size_t rows) const noexcept
    {
        bool const shared = has_one_step(from, rows);
        std::size_t to = std::min(from + tile_rows, rows);
        while (to < rows && shared == has_one_step(to, rows) &&
               (!shared || steps_[to] == steps_[from]))
            to = std::min(to + tile_rows, rows);
        return {to, shared};
    }

private:
    // Of the tile that begins with row `from`.
    [[nodiscard]] bool has_one_step(std::size_t from, std::size_t rows) const noexcept
    {
        std::size_t const to = std::min(from + tile_rows, rows);
        for (std::size_t i = from; i != to; ++i)
            if (steps_[i] != steps_[from] || states_[i] != row_state::whole) return false;
        return true;
    }

    totp_options const& options_;
    int back_, ahead_;
    row_state states_[block_rows];
    std::int64_t steps_[block_rows];
};

} // namespace otpp::bulk::detail

#endif
