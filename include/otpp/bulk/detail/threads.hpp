// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_THREADS_HPP
#define OTPP_BULK_DETAIL_THREADS_HPP
// Divides the rows of a call among threads that start and end with it: there is no pool that a fork
// could break.

#include <otpp/bulk/detail/tile.hpp>
#include <otpp/bulk/run.hpp>
#include <otpp/result.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace otpp::bulk::detail {

/// Rows that a thread takes at a time: some tens of microseconds of work for any window, so that
/// progress is reported and cancellation takes effect soon.
[[nodiscard]] constexpr std::size_t rows_of_a_share(std::size_t steps) noexcept
{
    constexpr std::size_t blocks_of_three_steps = 16;
    return block_rows *
           std::max<std::size_t>(1, blocks_of_three_steps * 3 / std::max<std::size_t>(3, steps));
}

/// The requested number, or one for every processor as far as each has enough work: to start and join a
/// thread takes as long as some thousand rows.
[[nodiscard]] inline std::size_t threads_for(int requested, std::size_t rows,
                                             std::size_t steps) noexcept
{
    std::size_t const share = rows_of_a_share(steps);
    std::size_t const shares = std::max<std::size_t>(1, (rows + share - 1) / share);
    if (requested > 0) return std::min(static_cast<std::size_t>(requested), shares);
    constexpr std::size_t enough = 65'536;
    std::size_t const useful = rows * steps / enough;
    if (useful < 2) return 1;
    return std::min(
        {useful, shares, std::max<std::size_t>(1, std::thread::hardware_concurrency())});
}

/// Constructs a Worker from the call in every thread and calls its run(first, last) until all rows are
/// done. Returns the sum of the results, or `cancelled`. Progress is reported on the calling thread.
template <class Worker, class Call>
[[nodiscard]] result<std::size_t> divide(Call const& call, std::size_t threads,
                                         bulk::progress const& progress)
{
    std::size_t const rows = call.rows;
    std::size_t const share = rows_of_a_share(call.steps());
    if (threads == 1 && !progress) return Worker{call}.run(0, rows);

    struct shared_state {
        std::atomic<std::size_t> next{0}, done{0}, good{0};
        std::atomic<bool> stopped{false};
    } state;

    std::size_t reported = 0; // to the caller, on its thread
    auto const work = [&](bulk::progress const& report) {
        Worker worker{call};
        while (!state.stopped.load(std::memory_order_relaxed)) {
            std::size_t const first = state.next.fetch_add(share);
            if (first >= rows) return;
            std::size_t const last = std::min(first + share, rows);
            state.good += worker.run(first, last);
            std::size_t const done = state.done += last - first;
            if (!report) continue;
            reported = done;
            if (!report(done, rows)) state.stopped = true;
        }
    };

    struct helper_threads {
        std::vector<std::thread> threads;
        std::atomic<bool>& stopped;
        bool finished = false;

        void join() noexcept
        {
            for (auto& thread : threads) thread.join();
            threads.clear();
        }
        ~helper_threads() // also if the progress callback throws
        {
            if (!finished) stopped = true;
            join();
        }
    } helpers{{}, state.stopped};

    helpers.threads.reserve(threads - 1);
    for (std::size_t i = 1; i < threads; ++i) {
#if defined(__cpp_exceptions)
        try {
            helpers.threads.emplace_back(work, bulk::progress{});
        } catch (...) {
            break; // the threads already started do the work
        }
#else
        helpers.threads.emplace_back(work, bulk::progress{});
#endif
    }
    work(progress);
    helpers.finished = true;
    helpers.join();
    if (!state.stopped && reported != rows && !progress(rows, rows)) state.stopped = true;
    if (state.stopped) return reason::cancelled;
    return state.good.load();
}

} // namespace otpp::bulk::detail

#endif
