// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/kernel.hpp>

#include "support/both.hpp"
#include "support/bulk_machine.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <vector>

using namespace otpp::bulk;
using otpp::algorithm;
using otpp::reason;

namespace {

constexpr kernel all[]{kernel::automatic, kernel::portable, kernel::sse2,  kernel::neon,
                       kernel::sha_ni,    kernel::avx2,     kernel::avx512};

std::vector<kernel> listed(algorithm hash)
{
    kernels const found{hash};
    std::vector<kernel> const list{found.begin(), found.end()};
    CHECK(list.size() == found.size());
    return list;
}

} // namespace

TEST_CASE("every kernel has a distinct name that parses back", "[bulk/kernel]")
{
    BOTH(to_string(support::hidden(kernel::automatic)) == "automatic");
    BOTH(to_string(support::hidden(kernel::avx512)) == "avx512");
    for (kernel const one : all) {
        auto const parsed = parse_kernel(to_string(one));
        CHECK(parsed.has_value() == is_available(one));
        if (parsed)
            CHECK(*parsed == one);
        else
            CHECK(parsed.error().reason == reason::kernel_missing);
    }
}

TEST_CASE("parse_kernel refuses unknown names", "[bulk/kernel]")
{
    for (std::string_view const name : {"", "AVX2", "avx", "avx51", "avx5122", "avx2 ", "fastest"})
        CHECK(parse_kernel(name).error().reason == reason::kernel_unknown);
    CHECK(parse_kernel(std::string_view{"avx2\0", 5}).error().reason == reason::kernel_unknown);
}

TEST_CASE("kernels lists the available ones, the preferred one first", "[bulk/kernel]")
{
    for (auto const hash : {algorithm::sha1, algorithm::sha256, algorithm::sha512}) {
        auto const list = listed(hash);
        CHECK(list.front() == kernels::preferred(hash));
        CHECK(list.back() == kernel::portable); // which there always is
        for (kernel const one : all) {
            auto const times = std::count(list.begin(), list.end(), one);
            CHECK(times == (one != kernel::automatic && is_available(one, hash) ? 1 : 0));
        }
    }
    CHECK(is_available(kernel::automatic));
    CHECK_FALSE(is_available(static_cast<kernel>(99)));
}

TEST_CASE("sse2 is available on x86-64 and neon on 64-bit ARM", "[bulk/kernel]")
{
#if defined(__x86_64__)
    CHECK((is_available(kernel::sse2) && !is_available(kernel::neon)));
#elif defined(__aarch64__)
    CHECK((!is_available(kernel::sse2) && is_available(kernel::neon)));
#else
    CHECK((!is_available(kernel::sse2) && !is_available(kernel::neon)));
#endif
}

#if defined(__x86_64__)
TEST_CASE("a kernel without its instructions is missing", "[bulk/kernel]")
{
    using enum kernel;
    {
        support::machine_with const nothing{0};
        for (auto const hash : {algorithm::sha1, algorithm::sha256, algorithm::sha512})
            CHECK(listed(hash) == std::vector{sse2, portable});
        for (auto const name : {"sha_ni", "avx2", "avx512", "neon"})
            CHECK(parse_kernel(name).error().reason == reason::kernel_missing);
    }
    if (otpp::detail::has(otpp::detail::avx2)) {
        support::machine_with const avx2_alone{otpp::detail::avx2};
        CHECK(listed(algorithm::sha1) == std::vector{avx2, sse2, portable});
        CHECK(parse_kernel("avx512").error().reason == reason::kernel_missing);
    }
    if (otpp::detail::has_sha()) {
        support::machine_with const sha_alone{otpp::detail::sha};
        CHECK(listed(algorithm::sha256) == std::vector{sha_ni, sse2, portable});
        CHECK(listed(algorithm::sha512) == std::vector{sse2, portable}); // no such instructions
        CHECK(parse_kernel("sha_ni", algorithm::sha512).error().reason == reason::kernel_missing);
    }
}
#endif
