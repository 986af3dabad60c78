// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_HPP
#define OTPP_BULK_HPP
// One-time passwords by the million: RFC 4226 and RFC 6238 over columns of keys, codes and times.
//
//     otpp::bulk::key_set keys{{.digits = 6}};
//     keys.append(otpp::bulk::key_rows{bytes, 20});             // prepared once
//     std::vector<std::int8_t> drifts(keys.size());
//     auto const fit = otpp::bulk::match(keys, codes, now, {.back = 1, .ahead = 1}, drifts);
//
// Keys, codes and times are one or N each, as the rows of a table. A call without a `key_set` prepares
// the keys on the way and wipes them, in less than 64 KiB of its own for every thread. A whole window
// is computed for every row, whatever is found. Counters instead of times: a period of 1 second.
//
// A call fails before it touches memory, with `rows_differ` or `kernel_missing`; what is wrong with one
// row (a key of no or more than 128 bytes, a time before T0) is that row's result, `bad_row` or
// `no_passcode`. Calls may run in parallel, also on one key_set. A match says where a code fits, not
// that a person may come in: a step must open once.

#include <otpp/bulk/choice.hpp>
#include <otpp/bulk/column.hpp>
#include <otpp/bulk/few_rows.hpp>
#include <otpp/bulk/kernel.hpp>
#include <otpp/bulk/key_rows.hpp>
#include <otpp/bulk/key_set.hpp>
#include <otpp/bulk/run.hpp>
#include <otpp/bulk/threads.hpp>
#include <otpp/bulk/worker.hpp>
#include <otpp/error.hpp>
#include <otpp/totp.hpp>
#include <otpp/window.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace otpp {

namespace detail {

/// As many rows as the longest column has, if every other has as many or one, and the results too.
[[nodiscard]] inline result<std::size_t> rows_of(std::size_t keys, std::size_t codes,
                                                 std::size_t times, std::size_t results) noexcept
{
    std::size_t rows = 1;
    for (std::size_t const size : {keys, codes, times})
        if (size != 1) rows = size;
    for (std::size_t const size : {keys, codes, times})
        if (size != 1 && size != rows) return reason::rows_differ;
    if (results != rows) return reason::rows_differ;
    return rows;
}

template <class H>
[[nodiscard]] result<std::size_t> run_call_of(bulk_call& call, bulk::run const& how)
{
    constexpr std::size_t few = 3;
    if (call.rows <= few && how.kernel == bulk::kernel::automatic) return run_few_rows<H>(call);
    auto const kernels = kernel_choice::make(how.kernel, call.options.algorithm);
    if (!kernels) return kernels.error();
    call.kernels = *kernels;
    std::size_t const threads =
        threads_for(how.threads, call.rows, static_cast<std::size_t>(call.back + call.ahead + 1));
    return divide<worker<H>>(call, threads, how.progress);
}

[[nodiscard]] inline result<std::size_t> run_call(bulk_call& call, std::size_t results,
                                                  bulk::run const& how)
{
    auto const rows = rows_of(call.set != nullptr ? call.set->size() : call.cold->size(),
                              call.codes.size(), call.times.size(), results);
    if (!rows) return rows.error();
    call.rows = *rows;
    switch (call.options.algorithm) {
    case algorithm::sha1: return run_call_of<sha1>(call, how);
    case algorithm::sha256: return run_call_of<sha256>(call, how);
    case algorithm::sha512: return run_call_of<sha512>(call, how);
    }
    return reason::algorithm_unknown;
}

} // namespace detail

namespace bulk {

/// The passcode of every row, as a number without its leading zeros, into `out`; `no_passcode` where
/// there is none. How many rows have one. Times are Unix seconds.
inline result<std::size_t> passcodes(key_set const& keys, column<std::int64_t> times,
                                     std::span<std::uint32_t> out, run const& how = {})
{
    detail::bulk_call call{
        &keys, nullptr, keys.options(), times, std::uint32_t{0}, 0, 0, out.data(), nullptr, 0, {}};
    return detail::run_call(call, out.size(), how);
}

/// The same of keys that are prepared on the way, and wiped.
inline result<std::size_t> passcodes(key_rows const& keys, totp_options const& options,
                                     column<std::int64_t> times, std::span<std::uint32_t> out,
                                     run const& how = {})
{
    detail::bulk_call call{nullptr,    &keys,   options, times, std::uint32_t{0}, 0, 0,
                           out.data(), nullptr, 0,       {}};
    return detail::run_call(call, out.size(), how);
}

/// Where the code of every row fits around its time, into `out`: the drift nearest to 0, of two the
/// older, else `no_match` or `bad_row`. How many rows fit. A code is its digits as a number; one of
/// too many digits fits nowhere.
inline result<std::size_t> match(key_set const& keys, column<std::uint32_t> codes,
                                 column<std::int64_t> times, window look,
                                 std::span<std::int8_t> out, run const& how = {})
{
    detail::bulk_call call{&keys,
                           nullptr,
                           keys.options(),
                           times,
                           codes,
                           look.back.value(),
                           look.ahead.value(),
                           nullptr,
                           out.data(),
                           0,
                           {}};
    return detail::run_call(call, out.size(), how);
}

/// The same of keys that are prepared on the way, and wiped.
inline result<std::size_t> match(key_rows const& keys, totp_options const& options,
                                 column<std::uint32_t> codes, column<std::int64_t> times,
                                 window look, std::span<std::int8_t> out, run const& how = {})
{
    detail::bulk_call call{
        nullptr, &keys,      options, times, codes, look.back.value(), look.ahead.value(),
        nullptr, out.data(), 0,       {}};
    return detail::run_call(call, out.size(), how);
}

} // namespace bulk

} // namespace otpp

#endif
