// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_HASH_SHA2_HPP
#define OTPP_HASH_SHA2_HPP
// SHA-256 and SHA-512: FIPS 180-4, sections 6.2 and 6.4, https://csrc.nist.gov/pubs/fips/180-4/upd1/final

#include <otpp/hash/concept.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace otpp {

namespace detail {

// What sets the two apart: the rotations of section 4.1, the constants of 4.2, the start of 5.3.
struct sha256_parameters {
    using word = std::uint32_t;
    static constexpr int bits = 32, rounds = 64;
    static constexpr int sum0[]{2, 13, 22}, sum1[]{6, 11, 25};
    static constexpr int sigma0[]{7, 18, 3}, sigma1[]{17, 19, 10}; // the third is a shift
    static constexpr word initial[]{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    alignas(16) static constexpr word k[rounds]{
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
        0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
        0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
        0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
        0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
        0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
        0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
        0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
        0xc67178f2};
};

struct sha512_parameters {
    using word = std::uint64_t;
    static constexpr int bits = 64, rounds = 80;
    static constexpr int sum0[]{28, 34, 39}, sum1[]{14, 18, 41};
    static constexpr int sigma0[]{1, 8, 7}, sigma1[]{19, 61, 6};
    static constexpr word initial[]{0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
                                    0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
                                    0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};
    static constexpr word k[rounds]{
        0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
        0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
        0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
        0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
        0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
        0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
        0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
        0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
        0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
        0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
        0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
        0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
        0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
        0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
        0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
        0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
        0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
        0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
        0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
        0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817};
};

// out += rotr(x, r0) ^ rotr(x, r1) ^ rotr(x, r2), by reference: see lanes
template <int bits, int r0, int r1, int r2, class W>
[[gnu::always_inline]] constexpr void add_sum(W& out, W const& x) noexcept
{
    out += ((x >> r0) | (x << (bits - r0))) ^ ((x >> r1) | (x << (bits - r1))) ^
           ((x >> r2) | (x << (bits - r2)));
}

template <int bits, int r0, int r1, int shift, class W>
[[gnu::always_inline]] constexpr void add_sigma(W& out, W const& x) noexcept
{
    out += ((x >> r0) | (x << (bits - r0))) ^ ((x >> r1) | (x << (bits - r1))) ^ (x >> shift);
}

// Word 16 · pass + t of the schedule takes the place of the one of the pass before.
template <class P, int t, class W>
[[gnu::always_inline]] constexpr void sha2_schedule(W* w) noexcept
{
    constexpr int bits = P::bits;
    w[t] += w[(t + 9) & 15];
    add_sigma<bits, P::sigma0[0], P::sigma0[1], P::sigma0[2]>(w[t], w[(t + 1) & 15]);
    add_sigma<bits, P::sigma1[0], P::sigma1[1], P::sigma1[2]>(w[t], w[(t + 14) & 15]);
}

// Round 16 · pass + t, with its word and constant added up. The eight working variables stay where
// they are; their names move one place a round.
template <class P, int t, class W, class Word>
[[gnu::always_inline]] constexpr void sha2_round(W* v, Word const& word) noexcept
{
    constexpr int bits = P::bits;
    W& a = v[(16 - t) & 7];
    W& b = v[(17 - t) & 7];
    W& c = v[(18 - t) & 7];
    W& d = v[(19 - t) & 7];
    W& e = v[(20 - t) & 7];
    W& f = v[(21 - t) & 7];
    W& g = v[(22 - t) & 7];
    W& h = v[(23 - t) & 7];
    h += word + (g ^ (e & (f ^ g)));
    add_sum<bits, P::sum1[0], P::sum1[1], P::sum1[2]>(h, e);
    d += h;
    h += (a & b) | (c & (a | b));
    add_sum<bits, P::sum0[0], P::sum0[1], P::sum0[2]>(h, a);
}

template <class P, int t, class W>
[[gnu::always_inline]] constexpr void sha2_step(W* v, W* w, int pass) noexcept
{
    if (pass != 0) sha2_schedule<P, t>(w);
    sha2_round<P, t>(v, w[t] + P::k[16 * pass + t]);
}

template <class P, class W, int... t>
[[gnu::always_inline]] constexpr void sha2_rounds(W* v, W* w, int pass,
                                                  std::integer_sequence<int, t...>) noexcept
{
    (sha2_step<P, t>(v, w, pass), ...);
}

// One text for both hashes and every width. The block is used up.
template <class P, class W>
[[gnu::always_inline]] constexpr void sha2_compress(W* state, W* block) noexcept
{
    W v[8]{state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]};
    for (int pass = 0; pass != P::rounds / 16; ++pass)
        sha2_rounds<P>(v, block, pass, std::make_integer_sequence<int, 16>{});
    for (int i = 0; i != 8; ++i) state[i] += v[i];
}

} // namespace detail

/// SHA-256 or SHA-512 in portable C++, also in constant expressions. A template, so that whoever
/// only includes it does not pay for its rounds.
template <class P>
struct basic_sha2 {
    using word = typename P::word;
    using state = std::array<word, 8>;
    using block = std::array<word, 16>;

    static constexpr state initial{P::initial[0], P::initial[1], P::initial[2], P::initial[3],
                                   P::initial[4], P::initial[5], P::initial[6], P::initial[7]};

    [[gnu::noinline]] static constexpr void compress(state* states, block* blocks,
                                                     std::size_t n) noexcept
    {
        for (std::size_t i = 0; i != n; ++i)
            detail::sha2_compress<P>(states[i].data(), blocks[i].data());
    }
};

using sha256 = basic_sha2<detail::sha256_parameters>;
using sha512 = basic_sha2<detail::sha512_parameters>;

} // namespace otpp

#endif
