// SPDX-License-Identifier: BSL-1.0
#include <otpp/hash/concept.hpp>

#include "support/catch.hpp"

#include <cstdint>

namespace candidates { // named: of an unnamed one's members clang warns that they are unused

struct a_hash {
    using word = std::uint32_t;
    using state = std::array<word, 5>;
    using block = std::array<word, 16>;
    static constexpr state initial{};
    static void compress(state*, block*, std::size_t) noexcept {}
};

struct signed_words : a_hash {
    using word = std::int32_t;
    using state = std::array<word, 5>;
    using block = std::array<word, 16>;
    static constexpr state initial{};
    static void compress(state*, block*, std::size_t) noexcept {}
};
struct short_block : a_hash {
    using block = std::array<word, 15>;
    static void compress(state*, block*, std::size_t) noexcept {}
};
struct throwing : a_hash {
    static void compress(state*, block*, std::size_t) {}
};
struct answering : a_hash {
    static bool compress(state*, block*, std::size_t) noexcept { return true; }
};
struct no_start {
    using word = std::uint32_t;
    using state = std::array<word, 5>;
    using block = std::array<word, 16>;
    static void compress(state*, block*, std::size_t) noexcept {}
};
struct changeable_start : no_start {
    static inline state initial{};
};
struct wide_hash {
    using word = std::uint64_t;
    using state = std::array<word, 8>;
    using block = std::array<word, 16>;
    static constexpr state initial{};
    static void compress(state*, block*, std::size_t) noexcept {}
};

} // namespace candidates

TEST_CASE("what is a hash function and what is not", "[hash/concept]")
{
    using namespace candidates;
    using otpp::hash_function;
    static_assert(hash_function<a_hash>);
    static_assert(hash_function<wide_hash>);
    static_assert(!hash_function<signed_words>);
    static_assert(!hash_function<short_block>);
    static_assert(!hash_function<throwing>);
    static_assert(!hash_function<answering>);
    static_assert(!hash_function<no_start>);
    static_assert(!hash_function<changeable_start>);
    static_assert(!hash_function<int>);
    CHECK(otpp::block_size<a_hash> == 64);
    CHECK(otpp::digest_size<a_hash> == 20);
    CHECK(otpp::block_size<wide_hash> == 128);
    CHECK(sizeof(otpp::digest<wide_hash>) == 64);
}
