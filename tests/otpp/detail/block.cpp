// SPDX-License-Identifier: BSL-1.0
#include <otpp/detail/block.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <otpp/hash/sha1.hpp>
#include <otpp/hash/sha2.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <vector>

using namespace otpp::detail;
using support::hidden;

namespace {

constexpr auto rising = [] {
    std::array<unsigned char, 400> bytes{};
    for (std::size_t i = 0; i != bytes.size(); ++i)
        bytes[i] = static_cast<unsigned char>(i * 7 % 251 + 1);
    return bytes;
}();

template <class H>
constexpr unsigned char byte_of(typename H::block const& block, std::size_t i)
{
    constexpr std::size_t width = sizeof(typename H::word);
    return static_cast<unsigned char>(block[i / width] >> (8 * (width - 1 - i % width)));
}

template <class H>
constexpr bool loads_whole(std::size_t from)
{
    typename H::block block{};
    load_block<H>(block, rising.data() + from);
    for (std::size_t i = 0; i != otpp::block_size<H>; ++i)
        if (byte_of<H>(block, i) != rising[from + i]) return false;
    return true;
}

// A hash that only writes down which blocks it was given.
template <class Like>
struct recorder : Like {
    static inline std::vector<typename Like::block> seen;
    static void compress(typename Like::state*, typename Like::block* blocks,
                         std::size_t n) noexcept
    {
        seen.insert(seen.end(), blocks, blocks + n);
    }
};

// FIPS 180-4, section 5.1: the message, a one bit, zeros, and the length in bits at the end.
template <class Like>
bool pads_right(std::size_t size, std::size_t before)
{
    using H = recorder<Like>;
    constexpr std::size_t block = otpp::block_size<H>, length = block / 8;
    H::seen.clear();
    typename H::state state{};
    absorb_last<H>(state, before, {rising.data(), size});

    std::vector<unsigned char> expected(rising.begin(),
                                        rising.begin() + static_cast<std::ptrdiff_t>(size));
    expected.push_back(0x80);
    while (expected.size() % block != block - length) expected.push_back(0);
    expected.resize(expected.size() + length - 8);
    for (int shift = 56; shift >= 0; shift -= 8)
        expected.push_back(static_cast<unsigned char>((before + size) * 8 >> shift));

    if (H::seen.size() * block != expected.size()) return false;
    for (std::size_t i = 0; i != expected.size(); ++i)
        if (byte_of<H>(H::seen[i / block], i % block) != expected[i]) return false;
    return true;
}

} // namespace

TEST_CASE("a whole block is read from any address", "[detail/block]")
{
    BOTH(loads_whole<otpp::sha1>(hidden(std::size_t{0})));
    BOTH(loads_whole<otpp::sha1>(hidden(std::size_t{3})));
    BOTH(loads_whole<otpp::sha512>(hidden(std::size_t{5})));
}

TEST_CASE("a message of every length is padded as the standard says", "[detail/block]")
{
    for (std::size_t size = 0; size <= 400; ++size) {
        INFO(size << " bytes");
        CHECK(pads_right<otpp::sha256>(size, 0));
        CHECK(pads_right<otpp::sha512>(size, 0));
    }
}

TEST_CASE("the length counts what was absorbed before, beyond 32 bits", "[detail/block]")
{
    CHECK(pads_right<otpp::sha256>(5, 64));
    CHECK(pads_right<otpp::sha512>(5, 128));
    CHECK(pads_right<otpp::sha256>(5, std::size_t{1} << 29)); // 2^32 bits
    CHECK(pads_right<otpp::sha512>(5, std::size_t{1} << 40));
    CHECK(pads_right<otpp::sha256>(60, std::size_t{1} << 40));
}

TEST_CASE("a state is written out as big-endian words", "[detail/block]")
{
    constexpr auto first_and_last = [](std::uint32_t word) {
        otpp::digest<otpp::sha1> bytes{};
        store_state<otpp::sha1>(bytes.data(), {word, 0, 0, 0, word});
        return bytes[0] == 1 && bytes[1] == 2 && bytes[2] == 3 && bytes[3] == 4 && bytes[4] == 0 &&
               bytes[16] == 1 && bytes[19] == 4 && bytes.size() == 20;
    };
    BOTH(first_and_last(hidden(std::uint32_t{0x01020304})));
}
