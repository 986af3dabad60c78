// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_FEW_ROWS_HPP
#define OTPP_BULK_FEW_ROWS_HPP
// So few rows that everything around the hashing would cost more than it: one by one, as `totp` does
// it. RFC 6238, sections 4.2 and 5.2.

#include <otpp/bulk/column.hpp>
#include <otpp/bulk/kernel_functions.hpp>
#include <otpp/bulk/key_rows.hpp>
#include <otpp/bulk/key_set.hpp>
#include <otpp/bulk/results.hpp>
#include <otpp/constant_time.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/hmac.hpp>
#include <otpp/hotp.hpp>
#include <otpp/passcode.hpp>
#include <otpp/prepared_key.hpp>
#include <otpp/time.hpp>
#include <otpp/totp.hpp>
#include <otpp/window.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace otpp::detail {

inline constexpr std::size_t few_rows = 3;

/// A row's prepared key.
template <class H>
struct row_key {
    wiped<hmac_states<typename builtin_of<H>::type>> states;

    explicit row_key(std::span<unsigned char const> key) noexcept { states.value.prepare(key); }

    row_key(bulk::key_set const& keys, std::size_t row) noexcept
    {
        auto const& tile = keys.tiles().template tile<key_tile<H>>(row / tile_rows);
        for (std::size_t side = 0; side != 2; ++side)
            for (std::size_t i = 0; i != H::initial.size(); ++i)
                states.value.saved[side][i] = tile.saved[side][i][row % tile_rows];
    }

    void values(std::uint64_t first, std::size_t n, std::uint32_t* out) const noexcept
    {
        values_of(states.value, first, n, out);
        wipe_stack<0>();
    }
};

/// Calls `use` with the key of a row, unless it is a bad one.
template <class H, class Use>
void with_row(bulk::key_rows const& keys, std::size_t row, Use&& use)
{
    auto const key = keys[keys.size() == 1 ? 0 : row];
    if (is_key_size(key.size())) use(row_key<H>{key});
}

template <class H, class Use>
void with_row(bulk::key_set const& keys, std::size_t row, Use&& use)
{
    if (keys.size() == 1) row = 0;
    auto const faults = keys.faults();
    if (std::none_of(faults.begin(), faults.end(),
                     [row](auto const& one) { return one.row == row; }))
        use(row_key<H>{keys, row});
}

template <class Keys, class Use>
void with_row(Keys const& keys, algorithm hash, std::size_t row, Use&& use)
{
    switch (hash) {
    case algorithm::sha1: return with_row<sha1>(keys, row, use);
    case algorithm::sha256: return with_row<sha256>(keys, row, use);
    case algorithm::sha512: return with_row<sha512>(keys, row, use);
    }
}

template <class Keys>
std::size_t few_passcodes(Keys const& keys, totp_options const& options,
                          bulk::column<std::int64_t> const& times, std::uint32_t* out,
                          std::size_t rows)
{
    std::size_t good = 0;
    for (std::size_t row = 0; row != rows; ++row) {
        std::uint32_t code = bulk::no_passcode;
        auto const step = step_at(unix_time{times[row]}, options.period, options.t0);
        if (step)
            with_row(keys, options.algorithm, row, [&](auto const& key) {
                std::uint32_t value{};
                key.values(static_cast<std::uint64_t>(*step), 1, &value);
                code = last_digits(value, options.digits);
                ++good;
            });
        out[row] = code;
    }
    return good;
}

template <class Keys>
std::size_t few_matches(Keys const& keys, totp_options const& options,
                        bulk::column<std::uint32_t> const& codes,
                        bulk::column<std::int64_t> const& times, window const& look,
                        std::int8_t* out, std::size_t rows)
{
    std::size_t good = 0;
    for (std::size_t row = 0; row != rows; ++row) {
        std::int8_t drift = bulk::bad_row;
        auto const step = step_at(unix_time{times[row]}, options.period, options.t0);
        if (step)
            with_row(keys, options.algorithm, row, [&](auto const& key) {
                auto const found = best_fit(key, options.digits, codes[row], *step,
                                            look.back.value(), look.ahead.value());
                auto const missed =
                    static_cast<std::uint32_t>(constant_time::mask_equal(found, no_fit));
                drift = static_cast<std::int8_t>(constant_time::select(
                    missed, static_cast<std::uint32_t>(bulk::no_match), found));
                good += 1 + missed;
            });
        out[row] = drift;
    }
    return good;
}

} // namespace otpp::detail

#endif
