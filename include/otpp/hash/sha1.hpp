// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_HASH_SHA1_HPP
#define OTPP_HASH_SHA1_HPP
// SHA-1: FIPS 180-4, section 6.1, https://csrc.nist.gov/pubs/fips/180-4/upd1/final

#include <otpp/hash/concept.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace otpp {

namespace detail {

// Round t. The five working variables stay where they are; their names move one place a round.
template <int t, class W>
[[gnu::always_inline]] constexpr void sha1_round(W* v, W* w) noexcept
{
    W& a = v[(80 - t) % 5];
    W& b = v[(81 - t) % 5];
    W& c = v[(82 - t) % 5];
    W& d = v[(83 - t) % 5];
    W& e = v[(84 - t) % 5];
    W& word = w[t & 15];
    if constexpr (t >= 16) {
        word ^= w[(t + 13) & 15] ^ w[(t + 8) & 15] ^ w[(t + 2) & 15];
        word = (word << 1) | (word >> 31);
    }
    if constexpr (t < 20)
        e += (d ^ (b & (c ^ d))) + (word + 0x5a827999u);
    else if constexpr (t < 40)
        e += (b ^ c ^ d) + (word + 0x6ed9eba1u);
    else if constexpr (t < 60)
        e += ((b & c) ^ (d & (b ^ c))) + (word + 0x8f1bbcdcu); // Maj; g++ 12 likes it best so
    else
        e += (b ^ c ^ d) + (word + 0xca62c1d6u);
    e += (a << 5) | (a >> 27); // the last, since `a` is known last
    b = (b << 30) | (b >> 2);
}

// A fold, not a loop: g++ 12 takes 2.7 times as long for the loop.
template <class W, int... t>
[[gnu::always_inline]] constexpr void sha1_rounds(W* v, W* w,
                                                  std::integer_sequence<int, t...>) noexcept
{
    (sha1_round<t>(v, w), ...);
}

// One text for every width: W is std::uint32_t or a vector of them. The block is used up.
template <class W>
[[gnu::always_inline]] constexpr void sha1_compress(W* state, W* block) noexcept
{
    W v[5]{state[0], state[1], state[2], state[3], state[4]};
    sha1_rounds(v, block, std::make_integer_sequence<int, 80>{});
    for (int i = 0; i != 5; ++i) state[i] += v[i];
}

} // namespace detail

/// SHA-1 in portable C++, also in constant expressions; over a vector word, of many messages.
/// A template all the same: whoever only includes it does not pay for eighty rounds.
template <class W>
struct basic_sha1 {
    using word = W;
    using state = std::array<word, 5>;
    using block = std::array<word, 16>;

    static constexpr state initial{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};

    [[gnu::noinline]] static constexpr void compress(state* states, block* blocks,
                                                     std::size_t n) noexcept
    {
        for (std::size_t i = 0; i != n; ++i)
            detail::sha1_compress(states[i].data(), blocks[i].data());
    }
};

using sha1 = basic_sha1<std::uint32_t>;

} // namespace otpp

#endif
