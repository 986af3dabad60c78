// SPDX-License-Identifier: BSL-1.0
// Checks the selected rows, then times them. The options are Google Benchmark's, and
//   --rows=REGEX   selects the rows (ECMAScript grammar, found anywhere in the name)
#include "rows.hpp"

#include <otpp/detail/cpu.hpp>

#include <cstdio>
#include <exception>
#include <regex>
#include <string_view>

namespace bench {

namespace {

std::vector<void (*)()>& registered()
{
    static std::vector<void (*)()> all;
    return all;
}

int run(std::regex const& selected)
{
    std::size_t checked = 0, wrong = 0;
    for (auto* const add : registered()) add();
    for (auto const& row : rows()) {
        if (!std::regex_search(row.name, selected)) continue;
        ++checked;
        if (auto const fault = row.check(); !fault.empty()) {
            std::fprintf(stderr, "wrong result in %s: %s\n", row.name.c_str(), fault.c_str());
            ++wrong;
        }
        auto* const timed = benchmark::RegisterBenchmark(row.name.c_str(), row.time);
        if (row.by_clock) timed->UseRealTime();
    }
    if (wrong != 0) {
        std::fprintf(stderr, "%zu rows are wrong: no times are taken\n", wrong);
        return 1;
    }
    benchmark::AddCustomContext("rows_checked", std::to_string(checked));
    benchmark::AddCustomContext("compiler", __VERSION__);
    benchmark::AddCustomContext("sha_instructions", otpp::detail::has_sha() ? "yes" : "no");
    benchmark::RunSpecifiedBenchmarks();
    // Before exit, where Botan would free its memory pool ahead of the objects in it.
    benchmark::ClearRegisteredBenchmarks();
    rows().clear();
    return 0;
}

} // namespace

std::vector<row>& rows()
{
    static std::vector<row> all;
    return all;
}

registration::registration(void (*add)()) { registered().push_back(add); }

} // namespace bench

int main(int argc, char** argv)
try {
    benchmark::Initialize(&argc, argv);
    constexpr std::string_view option = "--rows=";
    std::string pattern = ".";
    if (argc == 2 && std::string_view{argv[1]}.starts_with(option)) {
        pattern = argv[1] + option.size();
        argc = 1;
    }
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    return bench::run(std::regex{pattern});
} catch (std::exception const& fault) {
    std::fprintf(stderr, "%s\n", fault.what());
    return 1;
}
