// SPDX-License-Identifier: BSL-1.0
#include <otpp/detail/cpu.hpp>

#include "support/catch.hpp"

#include <fstream>
#include <initializer_list>
#include <set>
#include <sstream>
#include <string>

namespace {

// What the kernel of the system names; empty where it names nothing.
std::set<std::string> flags()
{
    std::ifstream file{"/proc/cpuinfo"};
    std::set<std::string> found;
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("flags")) {
            std::istringstream words{line};
            for (std::string word; words >> word;) found.insert(word);
            break;
        }
    return found;
}

} // namespace

TEST_CASE("the processor's features are those the system names", "[detail/cpu]")
{
    auto const named = flags();
    if (named.empty()) {
        WARN("skipped: no flags in /proc/cpuinfo");
        return;
    }
    auto const all = [&](std::initializer_list<char const*> wanted) {
        for (auto const* const flag : wanted)
            if (!named.contains(flag)) return false;
        return true;
    };
    using namespace otpp::detail;
    CHECK(has_sha() == all({"sha_ni", "sse4_1"}));
    CHECK(has(avx2) == all({"avx2"}));
    CHECK(has(avx512) == all({"avx512f", "avx512bw", "avx512dq", "avx512vl"}));
}

#if defined(__x86_64__)
TEST_CASE("the processor is asked once", "[detail/cpu]")
{
    using namespace otpp::detail;
    int const known = ask_cpu();
    CHECK((known & has_been_asked) != 0);
    CHECK(__atomic_load_n(&cpu_features, __ATOMIC_RELAXED) == known);

    // What is remembered is what is answered ...
    for (auto const feature : {sha, avx2, avx512}) {
        __atomic_store_n(&cpu_features, known ^ feature, __ATOMIC_RELAXED);
        CHECK(has(feature) != ((known & feature) != 0));
    }
    // ... and what is not yet known is asked for.
    __atomic_store_n(&cpu_features, 0, __ATOMIC_RELAXED);
    CHECK(has(sha) == ((known & sha) != 0));
    CHECK(__atomic_load_n(&cpu_features, __ATOMIC_RELAXED) == known);
}
#endif
