// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_AVX512_HPP
#define OTPP_BULK_DETAIL_AVX512_HPP
// Sixteen 32-bit lanes, and one instruction for any bitwise function of three words: Intel SDM volume
// 2, VPTERNLOGD.

#include <otpp/bulk/detail/lanes.hpp>
#include <otpp/hash/sha1.hpp>

#include <cstddef>
#include <cstdint>

#if defined(__x86_64__)

namespace otpp::bulk::detail {

struct avx512_lanes {
    template <class Word>
    using lanes = typename lanes_of<Word, 64>::type;
    static constexpr bool interleaved = true;

    template <class Body, class... A>
    [[gnu::target("avx512f,avx512bw,avx512dq,avx512vl"), gnu::noinline]] static void
    run(A... arguments) noexcept
    {
        Body::template run<avx512_lanes>(arguments...);
    }
};

} // namespace otpp::bulk::detail

#if !defined(__clang__)
namespace otpp::detail {

// The instruction overwrites one operand: b, after a rotated copy was made. Two empty asm statements
// fix the order of the early additions, so that only the sum with the rotated `a` is on the critical
// path. (clang's own schedule is as good, and it has no asm for vectors outside of a target function.)
template <>
struct sha1_functions<bulk::detail::lanes_of<std::uint32_t, 64>::type> {
    using W = bulk::detail::lanes_of<std::uint32_t, 64>::type;

    template <class Word>
    [[gnu::always_inline]] static void choose(W& e, W& b, W const& c, W const& d,
                                              Word const& word) noexcept
    {
        add<0xca>(e, b, c, d, word);
    }
    template <class Word>
    [[gnu::always_inline]] static void parity(W& e, W& b, W const& c, W const& d,
                                              Word const& word) noexcept
    {
        add<0x96>(e, b, c, d, word);
    }
    template <class Word>
    [[gnu::always_inline]] static void majority(W& e, W& b, W const& c, W const& d,
                                                Word const& word) noexcept
    {
        add<0xe8>(e, b, c, d, word);
    }
    [[gnu::always_inline]] static void rotate(W&) noexcept {} // `add` did it

private:
    template <int table, class Word>
    [[gnu::always_inline]] static void add(W& e, W& b, W const& c, W const& d,
                                           Word const& word) noexcept
    {
        e += word;
        asm("" : "+v"(e));
        W f = b;
        b = (b << 30) | (b >> 2);
        asm("" : "+v"(b));
        asm("vpternlogd %3, %2, %1, %0" : "+v"(f) : "v"(c), "v"(d), "i"(table));
        e += f;
        asm("" : "+v"(e));
    }
};

} // namespace otpp::detail
#endif

#endif

#endif
