// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BENCH_SERVER_CLIENTS_HPP
#define OTPP_BENCH_SERVER_CLIENTS_HPP
// Closed-loop clients: each sends its next request when it has the response to the last.

#include <algorithm>
#include <barrier>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <thread>
#include <vector>

namespace bench {

enum class outcome : unsigned char { good, wrong, exhausted };

/// `batch`: operations between two reads of the clock, since one takes as long as a quarter of a match. The
/// percentiles are those of the means of batches.
struct run {
    int clients;
    int milliseconds;
    int batch;

    /// `one(client, number)` performs the number-th operation of a client. Prints the line; returns the exit code.
    template <class One>
    int measure(One const& one) const
    {
        std::vector<share> shares(static_cast<std::size_t>(clients));
        clock::time_point begin;
        std::barrier together{clients, [&begin]() noexcept { begin = clock::now(); }};
        auto const client = [&](std::size_t mine) {
            together.arrive_and_wait();
            run_client(shares[mine], begin, [&](std::size_t number) { return one(mine, number); });
        };
        std::vector<std::thread> others;
        for (std::size_t i = 1; i < shares.size(); ++i) others.emplace_back(client, i);
        client(0);
        for (auto& each : others) each.join();
        return report(shares, begin);
    }

private:
    using clock = std::chrono::steady_clock;
    struct share {
        std::vector<double> nanoseconds{};
        clock::time_point ended{};
        outcome last = outcome::good;
    };

    template <class One>
    void run_client(share& mine, clock::time_point begin, One const& one) const
    {
        auto const end = begin + std::chrono::milliseconds{milliseconds};
        std::size_t number = 0;
        for (mine.ended = clock::now(); mine.ended < end && mine.last == outcome::good;) {
            for (int i = 0; i != batch && mine.last == outcome::good; ++i)
                mine.last = one(number++);
            if (mine.last != outcome::good) return;
            auto const now = clock::now();
            std::chrono::duration<double, std::nano> const taken = now - mine.ended;
            mine.nanoseconds.push_back(taken.count() / batch);
            mine.ended = now;
        }
    }

    int report(std::vector<share> const& shares, clock::time_point begin) const
    {
        std::vector<double> all;
        auto ended = begin;
        for (auto const& each : shares) {
            if (each.last == outcome::wrong) return 1;
            all.insert(all.end(), each.nanoseconds.begin(), each.nanoseconds.end());
            ended = std::max(ended, each.ended);
        }
        if (all.empty()) return 1;
        std::ranges::sort(all);
        std::chrono::duration<double> const seconds = ended - begin;
        auto const percentile = [&all](std::size_t p) { return all[all.size() * p / 100] / 1e6; };
        std::printf("{\"count\": %zu, \"rate\": %.1f, \"p50_ms\": %.6f, \"p99_ms\": %.6f}\n",
                    all.size() * static_cast<std::size_t>(batch),
                    static_cast<double>(all.size()) * batch / seconds.count(), percentile(50),
                    percentile(99));
        return 0;
    }
};

} // namespace bench

#endif
