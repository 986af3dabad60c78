// SPDX-License-Identifier: BSL-1.0
// Which backends there are, which are wanted, and how many cases each has run.

#include "backends.hpp"
#include "backend_report.hpp"

#include <otpp/detail/cpu.hpp>

#include <array>
#include <cstddef>
#include <iostream>
#include <string_view>

namespace support {

namespace {

constexpr std::array<std::string_view, backend_count> names{"builtin", "portable",
                                                            "SHA instructions", "cryptopp"};
std::array<std::size_t, backend_count> cases_run{};
std::array<bool, backend_count> wanted{true, true, true, true};
bool wanted_by_name = false;

std::size_t index(backend_id id) { return static_cast<std::size_t>(id); }

// Why there is none, or nothing.
std::string_view why_missing(backend_id id)
{
    switch (id) {
    case backend_id::builtin:
    case backend_id::portable: return "";
    case backend_id::instructions:
#if defined(__x86_64__)
        return otpp::detail::has_sha() ? "" : "the processor lacks them";
#else
        return "not built: they are of x86-64";
#endif
    case backend_id::cryptopp:
#ifdef OTPP_TEST_CRYPTOPP
        return "";
#else
        return "not built";
#endif
    }
    return "unknown";
}

} // namespace

std::string_view name_of(backend_id id) { return names[index(id)]; }

bool is_tested(backend_id id) { return wanted[index(id)] && why_missing(id).empty(); }

void count_case(backend_id id) { ++cases_run[index(id)]; }

bool want_only(std::string_view name)
{
    if (!wanted_by_name) wanted = {};
    wanted_by_name = true;
    for (std::size_t i = 0; i != backend_count; ++i)
        if (names[i] == name) return wanted[i] = true;
    return false;
}

bool report_backends(bool all_expected)
{
    std::size_t sum = 0;
    for (std::size_t const cases : cases_run) sum += cases;
    if (sum == 0 && !all_expected && !wanted_by_name) return true; // no test of a backend was run

    bool good = true;
    for (std::size_t i = 0; i != backend_count; ++i) {
        auto const missing = why_missing(static_cast<backend_id>(i));
        if (wanted_by_name && !wanted[i]) continue;
        if (!missing.empty()) {
            std::cout << "skipped: " << names[i] << " (" << missing << ")\n";
            good = good && !wanted_by_name;
            continue;
        }
        std::cout << names[i] << ": " << cases_run[i] << " cases\n";
        if (cases_run[i] == 0) {
            std::cout << "FAILED: " << names[i] << " ran no case\n";
            good = false;
        }
    }
    return good;
}

} // namespace support
