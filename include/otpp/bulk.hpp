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

#include <otpp/bulk/column.hpp>
#include <otpp/bulk/detail/choice.hpp>
#include <otpp/bulk/detail/few_rows.hpp>
#include <otpp/bulk/detail/threads.hpp>
#include <otpp/bulk/detail/worker.hpp>
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

namespace detail {

inline constexpr column<std::uint32_t> no_codes{0};

/// Whether there are as many results as the longest column has rows, and every other as many or one.
[[nodiscard]] inline bool rows_fit(std::size_t results, std::size_t keys, std::size_t codes,
                                   std::size_t times) noexcept
{
    auto const fits = [results](std::size_t rows) { return rows == 1 || rows == results; };
    bool const all_one = keys == 1 && codes == 1 && times == 1;
    return fits(keys) && fits(codes) && fits(times) && (!all_one || results == 1);
}

// All at once, and who wants to know of progress hears of it.
[[nodiscard]] inline result<std::size_t> told(std::size_t good, std::size_t rows, run const& how)
{
    if (!how.progress(rows, rows)) return reason::cancelled;
    return good;
}

[[nodiscard]] inline result<std::size_t> run_call(bulk_call& call, run const& how)
{
    auto const kernels =
        kernel_choice::make(how.kernel, call.options.algorithm, call.cold != nullptr);
    if (!kernels) return kernels.error();
    call.kernels = *kernels;
    std::size_t const threads = threads_for(how.threads, call.rows, call.steps());
    switch (call.options.algorithm) {
    case algorithm::sha1: return divide<worker<sha1>>(call, threads, how.progress);
    case algorithm::sha256: return divide<worker<sha256>>(call, threads, how.progress);
    case algorithm::sha512: return divide<worker<sha512>>(call, threads, how.progress);
    }
    return reason::algorithm_unknown;
}

template <class Keys>
[[nodiscard]] result<std::size_t> bulk_passcodes(Keys const& keys, totp_options const& options,
                                                 column<std::int64_t> const& times,
                                                 std::span<std::uint32_t> out, run const& how)
{
    if (!rows_fit(out.size(), keys.size(), 1, times.size())) return reason::rows_differ;
    if (how.kernel == kernel::automatic && are_few(out.size(), options.algorithm))
        return told(few_passcodes(keys, options, times, out.data(), out.size()), out.size(), how);
    bulk_call call{keys, options, times, no_codes, {0, 0}, out.size()};
    call.passcodes = out.data();
    return run_call(call, how);
}

template <class Keys>
[[nodiscard]] result<std::size_t> bulk_match(Keys const& keys, totp_options const& options,
                                             column<std::uint32_t> const& codes,
                                             column<std::int64_t> const& times, window const& look,
                                             std::span<std::int8_t> out, run const& how)
{
    if (!rows_fit(out.size(), keys.size(), codes.size(), times.size())) return reason::rows_differ;
    if (how.kernel == kernel::automatic && are_few(out.size(), options.algorithm))
        return told(few_matches(keys, options, codes, times, look, out.data(), out.size()),
                    out.size(), how);
    bulk_call call{keys, options, times, codes, look, out.size()};
    call.drifts = out.data();
    return run_call(call, how);
}

} // namespace detail

/// The passcode of every row, as a number without its leading zeros, into `out`; `no_passcode` where
/// there is none. How many rows have one. Times are Unix seconds.
inline result<std::size_t> passcodes(key_set const& keys, column<std::int64_t> const& times,
                                     std::span<std::uint32_t> out, run const& how = {})
{
    return detail::bulk_passcodes(keys, keys.options(), times, out, how);
}

/// The same of keys that are prepared on the way, and wiped.
inline result<std::size_t> passcodes(key_rows const& keys, totp_options const& options,
                                     column<std::int64_t> const& times,
                                     std::span<std::uint32_t> out, run const& how = {})
{
    return detail::bulk_passcodes(keys, options, times, out, how);
}

/// Where the code of every row fits around its time, into `out`: the drift nearest to 0, of two the
/// older, else `no_match` or `bad_row`. How many rows fit. A code is its digits as a number; one of
/// too many digits fits nowhere.
inline result<std::size_t> match(key_set const& keys, column<std::uint32_t> const& codes,
                                 column<std::int64_t> const& times, window const& look,
                                 std::span<std::int8_t> out, run const& how = {})
{
    return detail::bulk_match(keys, keys.options(), codes, times, look, out, how);
}

/// The same of keys that are prepared on the way, and wiped.
inline result<std::size_t> match(key_rows const& keys, totp_options const& options,
                                 column<std::uint32_t> const& codes,
                                 column<std::int64_t> const& times, window const& look,
                                 std::span<std::int8_t> out, run const& how = {})
{
    return detail::bulk_match(keys, options, codes, times, look, out, how);
}

} // namespace otpp::bulk

#endif
