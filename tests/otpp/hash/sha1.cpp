// SPDX-License-Identifier: BSL-1.0
#include <otpp/hash/sha1.hpp>

#include "support/backends.hpp"
#include "support/catch.hpp"
#include "support/hash_vectors.hpp"
#include "support/lanes.hpp"
#include "support/side_by_side.hpp"

namespace {

template <class B>
struct is_sha1 : support::hashes_right<typename B::sha1> {
    static constexpr bool concerns(vectors::hash_fips180::entry const& entry)
    {
        return entry.algorithm == otpp::algorithm::sha1;
    }
};

} // namespace

TEST_CASE("the vectors of SHA-1", "[hash/sha1][backends]")
{
    CHECK_VECTORS_BY_BACKENDS(hash_fips180, is_sha1);
}

TEST_CASE("many SHA-1 blocks at once are the same as one by one", "[hash/sha1][backends]")
{
    support::for_each_backend([]<class B>() {
        for (std::size_t n = 0; n != 10; ++n) {
            INFO(support::name_of(support::id_of<B>) << ", " << n << " blocks");
            CHECK(support::side_by_side_is_right<typename B::sha1, otpp::sha1>(n));
            support::count_case(support::id_of<B>);
        }
    });
}

TEST_CASE("the text of SHA-1 runs on vectors of words, lane by lane", "[hash/sha1]")
{
    typedef std::uint32_t four __attribute__((vector_size(16)));
    CHECK(support::lanes_are_right<otpp::sha1, four>(
        [](four* state, four* block) { otpp::detail::sha1_compress(state, block); }));
}
