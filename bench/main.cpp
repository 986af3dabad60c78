// SPDX-License-Identifier: BSL-1.0
// Checks every row against a second implementation; only then takes their times.
#include "rows.hpp"

#include <otpp/detail/cpu.hpp>

#include <cstdio>

int main(int argc, char** argv)
{
    int wrong = 0;
    for (auto const& [name, check] : bench::checked_rows()) {
        auto const fault = check();
        if (fault.empty()) continue;
        std::fprintf(stderr, "wrong result in %s: %s\n", name.c_str(), fault.c_str());
        ++wrong;
    }
    if (wrong != 0) {
        std::fprintf(stderr, "%d rows are wrong: no times are taken\n", wrong);
        return 1;
    }
    benchmark::AddCustomContext("rows_checked", std::to_string(bench::checked_rows().size()));
    benchmark::AddCustomContext("compiler", __VERSION__);
    benchmark::AddCustomContext("sha_instructions", otpp::detail::has_sha() ? "yes" : "no");

    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
