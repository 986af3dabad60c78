// SPDX-License-Identifier: BSL-1.0
#include <otpp/backend.hpp>

#include "support/backends.hpp"
#include "support/catch.hpp"
#include "support/side_by_side.hpp"

#include <concepts>

namespace {

struct two_hashes {
    using sha1 = otpp::sha1;
    using sha256 = otpp::sha256;
};
struct no_hash : two_hashes {
    using sha512 = int;
};

} // namespace

TEST_CASE("a backend is a type with three hashes", "[backend]")
{
    static_assert(otpp::backend<otpp::builtin>);
    static_assert(otpp::backend<otpp::portable>);
    static_assert(!otpp::backend<two_hashes>);
    static_assert(!otpp::backend<no_hash>);
    static_assert(!otpp::backend<int>);
    support::for_each_backend([]<class B>() {
        static_assert(otpp::backend<B>);
        CHECK(otpp::digest_size<typename B::sha1> == 20);
        CHECK(otpp::digest_size<typename B::sha256> == 32);
        CHECK(otpp::digest_size<typename B::sha512> == 64);
        support::count_case(support::id_of<B>);
    });
}

#if defined(__x86_64__)
TEST_CASE("builtin is the portable text where the processor has no SHA instructions", "[backend]")
{
    using namespace otpp::detail;
    int const known = ask_cpu();
    for (int const pretended : {known & ~sha, known}) {
        __atomic_store_n(&cpu_features, pretended, __ATOMIC_RELAXED);
        CHECK(support::side_by_side_is_right<otpp::builtin::sha1, otpp::sha1>(5));
        CHECK(support::side_by_side_is_right<otpp::builtin::sha256, otpp::sha256>(5));
        std::uint32_t values[1]{};
        otpp::builtin::sha1::state const saved[2]{};
        CHECK(otpp::builtin::sha1::counter_values(saved, 0, 1, values) == ((pretended & sha) != 0));
    }
    __atomic_store_n(&cpu_features, known, __ATOMIC_RELAXED);
}
#endif
