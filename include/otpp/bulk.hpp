// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_HPP
#define OTPP_BULK_HPP
// Passcodes and matches for columns of keys, codes and times: RFC 4226 and RFC 6238.
//
//     otpp::bulk::key_set keys{{.digits = 6}};
//     keys.append(otpp::bulk::key_rows{bytes, 20});             // prepared once
//     std::vector<std::int8_t> drifts(keys.size());
//     auto const matched = otpp::bulk::match(keys, codes, now, {.back = 1, .ahead = 1}, drifts);
//
// Shapes: keys, codes and times have one row or N rows each; a single row applies to all. `out` has N
// rows. For HOTP, use a period of 1 second: times are then counters.
//
// Errors of a call: `rows_differ`, `kernel_missing`, `cancelled`; the first two are returned before
// memory is written. An invalid row (a key of 0 or more than 128 bytes, a time before T0) does not fail
// the call: its result is `bad_row` or `no_passcode`.
//
// Memory: less than 64 KiB for each thread; a call without a `key_set` prepares the keys and wipes them.
// Time: the whole window is computed and compared for every row, whatever matches.
// Calls may run in parallel, also on one key_set. A match does not admit a person: reject steps that
// were used before.

#include <otpp/bulk/column.hpp>
#include <otpp/bulk/detail/call.hpp>
#include <otpp/bulk/kernel.hpp>
#include <otpp/bulk/key_rows.hpp>
#include <otpp/bulk/key_set.hpp>
#include <otpp/bulk/results.hpp>
#include <otpp/bulk/run.hpp>
#include <otpp/result.hpp>
#include <otpp/totp.hpp>
#include <otpp/window.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace otpp::bulk {

/// Writes the passcode of every row to `out`, as a number without leading zeros, or `no_passcode`.
/// Returns the number of rows that have one. Times are Unix seconds.
inline result<std::size_t> passcodes(key_set const& keys, column<std::int64_t> const& times,
                                     std::span<std::uint32_t> out, run const& how = {})
{
    return detail::call_passcodes(keys, keys.options(), times, out, how);
}

/// The same for cold keys, which are prepared for this call and wiped.
inline result<std::size_t> passcodes(key_rows const& keys, totp_options const& options,
                                     column<std::int64_t> const& times,
                                     std::span<std::uint32_t> out, run const& how = {})
{
    return detail::call_passcodes(keys, options, times, out, how);
}

/// Writes the drift of every row's code to `out`, or `no_match` or `bad_row`. Where several steps match,
/// the drift is the one nearest to 0, and of two at one distance the older. Returns the number of rows
/// that match. A code is the number that its digits form; a number with more digits never matches.
inline result<std::size_t> match(key_set const& keys, column<std::uint32_t> const& codes,
                                 column<std::int64_t> const& times, window const& look,
                                 std::span<std::int8_t> out, run const& how = {})
{
    return detail::call_match(keys, keys.options(), codes, times, look, out, how);
}

/// The same for cold keys, which are prepared for this call and wiped.
inline result<std::size_t> match(key_rows const& keys, totp_options const& options,
                                 column<std::uint32_t> const& codes,
                                 column<std::int64_t> const& times, window const& look,
                                 std::span<std::int8_t> out, run const& how = {})
{
    return detail::call_match(keys, options, codes, times, look, out, how);
}

} // namespace otpp::bulk

#endif
