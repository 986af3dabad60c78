// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BENCH_SERVER_CLIENTS_HPP
#define OTPP_BENCH_SERVER_CLIENTS_HPP
// Clients that ask as fast as they are answered, for some time, and what that gives.

#include <algorithm>
#include <barrier>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <thread>
#include <vector>

namespace bench {

enum class outcome : unsigned char { good, wrong, exhausted };

/// `batch`: operations between two looks at the clock, which takes as long as a quarter of a match; a
/// percentile is then one of the means of batches.
struct run {
    int clients;
    int milliseconds;
    int batch;

    /// `one(client, number)` does the number-th operation of a client. Prints the line; 0 if all went well.
    template <class One>
    int measure(One const& one) const
    {
        std::vector<share> shares(static_cast<std::size_t>(clients));
        clock::time_point begun;
        std::barrier together{clients, [&begun]() noexcept { begun = clock::now(); }};
        auto const client = [&](std::size_t mine) {
            together.arrive_and_wait();
            ask(shares[mine], begun, [&](std::size_t number) { return one(mine, number); });
        };
        std::vector<std::thread> others;
        for (std::size_t i = 1; i < shares.size(); ++i) others.emplace_back(client, i);
        client(0);
        for (auto& each : others) each.join();
        return report(shares, begun);
    }

private:
    using clock = std::chrono::steady_clock;
    struct share {
        std::vector<double> nanoseconds{};
        clock::time_point ended{};
        outcome last = outcome::good;
    };

    template <class One>
    void ask(share& mine, clock::time_point begun, One const& one) const
    {
        auto const end = begun + std::chrono::milliseconds{milliseconds};
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

    int report(std::vector<share> const& shares, clock::time_point begun) const
    {
        std::vector<double> all;
        auto ended = begun;
        for (auto const& each : shares) {
            if (each.last == outcome::wrong) return 1;
            all.insert(all.end(), each.nanoseconds.begin(), each.nanoseconds.end());
            ended = std::max(ended, each.ended);
        }
        if (all.empty()) return 1;
        std::ranges::sort(all);
        std::chrono::duration<double> const seconds = ended - begun;
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
