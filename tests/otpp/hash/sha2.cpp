// SPDX-License-Identifier: BSL-1.0
#include <otpp/hash/sha2.hpp>

#include "support/backends.hpp"
#include "support/catch.hpp"
#include "support/hash_vectors.hpp"
#include "support/lanes.hpp"
#include "support/side_by_side.hpp"

namespace {

template <class B>
struct is_sha256 : support::hashes_right<typename B::sha256> {
    static constexpr bool concerns(vectors::hash_fips180::entry const& entry)
    {
        return entry.algorithm == otpp::algorithm::sha256;
    }
};

template <class B>
struct is_sha512 : support::hashes_right<typename B::sha512> {
    static constexpr bool concerns(vectors::hash_fips180::entry const& entry)
    {
        return entry.algorithm == otpp::algorithm::sha512;
    }
};

} // namespace

TEST_CASE("the vectors of SHA-256", "[hash/sha2][backends]")
{
    CHECK_VECTORS_BY_BACKENDS(hash_fips180, is_sha256);
}

TEST_CASE("the vectors of SHA-512", "[hash/sha2][backends]")
{
    CHECK_VECTORS_BY_BACKENDS(hash_fips180, is_sha512);
}

TEST_CASE("many SHA-2 blocks at once are the same as one by one", "[hash/sha2][backends]")
{
    support::for_each_backend([]<class B>() {
        for (std::size_t n = 0; n != 10; ++n) {
            INFO(support::name_of(support::id_of<B>) << ", " << n << " blocks");
            CHECK(support::side_by_side_is_right<typename B::sha256, otpp::sha256>(n));
            CHECK(support::side_by_side_is_right<typename B::sha512, otpp::sha512>(n));
            support::count_case(support::id_of<B>);
        }
    });
}

TEST_CASE("the text of SHA-2 runs on vectors of words, lane by lane", "[hash/sha2]")
{
    typedef std::uint32_t four __attribute__((vector_size(16)));
    typedef std::uint64_t two __attribute__((vector_size(16)));
    CHECK(support::lanes_are_right<otpp::sha256, four>([](four* state, four* block) {
        otpp::detail::sha2_compress<otpp::detail::sha256_parameters>(state, block);
    }));
    CHECK(support::lanes_are_right<otpp::sha512, two>([](two* state, two* block) {
        otpp::detail::sha2_compress<otpp::detail::sha512_parameters>(state, block);
    }));
}
