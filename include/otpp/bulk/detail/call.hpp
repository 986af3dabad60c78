// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_CALL_HPP
#define OTPP_BULK_DETAIL_CALL_HPP
// What `passcodes` and `match` have in common, for prepared and cold keys: checks the shapes of the
// arguments, chooses kernels and threads, and runs the workers. RFC 6238, sections 4.2 and 5.2.

#include <otpp/algorithm.hpp>
#include <otpp/bulk/column.hpp>
#include <otpp/bulk/detail/call_arguments.hpp>
#include <otpp/bulk/detail/choice.hpp>
#include <otpp/bulk/detail/scalar_rows.hpp>
#include <otpp/bulk/detail/threads.hpp>
#include <otpp/bulk/detail/worker.hpp>
#include <otpp/bulk/kernel.hpp>
#include <otpp/bulk/run.hpp>
#include <otpp/hash/sha1.hpp>
#include <otpp/hash/sha2.hpp>
#include <otpp/result.hpp>
#include <otpp/totp.hpp>
#include <otpp/window.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace otpp::bulk::detail {

inline constexpr column<std::uint32_t> no_codes{0};

/// Whether the shapes broadcast: as many results as the longest column has rows, and every other column
/// has as many or one.
[[nodiscard]] inline bool rows_fit(std::size_t results, std::size_t keys, std::size_t codes,
                                   std::size_t times) noexcept
{
    auto const fits = [results](std::size_t rows) { return rows == 1 || rows == results; };
    bool const all_one = keys == 1 && codes == 1 && times == 1;
    return fits(keys) && fits(codes) && fits(times) && (!all_one || results == 1);
}

/// The result of a call that computed all rows at once, after its only report of progress.
[[nodiscard]] inline result<std::size_t> finish(std::size_t good, std::size_t rows, run const& how)
{
    if (!how.progress(rows, rows)) return reason::cancelled;
    return good;
}

[[nodiscard]] inline result<std::size_t> run_workers(call_arguments& call, run const& how)
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
[[nodiscard]] result<std::size_t> call_passcodes(Keys const& keys, totp_options const& options,
                                                 column<std::int64_t> const& times,
                                                 std::span<std::uint32_t> out, run const& how)
{
    if (!rows_fit(out.size(), keys.size(), 1, times.size())) return reason::rows_differ;
    if (how.kernel == kernel::automatic && use_scalar_loop(out.size(), options.algorithm))
        return finish(scalar_passcodes(keys, options, times, out.data(), out.size()), out.size(),
                      how);
    call_arguments call{keys, options, times, no_codes, {0, 0}, out.size()};
    call.passcodes = out.data();
    return run_workers(call, how);
}

template <class Keys>
[[nodiscard]] result<std::size_t> call_match(Keys const& keys, totp_options const& options,
                                             column<std::uint32_t> const& codes,
                                             column<std::int64_t> const& times, window const& look,
                                             std::span<std::int8_t> out, run const& how)
{
    if (!rows_fit(out.size(), keys.size(), codes.size(), times.size())) return reason::rows_differ;
    if (how.kernel == kernel::automatic && use_scalar_loop(out.size(), options.algorithm))
        return finish(scalar_matches(keys, options, codes, times, look, out.data(), out.size()),
                      out.size(), how);
    call_arguments call{keys, options, times, codes, look, out.size()};
    call.drifts = out.data();
    return run_workers(call, how);
}

} // namespace otpp::bulk::detail

#endif
