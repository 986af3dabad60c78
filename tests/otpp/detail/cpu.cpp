// SPDX-License-Identifier: BSL-1.0
#include <otpp/detail/cpu.hpp>

#include "support/catch.hpp"

#include <fstream>
#include <sstream>
#include <string>

TEST_CASE("the processor's SHA instructions are those the kernel names", "[detail/cpu]")
{
    std::ifstream file{"/proc/cpuinfo"};
    std::string line, flags;
    while (std::getline(file, line))
        if (line.starts_with("flags")) {
            flags = line;
            break;
        }
    if (flags.empty()) {
        WARN("skipped: no flags in /proc/cpuinfo");
        return;
    }
    std::istringstream words{flags};
    bool sha = false, sse41 = false;
    for (std::string word; words >> word;) {
        sha = sha || word == "sha_ni";
        sse41 = sse41 || word == "sse4_1";
    }
    CHECK(otpp::detail::has_sha() == (sha && sse41));
}

#if defined(__x86_64__)
TEST_CASE("the processor is asked once", "[detail/cpu]")
{
    using otpp::detail::sha_instructions;
    bool const answer = otpp::detail::has_sha();
    CHECK(__atomic_load_n(&sha_instructions, __ATOMIC_RELAXED) == (answer ? 1 : 0));

    // What is remembered is what is answered ...
    __atomic_store_n(&sha_instructions, answer ? 0 : 1, __ATOMIC_RELAXED);
    CHECK(otpp::detail::has_sha() != answer);
    // ... and what is not yet known is asked for.
    __atomic_store_n(&sha_instructions, -1, __ATOMIC_RELAXED);
    CHECK(otpp::detail::has_sha() == answer);
    CHECK(__atomic_load_n(&sha_instructions, __ATOMIC_RELAXED) == (answer ? 1 : 0));
}
#endif
