// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_LANES_HPP
#define OTPP_BULK_DETAIL_LANES_HPP
// Words side by side, one row in each lane, and what is done with a digest in every lane:
// RFC 4226, section 5.3, https://www.rfc-editor.org/rfc/rfc4226#section-5.3
//
// All of it is inlined into the functions of a kernel, which alone say what instructions there are.
// So vectors go by reference (by value they would need an ABI), and there are no lambdas, which
// would not be part of such a function.

#include <otpp/constant_time.hpp>
#include <otpp/passcode.hpp>

#include <cstddef>
#include <cstdint>

namespace otpp::bulk::detail {

/// `bytes` of words side by side; one alone is the word itself.
template <class Word, std::size_t bytes>
struct lanes_of;

// clang knows no other spelling of the attribute in a typedef.
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

/// Lane by lane to another width.
template <class To, class From>
[[gnu::always_inline]] inline void convert(To& to, From const& from) noexcept
{
    if constexpr (requires { from[0]; })
        to = __builtin_convertvector(from, To);
    else
        to = static_cast<To>(from);
}

// What the optimiser must not turn back into a branch: the mask of a single lane.
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

/// Ones in the lanes where a <= b, else zeros.
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

/// Ones in the lanes where a < limit, else zeros; for a limit of at most 2^31. (By arithmetic: as a
/// comparison, AVX-512 would go through its mask registers and back.)
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

/// The 31 bits of a digest in every lane; of 64-bit words, in their lower halves. As in truncate.hpp
/// the digest's last nibble chooses by masks, not by an address.
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

/// What a comparison needs to know about 10^digits: a difference is a multiple of it if, times the
/// inverse of 5^digits and rotated by `digits`, it is small (Granlund and Montgomery, 1994, section
/// 9). Only quotients of what is below 2^31 count, so that a negative difference is none.
struct comparison {
    std::uint32_t codes; // how many there are, of those that 31 bits can be
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

/// Ones in the lanes whose value ends in the code's digits, else zeros; for codes within range.
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
