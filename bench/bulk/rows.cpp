// SPDX-License-Identifier: BSL-1.0
#include "rows.hpp"

#include <algorithm>
#include <initializer_list>

namespace bench {

namespace {

template <class T>
std::span<T> results(std::size_t rows)
{
    static std::vector<T> all;
    if (all.size() < rows) all.resize(rows);
    return {all.data(), rows};
}

// Written to the results before a checked call: values that no row may give.
constexpr std::uint32_t no_result = 0xfffffffe;
constexpr std::int8_t no_drift = 99;

struct call {
    work of;
    otpp::algorithm which;
    std::size_t rows;
    make_subject make;
    std::unique_ptr<subject> by{};

    table input() { return columns_of(which, of.of).first(rows); }
    void run(table const& input) const
    {
        if (of.match)
            by->match(input, results<std::int8_t>(rows).data());
        else
            by->passcodes(input, results<std::uint32_t>(rows).data());
    }
    std::string check()
    {
        auto const given = input();
        by = make(which, of);
        if (of.prepared) by->prepare(given);
        auto const drifts = results<std::int8_t>(rows);
        auto const numbers = results<std::uint32_t>(rows);
        std::ranges::fill(drifts, no_drift);
        std::ranges::fill(numbers, no_result);
        run(given);
        auto const& expected = columns_of(which, of.of);
        return of.match ? expected.fault_of(drifts, by->reports_drift())
                        : expected.fault_of(numbers);
    }
};

} // namespace

void add_bulk_row(work const& of, otpp::algorithm which, std::string const& name, std::size_t rows,
                  int threads, make_subject const& make)
{
    std::string full =
        std::string{of.name} + "/" + name_of(which) + "/" + name + "/" + std::to_string(rows);
    if (threads != 1) full += "/" + std::to_string(threads) + "_threads";
    auto const each = std::make_shared<call>(call{of, which, rows, make});
    bench::rows().push_back({std::move(full), [each] { return each->check(); },
                             [each](benchmark::State& state) {
                                 auto const input = each->input();
                                 for (auto _ : state) each->run(input);
                             },
                             threads != 1});
}

void add_peer(std::string const& name, std::vector<otpp::algorithm> const& of_peer, bool keeps_keys,
              make_subject const& make)
{
    for (auto const which : of_peer)
        for (auto const& of : works) {
            if (of.prepared && !keeps_keys) continue;
            for (std::size_t const rows :
                 std::initializer_list<std::size_t>{1, 16, 256, 4'096, 16'384, 1'000'000})
                if (is_shown(of, which, rows)) add_bulk_row(of, which, name, rows, 1, make);
        }
}

void add_limit_row(std::string name, std::function<void()> run)
{
    rows().push_back({std::move(name), [] { return std::string{}; },
                      [run = std::move(run)](benchmark::State& state) {
                          for (auto _ : state) run();
                      }});
}

} // namespace bench
