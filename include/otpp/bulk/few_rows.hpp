// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_FEW_ROWS_HPP
#define OTPP_BULK_FEW_ROWS_HPP
// A bulk call of so few rows that everything around the hashing would cost more than it: row by row,
// as `totp` does it. RFC 6238, sections 4.2 and 5.2.

#include <otpp/bulk/worker.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/hmac.hpp>
#include <otpp/hotp.hpp>
#include <otpp/passcode.hpp>
#include <otpp/prepared_key.hpp>
#include <otpp/time.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace otpp::detail {

/// A row's prepared key, taken out of its tile or made from its bytes.
template <class H>
class row_key {
public:
    row_key(bulk_call const& call, std::size_t row) noexcept
    {
        if (call.set == nullptr) {
            auto const key = (*call.cold)[call.cold->size() == 1 ? 0 : row];
            good_ = is_key_size(key.size());
            if (good_) states_.value.prepare(key);
            return;
        }
        if (call.set->size() == 1) row = 0;
        auto const& tile = call.set->tiles().template tile<key_tile<H>>(row / tile_rows);
        for (std::size_t side = 0; side != 2; ++side)
            for (std::size_t i = 0; i != H::initial.size(); ++i)
                states_.value.saved[side][i] = tile.saved[side][i][row % tile_rows];
        auto const faults = call.set->faults();
        good_ = std::none_of(faults.begin(), faults.end(),
                             [row](bulk::fault const& one) { return one.row == row; });
    }

    [[nodiscard]] bool is_good() const noexcept { return good_; }

    void values(std::uint64_t first, std::size_t n, std::uint32_t* out) const noexcept
    {
        values_of(states_.value, first, n, out);
        wipe_stack<0>();
    }

private:
    wiped<hmac_states<typename builtin_of<H>::type>> states_;
    bool good_;
};

/// What worker::run does, of all rows.
template <class H>
std::size_t run_few_rows(bulk_call const& call) noexcept
{
    std::size_t good = 0;
    for (std::size_t row = 0; row != call.rows; ++row) {
        row_key<H> const key{call, row};
        auto const step = step_at(unix_time{call.times[row]}, call.options.period, call.options.t0);
        bool const is_good = key.is_good() && step;
        if (call.drifts == nullptr) {
            std::uint32_t value = bulk::no_passcode;
            if (is_good) {
                key.values(static_cast<std::uint64_t>(*step), 1, &value);
                value = last_digits(value, call.options.digits);
            }
            call.passcodes[row] = value;
            good += is_good;
            continue;
        }
        call.drifts[row] = bulk::bad_row;
        if (!is_good) continue;
        auto const found =
            scan(key, call.options.digits, call.codes[row], *step, call.back, call.ahead);
        call.drifts[row] = found ? static_cast<std::int8_t>(found->drift) : bulk::no_match;
        good += found.has_value();
    }
    return good;
}

} // namespace otpp::detail

#endif
