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

template <int t>
inline constexpr std::uint32_t sha1_constant = t < 20   ? 0x5a827999
                                               : t < 40 ? 0x6ed9eba1
                                               : t < 60 ? 0x8f1bbcdc
                                                        : 0xca62c1d6;

// The functions of section 4.1.1: each is added to e together with the round's word and constant
// (`word`: a W, or one number for all of its lanes), and b is rotated for the next round. A vector
// of words may have better ones.
template <class W>
struct sha1_functions {
    template <class Word>
    [[gnu::always_inline]] static constexpr void choose(W& e, W& b, W const& c, W const& d,
                                                        Word const& word) noexcept
    {
        e += (d ^ (b & (c ^ d))) + word;
    }
    template <class Word>
    [[gnu::always_inline]] static constexpr void parity(W& e, W& b, W const& c, W const& d,
                                                        Word const& word) noexcept
    {
        e += (b ^ c ^ d) + word;
    }
    template <class Word>
    [[gnu::always_inline]] static constexpr void majority(W& e, W& b, W const& c, W const& d,
                                                          Word const& word) noexcept
    {
        e += ((b & c) ^ (d & (b ^ c))) + word; // g++ 12 likes it best so
    }
    [[gnu::always_inline]] static constexpr void rotate(W& b) noexcept { b = (b << 30) | (b >> 2); }
};

// Word t of the message's schedule takes the place of word t - 16.
template <int t, class W>
[[gnu::always_inline]] constexpr void sha1_schedule(W* w) noexcept
{
    if constexpr (t >= 16) {
        W& word = w[t & 15];
        word ^= w[(t + 13) & 15] ^ w[(t + 8) & 15] ^ w[(t + 2) & 15];
        word = (word << 1) | (word >> 31);
    }
}

// Round t, with its word and constant added up. The five working variables stay where they are;
// their names move one place a round.
template <int t, class W, class Word>
[[gnu::always_inline]] constexpr void sha1_round(W* v, Word const& word) noexcept
{
    using functions = sha1_functions<W>;
    W& a = v[(80 - t) % 5];
    W& b = v[(81 - t) % 5];
    W& c = v[(82 - t) % 5];
    W& d = v[(83 - t) % 5];
    W& e = v[(84 - t) % 5];
    if constexpr (t < 20)
        functions::choose(e, b, c, d, word);
    else if constexpr (t >= 40 && t < 60)
        functions::majority(e, b, c, d, word);
    else
        functions::parity(e, b, c, d, word);
    e += (a << 5) | (a >> 27); // the last, since `a` is known last
    functions::rotate(b);
}

// A fold, not a loop: g++ 12 takes 2.7 times as long for the loop.
template <class W, int... t>
[[gnu::always_inline]] constexpr void sha1_rounds(W* v, W* w,
                                                  std::integer_sequence<int, t...>) noexcept
{
    ((sha1_schedule<t>(w), sha1_round<t>(v, w[t & 15] + sha1_constant<t>)), ...);
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
