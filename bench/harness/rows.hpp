// SPDX-License-Identifier: BSL-1.0
#ifndef BENCH_HARNESS_ROWS_HPP
#define BENCH_HARNESS_ROWS_HPP
// Benchmark rows. Each is compared with a second implementation before any row is timed.

#include <benchmark/benchmark.h>

#include <functional>
#include <string>
#include <vector>

namespace bench {

struct row {
    std::string name;
    std::function<std::string()> check; ///< returns the first wrong result, or an empty string
    std::function<void(benchmark::State&)> time;
    bool by_clock = false; ///< wall clock instead of CPU time, for rows of more than one thread
};

/// Every row of the program; filled when main begins.
std::vector<row>& rows();

/// At namespace scope: main calls `add`, which appends the rows of that file.
struct registration {
    explicit registration(void (*add)());
};

/// Appends a row. `make()` returns the timed callable, which takes the number of the call: 0, 1, 2, …
template <class Make>
void add_row(std::string name, Make make, std::function<std::string()> check)
{
    rows().push_back({std::move(name), std::move(check), [make](benchmark::State& state) {
                          auto subject = make();
                          std::uint64_t call = 0;
                          for (auto _ : state) {
                              auto result = subject(call++);
                              benchmark::DoNotOptimize(result);
                          }
                      }});
}

} // namespace bench

#endif
