// SPDX-License-Identifier: BSL-1.0
// Explores the scenarios and says how many states each has. The status is 1 if an invariant is broken.
//
//     model_checker [--all] [NAME ...]

#include "explorer.hpp"
#include "scenarios.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string_view>
#include <vector>

int main(int count, char const* const* arguments)
{
    std::vector<std::string_view> names{arguments + 1, arguments + count};
    bool const all = std::erase(names, "--all") != 0;
    using clock = std::chrono::steady_clock;
    std::size_t states = 0, failures = 0, seen = 0;
    auto const start = clock::now();
    auto const since = [](clock::time_point from) {
        return std::chrono::duration<double>(clock::now() - from).count();
    };
    for (auto const& each : model::scenarios(all)) {
        if (!names.empty() && std::find(names.begin(), names.end(), each.name) == names.end())
            continue;
        model::explorer explorer{each};
        auto const began = clock::now();
        ++seen;
        try {
            explorer.run();
            std::printf("%s: %zu states, %.2f s\n", each.name.c_str(), explorer.states(),
                        since(began));
        } catch (model::broken const& broken) {
            ++failures;
            std::printf("%s: broken: %s\n", each.name.c_str(), broken.what.c_str());
            for (auto const& line : explorer.trace()) std::printf("    %s\n", line.c_str());
        }
        std::fflush(stdout);
        states += explorer.states();
    }
    std::printf("%zu scenarios, %zu states, %.1f s, %zu broken\n", seen, states, since(start),
                failures);
    return failures == 0 && seen != 0 ? 0 : 1;
}
