// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_SCALAR_ROWS_HPP
#define OTPP_BULK_DETAIL_SCALAR_ROWS_HPP
// Small calls, computed row by row with the scalar code: up to `most_scalar_rows`, the overhead of
// blocks and vectors costs more than the hashing. RFC 6238, sections 4.2 and 5.2.

#include <otpp/bulk/column.hpp>
#include <otpp/bulk/detail/kernel_functions.hpp>
#include <otpp/bulk/detail/row_match.hpp>
#include <otpp/bulk/key_rows.hpp>
#include <otpp/bulk/key_set.hpp>
#include <otpp/bulk/results.hpp>
#include <otpp/detail/cpu.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/hmac.hpp>
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

inline constexpr std::size_t most_scalar_rows = 7;

/// Whether row by row is faster than any vector, which takes as long for one row as for all its rows.
[[nodiscard]] inline bool use_scalar_loop(std::size_t rows, algorithm hash) noexcept
{
    if (hash == algorithm::sha512) return rows <= 2;
    return rows <= 1 || (rows <= most_scalar_rows && otpp::detail::has_sha());
}

/// The prepared keys of all rows.
template <class H>
class scalar_keys {
public:
    scalar_keys(bulk::key_rows const& keys, std::size_t rows) noexcept
        : one_{keys.size() == 1}, n_{one_ ? 1 : rows}
    {
        std::span<unsigned char const> bytes[most_scalar_rows];
        for (std::size_t row = 0; row != n_; ++row) {
            bytes[row] = keys[row];
            good_[row] = is_key_size(bytes[row].size());
            if (!good_[row]) bytes[row] = {};
        }
        prepare_states<H>(bytes, n_, states_);
    }

    scalar_keys(bulk::key_set const& keys, std::size_t rows) noexcept
        : one_{keys.size() == 1}, n_{one_ ? 1 : rows}
    {
        for (std::size_t row = 0; row != n_; ++row) {
            auto const& tile = tiles_of(keys).template tile<key_tile<H>>(0);
            good_[row] = true;
            for (std::size_t side = 0; side != 2; ++side)
                for (std::size_t i = 0; i != H::initial.size(); ++i)
                    states_[row].saved[side][i] = tile.saved[side][i][row];
        }
        for (auto const& bad : keys.faults()) good_[bad.row] = false;
    }

    scalar_keys(scalar_keys const&) = delete;
    ~scalar_keys()
    {
        for (std::size_t row = 0; row != n_; ++row) otpp::detail::wipe(states_[row]);
    }

    [[nodiscard]] bool is_good(std::size_t row) const noexcept { return good_[one_ ? 0 : row]; }

    /// A row's key, as `best_fit` reads it.
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
    otpp::detail::hmac_states<typename builtin_of<H>::type> states_[most_scalar_rows];
    bool good_[most_scalar_rows];
    bool one_;
    std::size_t n_;
};

template <class Keys, class Use>
void with_scalar_keys(Keys const& keys, algorithm hash, std::size_t rows, Use&& use)
{
    switch (hash) {
    case algorithm::sha1: return use(scalar_keys<sha1>{keys, rows});
    case algorithm::sha256: return use(scalar_keys<sha256>{keys, rows});
    case algorithm::sha512: return use(scalar_keys<sha512>{keys, rows});
    }
}

template <class Keys>
std::size_t scalar_passcodes(Keys const& keys, totp_options const& options,
                             bulk::column<std::int64_t> const& times, std::uint32_t* out,
                             std::size_t rows)
{
    std::size_t good = 0;
    with_scalar_keys(keys, options.algorithm, rows, [&](auto const& prepared) {
        for (std::size_t row = 0; row != rows; ++row) {
            auto const step = step_at(unix_time{times[row]}, options.period, options.t0);
            if (!step || !prepared.is_good(row)) {
                out[row] = bulk::no_passcode;
                continue;
            }
            std::uint32_t value{};
            prepared[row].values(static_cast<std::uint64_t>(*step), 1, &value);
            out[row] = last_digits(value, options.digits);
            ++good;
        }
    });
    return good;
}

// A single row uses a prepared_key in a small frame: a tenth faster than scalar_keys with one row.
[[nodiscard, gnu::noinline]] inline std::int8_t match_one(key_view key, totp_options const& options,
                                                          std::uint32_t code, std::int64_t step,
                                                          window const& look) noexcept
{
    return match_row(prepared_key<builtin>{key, options.algorithm}, options.digits, code, step,
                     look.back.value(), look.ahead.value());
}

template <class Keys>
std::size_t scalar_matches(Keys const& keys, totp_options const& options,
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
    with_scalar_keys(keys, options.algorithm, rows, [&](auto const& prepared) {
        for (std::size_t row = 0; row != rows; ++row) {
            auto const step = step_at(unix_time{times[row]}, options.period, options.t0);
            if (!step || !prepared.is_good(row)) {
                out[row] = bulk::bad_row;
                continue;
            }
            out[row] = match_row(prepared[row], options.digits, codes[row], *step,
                                 look.back.value(), look.ahead.value());
            good += is_match(out[row]);
        }
    });
    return good;
}

} // namespace otpp::bulk::detail

#endif
