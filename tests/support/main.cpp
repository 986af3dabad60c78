// SPDX-License-Identifier: BSL-1.0
// The test program: Catch2's own options, and --backend NAME (more than once for more than one).
// A selection without a test fails, and so does a backend without a case.

#include "backend_report.hpp"

#if __has_include(<catch2/catch_session.hpp>)
#include <catch2/catch_session.hpp>
#else
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#endif

#include <iostream>
#include <string_view>
#include <vector>

int main(int argc, char** argv)
{
    std::vector<char*> others;
    for (int i = 0; i != argc; ++i) {
        if (std::string_view{argv[i]} != "--backend") {
            others.push_back(argv[i]);
            continue;
        }
        if (++i == argc || !support::want_only(argv[i])) {
            std::cerr << "--backend: no backend of that name\n";
            return 2;
        }
    }

    Catch::Session session;
    int const wrong_options =
        session.applyCommandLine(static_cast<int>(others.size()), others.data());
    if (wrong_options != 0) return wrong_options;
#ifdef CATCH_CONFIG_RUNNER // the third major does so by itself
    session.configData().warnings = static_cast<Catch::WarnAbout::What>(
        session.configData().warnings | Catch::WarnAbout::NoTests);
#endif
    int const failed = session.run();
    bool const everything = others.size() == 1; // no option and no selection
    bool const backends_ran = support::report_backends(everything);
    return failed != 0 ? failed : backends_ran ? 0 : 1;
}
