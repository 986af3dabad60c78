// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_LANES_HPP
#define OTPP_BULK_DETAIL_LANES_HPP
// Vectors with one row in each lane, and the truncation and comparison of a digest in every lane:
// RFC 4226, section 5.3, https://www.rfc-editor.org/rfc/rfc4226#section-5.3
//
// Everything is inlined into the functions of a kernel, which alone have a target attribute. Therefore
// vectors are passed by reference (by value they would need an ABI), and there are no lambdas, which do
// not inherit the attribute.

#include <otpp/constant_time.hpp>
#include <otpp/passcode.hpp>

#include <cstddef>
#include <cstdint>

namespace otpp::bulk::detail {

/// A vector of `bytes` bytes; with one word, the word itself.
template <class Word, std::size_t bytes>
struct lanes_of;

// clang accepts the attribute in this spelling only.
template <class Word, std::size_t bytes>
    requires(bytes > sizeof(Word))
struct lanes_of<Word, bytes> {
    typedef Word type __attribute__((vector_size(bytes)));
};
template <class Word>
struct lanes_of<Word, sizeof(Word)> {
    using type = Word;
};

template <class W, class Word>
[[gnu::always_inline]] inline void load(W& to, Word const* from) noexcept
{
    __builtin_memcpy(&to, from, sizeof to);
}

template <class W, class Word>
[[gnu::always_inline]] inline void store(Word* to, W const& from) noexcept
{
    __builtin_memcpy(to, &from, sizeof from);
}

/// Converts each lane to another width.
template <class To, class From>
[[gnu::always_inline]] inline void convert(To& to, From const& from) noexcept
{
    if constexpr (requires { from[0]; })
        to = __builtin_convertvector(from, To);
    else
        to = static_cast<To>(from);
}

// Keeps the optimiser from turning the mask of a single lane back into a branch.
template <class W>
[[gnu::always_inline]] inline void hide(W& mask) noexcept
{
    if constexpr (sizeof(W) <= 8) mask = constant_time::opaque(mask);
}

/// out = mask ? yes : no, in lanes of all ones or none
template <class W>
[[gnu::always_inline]] inline void select(W& out, W const& mask, W const& yes, W const& no) noexcept
{
    out = no ^ (mask & (yes ^ no));
}

/// All ones in the lanes where a <= b, else zeros.
template <class W>
[[gnu::always_inline]] inline void at_most(W& mask, W const& a, W const& b) noexcept
{
    if constexpr (sizeof(W) == 4) {
        mask = static_cast<std::uint32_t>((std::uint64_t{a} - b - 1) >> 32);
        hide(mask);
    }
    else
        mask = reinterpret_cast<W>(a <= b);
}

/// All ones in the lanes where a < limit, else zeros; limit <= 2^31. (By arithmetic: a comparison would
/// move through the mask registers of AVX-512 and back.)
template <class W>
[[gnu::always_inline]] inline void below(W& mask, W const& a, std::uint32_t limit) noexcept
{
    typedef typename lanes_of<std::int32_t, sizeof(W)>::type signed_lanes;
    W const negative = (a - limit) & ~a;
    if constexpr (sizeof(W) == 4)
        mask = static_cast<W>(static_cast<signed_lanes>(negative) >> 31);
    else
        mask = reinterpret_cast<W>(reinterpret_cast<signed_lanes>(negative) >> 31);
    hide(mask);
}

/// Truncates the digest in every lane to 31 bits; with 64-bit words, in their lower halves. As in
/// truncate.hpp, the digest's last nibble selects by masks and not by an address.
template <class Word, class W>
[[gnu::always_inline]] inline void truncate_lanes(W& out, W const* digest,
                                                  std::size_t words) noexcept
{
    constexpr Word one = 1;
    W const offset = digest[words - 1] & (one * 15);
    W by_8 = 0 - (offset >> 3);
    hide(by_8);
    W first, next;
    if constexpr (sizeof(Word) == 8) {
        select(first, by_8, digest[1], digest[0]);
        select(next, by_8, digest[2], digest[1]);
        W const shift = (offset & (one * 7)) << 3;
        out = (first << shift) | ((next >> 1) >> (63 - shift));
        out = (out >> 32) & (one * 0x7fffffff);
    }
    else {
        W by_4 = 0 - ((offset >> 2) & one), third;
        hide(by_4);
        select(first, by_8, digest[2], digest[0]);
        select(next, by_8, digest[3], digest[1]);
        select(third, by_8, digest[4], digest[2]);
        select(first, by_4, next, first);
        select(next, by_4, third, next);
        W const shift = (offset & (one * 3)) << 3;
        out = (first << shift) | ((next >> 1) >> (31 - shift));
        out &= one * 0x7fffffff;
    }
}

/// Constants to test whether a value ends in the digits of a code, without a division: a difference is a
/// multiple of 10^digits if its product with the inverse of 5^digits, rotated by `digits`, is small
/// (Granlund and Montgomery, 1994, section 9). The limit excludes negative differences.
struct comparison {
    std::uint32_t codes; // a code is below this: 10^digits, at most 2^31
    std::uint32_t inverse;
    int rotation;
    std::uint32_t quotients;

    constexpr explicit comparison(digits count) noexcept : inverse{1}, rotation{count.value()}
    {
        std::uint64_t power = 1;
        std::uint32_t fives = 1;
        for (int i = 0; i != rotation; ++i) power *= 10, fives *= 5;
        for (int i = 0; i != 5; ++i) inverse *= 2 - fives * inverse; // Newton: 1, 2, 4, … 32 bits
        quotients = static_cast<std::uint32_t>(0x7fffffff / power + 1);
        codes = static_cast<std::uint32_t>(power > 0x80000000 ? 0x80000000 : power);
    }
};

/// All ones in the lanes whose value ends in the code's digits, else zeros; code < how.codes.
template <class W>
[[gnu::always_inline]] inline void fits(W& mask, W const& value, W const& code,
                                        comparison const& how) noexcept
{
    W const product = (value - code) * how.inverse;
    W const quotient = (product >> how.rotation) | (product << (32 - how.rotation));
    below(mask, quotient, how.quotients);
}

} // namespace otpp::bulk::detail

#endif
