// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_HASH_SHA1_X86_HPP
#define OTPP_HASH_SHA1_X86_HPP
// SHA-1 by the processor's own instructions: Intel SDM volume 2, SHA1RNDS4 and its companions.

#include <otpp/hash/sha1.hpp>

#include <cstddef>

namespace otpp {

#if defined(__x86_64__)

/// SHA-1 with SHA-NI; only where `detail::has_sha()`. Up to four streams run side by side, since
/// one alone waits for its own results half of the time.
struct sha1_x86 : sha1 {
    static void compress(state* states, block* blocks, std::size_t n) noexcept
    {
        for (; n > 4; n -= 4, states += 4, blocks += 4) streams<4>(states, blocks);
        switch (n) {
        case 4: return streams<4>(states, blocks);
        case 3: return streams<3>(states, blocks);
        case 2: return streams<2>(states, blocks);
        case 1: return streams<1>(states, blocks);
        }
    }

private:
    // Builtins, not <immintrin.h>: that header costs a second for every few files.
    typedef int lanes __attribute__((vector_size(16))); // clang knows no other spelling

    [[gnu::target("sha,sse4.1"), gnu::always_inline]] static void load(lanes& to,
                                                                       word const* from) noexcept
    {
        __builtin_memcpy(&to, from, 16);
        to = __builtin_shufflevector(to, to, 3, 2, 1, 0); // the first word in the top lane
    }

    // Four rounds; `last` is ABCD before the previous four, from which E follows.
    template <int group>
    [[gnu::target("sha,sse4.1"), gnu::always_inline]] static void
    four_rounds(lanes& abcd, lanes& last, lanes* w) noexcept
    {
        lanes& words = w[group & 3];
        if constexpr (group >= 4)
            words = __builtin_ia32_sha1msg2(
                __builtin_ia32_sha1msg1(words, w[(group + 1) & 3]) ^ w[(group + 2) & 3],
                w[(group + 3) & 3]);
        lanes e;
        if constexpr (group == 0)
            e = last + words;
        else
            e = __builtin_ia32_sha1nexte(last, words);
        last = abcd;
        abcd = __builtin_ia32_sha1rnds4(abcd, e, group / 5);
    }

    template <int group, std::size_t n>
    [[gnu::target("sha,sse4.1"), gnu::always_inline]] static void
    all_rounds(lanes* abcd, lanes* last, lanes (*w)[4]) noexcept
    {
        for (std::size_t i = 0; i != n; ++i) four_rounds<group>(abcd[i], last[i], w[i]);
        if constexpr (group < 19) all_rounds<group + 1, n>(abcd, last, w);
    }

    template <std::size_t n>
    [[gnu::target("sha,sse4.1"), gnu::noinline]] static void streams(state* states,
                                                                     block* blocks) noexcept
    {
        lanes abcd[n], last[n], w[n][4];
        for (std::size_t i = 0; i != n; ++i) {
            load(abcd[i], states[i].data());
            last[i] = lanes{0, 0, 0, static_cast<int>(states[i][4])};
            for (std::size_t j = 0; j != 4; ++j) load(w[i][j], blocks[i].data() + 4 * j);
        }
        all_rounds<0, n>(abcd, last, w);
        for (std::size_t i = 0; i != n; ++i) {
            auto const add = [&](std::size_t at, int what) {
                states[i][at] += static_cast<word>(what);
            };
            lanes const e = __builtin_ia32_sha1nexte(last[i], lanes{});
            add(0, abcd[i][3]);
            add(1, abcd[i][2]);
            add(2, abcd[i][1]);
            add(3, abcd[i][0]);
            add(4, e[3]);
        }
    }
};

#endif

} // namespace otpp

#endif
