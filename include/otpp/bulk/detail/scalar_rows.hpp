// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_FEW_ROWS_HPP
#define OTPP_BULK_DETAIL_FEW_ROWS_HPP
// So few rows that everything around the hashing would cost more than it: one by one, as `totp` does
// it. RFC 6238, sections 4.2 and 5.2.

#include <otpp/bulk/column.hpp>
#include <otpp/bulk/detail/kernel_functions.hpp>
#include <otpp/bulk/key_rows.hpp>
#include <otpp/bulk/key_set.hpp>
#include <otpp/bulk/results.hpp>
#include <otpp/constant_time.hpp>
#include <otpp/detail/cpu.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/hmac.hpp>
#include <otpp/hotp.hpp>
#include <otpp/passcode.hpp>
#include <otpp/prepared_key.hpp>
#include <otpp/time.hpp>
#include <otpp/totp.hpp>
#include <otpp/window.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

namespace otpp::bulk::detail {

inline constexpr std::size_t few_rows = 7;

/// Whether that is faster than any vector, which takes as long for one row as for all of its rows.
[[nodiscard]] inline bool are_few(std::size_t rows, algorithm hash) noexcept
{
    if (hash == algorithm::sha512) return rows <= 2;
    return rows <= 1 || (rows <= few_rows && otpp::detail::has_sha());
}

/// The prepared keys of all rows.
template <class H>
class few_keys {
public:
    few_keys(bulk::key_rows const& keys, std::size_t rows) noexcept
        : one_{keys.size() == 1}, n_{one_ ? 1 : rows}
    {
        std::span<unsigned char const> bytes[few_rows];
        for (std::size_t row = 0; row != n_; ++row) {
            bytes[row] = keys[row];
            good_[row] = is_key_size(bytes[row].size());
            if (!good_[row]) bytes[row] = {};
        }
        prepare_states<H>(bytes, n_, states_);
    }

    few_keys(bulk::key_set const& keys, std::size_t rows) noexcept
        : one_{keys.size() == 1}, n_{one_ ? 1 : rows}
    {
        for (std::size_t row = 0; row != n_; ++row) {
            auto const& tile = keys.tiles().template tile<key_tile<H>>(0);
            good_[row] = true;
            for (std::size_t side = 0; side != 2; ++side)
                for (std::size_t i = 0; i != H::initial.size(); ++i)
                    states_[row].saved[side][i] = tile.saved[side][i][row];
        }
        for (auto const& bad : keys.faults()) good_[bad.row] = false;
    }

    few_keys(few_keys const&) = delete;
    ~few_keys()
    {
        for (std::size_t row = 0; row != n_; ++row) otpp::detail::wipe(states_[row]);
    }

    [[nodiscard]] bool is_good(std::size_t row) const noexcept { return good_[one_ ? 0 : row]; }

    /// What `best_fit` asks of a key.
    struct row_key {
        otpp::detail::hmac_states<typename builtin_of<H>::type> const& states;

        void values(std::uint64_t first, std::size_t n, std::uint32_t* out) const noexcept
        {
            otpp::detail::values_of(states, first, n, out);
            otpp::detail::wipe_stack<otpp::detail::stack_depth::none>();
        }
    };
    [[nodiscard]] row_key operator[](std::size_t row) const noexcept
    {
        return {states_[one_ ? 0 : row]};
    }

private:
    otpp::detail::hmac_states<typename builtin_of<H>::type> states_[few_rows];
    bool good_[few_rows];
    bool one_;
    std::size_t n_;
};

template <class Keys, class Use>
void with_few_keys(Keys const& keys, algorithm hash, std::size_t rows, Use&& use)
{
    switch (hash) {
    case algorithm::sha1: return use(few_keys<sha1>{keys, rows});
    case algorithm::sha256: return use(few_keys<sha256>{keys, rows});
    case algorithm::sha512: return use(few_keys<sha512>{keys, rows});
    }
}

template <class Keys>
std::size_t few_passcodes(Keys const& keys, totp_options const& options,
                          bulk::column<std::int64_t> const& times, std::uint32_t* out,
                          std::size_t rows)
{
    std::size_t good = 0;
    with_few_keys(keys, options.algorithm, rows, [&](auto const& few) {
        for (std::size_t row = 0; row != rows; ++row) {
            auto const step = step_at(unix_time{times[row]}, options.period, options.t0);
            if (!step || !few.is_good(row)) {
                out[row] = bulk::no_passcode;
                continue;
            }
            std::uint32_t value{};
            few[row].values(static_cast<std::uint64_t>(*step), 1, &value);
            out[row] = last_digits(value, options.digits);
            ++good;
        }
    });
    return good;
}

// Where a code fits, as a row of the answer.
template <class Key>
[[nodiscard]] std::int8_t match_of(Key const& key, totp_options const& options, std::uint32_t code,
                                   std::int64_t step, window const& look) noexcept
{
    auto const found = otpp::detail::best_fit(key, options.digits, code, step, look.back.value(),
                                              look.ahead.value());
    auto const missed =
        static_cast<std::uint32_t>(constant_time::mask_equal(found, otpp::detail::no_fit));
    return static_cast<std::int8_t>(
        constant_time::select(missed, static_cast<std::uint32_t>(bulk::no_match), found));
}

// One alone takes the scalar code's own key, in a small frame: a tenth faster than an array of one.
[[nodiscard, gnu::noinline]] inline std::int8_t match_one(key_view key, totp_options const& options,
                                                          std::uint32_t code, std::int64_t step,
                                                          window const& look) noexcept
{
    return match_of(prepared_key<builtin>{key, options.algorithm}, options, code, step, look);
}

template <class Keys>
std::size_t few_matches(Keys const& keys, totp_options const& options,
                        bulk::column<std::uint32_t> const& codes,
                        bulk::column<std::int64_t> const& times, window const& look,
                        std::int8_t* out, std::size_t rows)
{
    if constexpr (std::same_as<Keys, bulk::key_rows>)
        if (rows == 1) {
            auto const key = key_view::from(keys[0]);
            auto const step = step_at(unix_time{times[0]}, options.period, options.t0);
            if (key && step) {
                out[0] = match_one(*key, options, codes[0], *step, look);
                return is_match(out[0]);
            }
        }
    std::size_t good = 0;
    with_few_keys(keys, options.algorithm, rows, [&](auto const& few) {
        for (std::size_t row = 0; row != rows; ++row) {
            auto const step = step_at(unix_time{times[row]}, options.period, options.t0);
            if (!step || !few.is_good(row)) {
                out[row] = bulk::bad_row;
                continue;
            }
            out[row] = match_of(few[row], options, codes[row], *step, look);
            good += is_match(out[row]);
        }
    });
    return good;
}

} // namespace otpp::bulk::detail

#endif
