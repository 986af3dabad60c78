// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_HASH_DETAIL_SHA2_X86_HPP
#define OTPP_HASH_DETAIL_SHA2_X86_HPP
// SHA-256 by the processor's own instructions: Intel SDM volume 2, SHA256RNDS2 and its companions.

#include <otpp/detail/x86_lanes.hpp>
#include <otpp/hash/sha2.hpp>

#include <concepts>
#include <cstddef>
#include <utility>

namespace otpp {

#if defined(__x86_64__)

/// SHA-256 with SHA-NI; only where `detail::has_sha()`. Up to four streams run side by side.
struct sha256_x86 : sha256 {
    // A template, so that its rounds are compiled only where they are used.
    template <std::same_as<state> S>
    static void compress(S* states, block* blocks, std::size_t n) noexcept
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
    using lanes = detail::lanes;

    template <int group>
    [[gnu::target("sha,sse4.1"), gnu::always_inline]] static void
    four_rounds(lanes& abef, lanes& cdgh, lanes* w) noexcept
    {
        lanes& words = w[group & 3];
        if constexpr (group >= 4) {
            lanes const& before = w[(group + 3) & 3];
            words = __builtin_ia32_sha256msg1(words, w[(group + 1) & 3]);
            detail::add(words, __builtin_shufflevector(w[(group + 2) & 3], before, 1, 2, 3, 4));
            words = __builtin_ia32_sha256msg2(words, before);
        }
        lanes k;
        __builtin_memcpy(&k, detail::sha256_parameters::k + 4 * group, 16);
        detail::add(k, words);
        cdgh = __builtin_ia32_sha256rnds2(cdgh, abef, k);
        k = __builtin_shufflevector(k, k, 2, 3, 2, 3);
        abef = __builtin_ia32_sha256rnds2(abef, cdgh, k);
    }

    // Folds, not loops: g++ keeps only so in registers what fits there.
    template <int group, std::size_t... i>
    [[gnu::target("sha,sse4.1"), gnu::always_inline]] static void
    all_rounds(lanes* abef, lanes* cdgh, lanes (*w)[4], std::index_sequence<i...> each) noexcept
    {
        (four_rounds<group>(abef[i], cdgh[i], w[i]), ...);
        if constexpr (group < 15) all_rounds<group + 1>(abef, cdgh, w, each);
    }

    template <std::size_t n>
    [[gnu::target("sha,sse4.1"), gnu::noinline]] static void streams(state* states,
                                                                     block* blocks) noexcept
    {
        lanes abef[n], cdgh[n], w[n][4];
        for (std::size_t i = 0; i != n; ++i) {
            lanes abcd, efgh;
            __builtin_memcpy(&abcd, states[i].data(), 16);
            __builtin_memcpy(&efgh, states[i].data() + 4, 16);
            abef[i] = __builtin_shufflevector(efgh, abcd, 1, 0, 5, 4);
            cdgh[i] = __builtin_shufflevector(efgh, abcd, 3, 2, 7, 6);
            __builtin_memcpy(w[i], blocks[i].data(), 64);
        }
        all_rounds<0>(abef, cdgh, w, std::make_index_sequence<n>{});
        for (std::size_t i = 0; i != n; ++i) {
            auto const add_to = [&](std::size_t at, int what) {
                states[i][at] += static_cast<word>(what);
            };
            add_to(0, abef[i][3]);
            add_to(1, abef[i][2]);
            add_to(2, cdgh[i][3]);
            add_to(3, cdgh[i][2]);
            add_to(4, abef[i][1]);
            add_to(5, abef[i][0]);
            add_to(6, cdgh[i][1]);
            add_to(7, cdgh[i][0]);
        }
    }
};

#endif

} // namespace otpp

#endif
