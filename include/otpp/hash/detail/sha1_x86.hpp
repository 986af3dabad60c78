// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_HASH_DETAIL_SHA1_X86_HPP
#define OTPP_HASH_DETAIL_SHA1_X86_HPP
// SHA-1 by the processor's own instructions: Intel SDM volume 2, SHA1RNDS4 and its companions.

#include <otpp/detail/x86_lanes.hpp>
#include <otpp/hash/sha1.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace otpp {

#if defined(__x86_64__)

/// SHA-1 with SHA-NI; only where `detail::has_sha()`. Up to four streams run side by side, since
/// one alone waits for its own results half of the time.
struct sha1_x86 : sha1 {
    // A template, so that its rounds are compiled only where they are used.
    template <std::same_as<state> S>
    static void compress(S* states, block* blocks, std::size_t n) noexcept
    {
        for (; n > 4; n -= 4, states += 4, blocks += 4)
            streams(states, blocks, std::make_index_sequence<4>{});
        switch (n) {
        case 4: return streams(states, blocks, std::make_index_sequence<4>{});
        case 3: return streams(states, blocks, std::make_index_sequence<3>{});
        case 2: return streams(states, blocks, std::make_index_sequence<2>{});
        case 1: return streams(states, blocks, std::make_index_sequence<1>{});
        }
    }

    /// The two saved states of a key of at most 64 bytes; its padded blocks stay in registers.
    template <std::same_as<state> S>
    static void prepare(S* saved, std::span<unsigned char const> key) noexcept
    {
        prepare_each(&saved, &key, std::index_sequence<0>{});
    }
    /// The same of two keys: four streams take little longer than two.
    template <std::same_as<state> S>
    static void prepare_two(S* first, S* second,
                            std::span<unsigned char const> const* keys) noexcept
    {
        state* const saved[]{first, second};
        prepare_each(saved, keys, std::index_sequence<0, 1>{});
    }

    /// The truncated HMACs (RFC 4226, section 5.3) of n <= 4 consecutive counters, from the two saved
    /// states of a prepared key: the inner digest goes on as the outer message without leaving its
    /// registers, and nothing of the outer one is stored but the 31 bits.
    template <std::same_as<state> S>
    static void counter_values(S const* saved, std::uint64_t first, std::size_t n,
                               std::uint32_t* values) noexcept
    {
        switch (n) {
        case 4: return counters(saved, first, values, std::make_index_sequence<4>{});
        case 3: return counters(saved, first, values, std::make_index_sequence<3>{});
        case 2: return counters(saved, first, values, std::make_index_sequence<2>{});
        case 1: return counters(saved, first, values, std::make_index_sequence<1>{});
        }
    }

    /// The same of n <= 4 keys, each with a counter of its own. A key's ten words stand `stride`
    /// apart, the inner state first.
    template <std::size_t stride, std::same_as<word> Word>
    static void values_of(Word const* const* keys, std::uint64_t const* counters, std::size_t n,
                          std::uint32_t* values) noexcept
    {
        switch (n) {
        case 4: return each<stride>(keys, counters, values, std::make_index_sequence<4>{});
        case 3: return each<stride>(keys, counters, values, std::make_index_sequence<3>{});
        case 2: return each<stride>(keys, counters, values, std::make_index_sequence<2>{});
        case 1: return each<stride>(keys, counters, values, std::make_index_sequence<1>{});
        }
    }

private:
    using lanes = detail::lanes;

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
            words = __builtin_ia32_sha1msg2(__builtin_ia32_sha1msg1(words, w[(group + 1) & 3]) ^
                                                w[(group + 2) & 3],
                                            w[(group + 3) & 3]);
        lanes e = last;
        if constexpr (group == 0)
            detail::add(e, words);
        else
            e = __builtin_ia32_sha1nexte(last, words);
        last = abcd;
        asm("" : "+x"(last)); // copied now and once, so that abcd is changed in place
        abcd = __builtin_ia32_sha1rnds4(abcd, e, group / 5);
    }

    // Folds, not loops: g++ keeps only so in registers what fits there.
    template <int group, std::size_t... i>
    [[gnu::target("sha,sse4.1"), gnu::always_inline]] static void
    all_rounds(lanes* abcd, lanes* last, lanes (*w)[4], std::index_sequence<i...> each) noexcept
    {
        (four_rounds<group>(abcd[i], last[i], w[i]), ...);
        if constexpr (group < 19) all_rounds<group + 1>(abcd, last, w, each);
    }

    [[gnu::target("sha,sse4.1"), gnu::always_inline]] static void load(lanes& abcd, lanes& e,
                                                                       state const& from) noexcept
    {
        load(abcd, from.data());
        e = lanes{0, 0, 0, static_cast<int>(from[4])};
    }

    [[gnu::target("sha,sse4.1"), gnu::always_inline]] static void load(lanes (&w)[4],
                                                                       block const& from) noexcept
    {
        load(w[0], from.data());
        load(w[1], from.data() + 4);
        load(w[2], from.data() + 8);
        load(w[3], from.data() + 12);
    }

    // After the last round: adds the state from before the first.
    [[gnu::target("sha,sse4.1"), gnu::always_inline]] static void
    finish(lanes& abcd, lanes& last, lanes const& abcd_before, lanes const& e_before) noexcept
    {
        detail::add(abcd, abcd_before);
        last = __builtin_ia32_sha1nexte(last, e_before);
    }

    [[gnu::target("sha,sse4.1"), gnu::always_inline]] static void
    store(state& to, lanes const& abcd, lanes const& e) noexcept
    {
        lanes const in_order = __builtin_shufflevector(abcd, abcd, 3, 2, 1, 0);
        __builtin_memcpy(to.data(), &in_order, 16);
        to[4] = static_cast<word>(e[3]);
    }

    // Sixteen bytes of a key as four words, zeros behind its end. No byte of it goes through
    // memory: a store that a wider load must wait for costs more than all of this.
    [[gnu::target("sha,sse4.1"), gnu::always_inline]] static lanes
    load_key(std::span<unsigned char const> key, std::size_t from) noexcept
    {
        lanes words{};
        if (key.size() >= from + 16)
            __builtin_memcpy(&words, key.data() + from, 16);
        else if (key.size() > from) {
            auto const rest = key.subspan(from);
            std::uint64_t const low = load_up_to_8(rest.data(), rest.size());
            std::uint64_t const high =
                rest.size() > 8 ? load_up_to_8(rest.data() + 8, rest.size() - 8) : 0;
            words = lanes{static_cast<int>(low), static_cast<int>(low >> 32),
                          static_cast<int>(high), static_cast<int>(high >> 32)};
        }
        typedef char bytes __attribute__((vector_size(16)));
        auto const as_bytes = reinterpret_cast<bytes>(words);
        return reinterpret_cast<lanes>(__builtin_shufflevector(
            as_bytes, as_bytes, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
    }

    // min(size, 8) bytes, the first one lowest; size is at least 1.
    static std::uint64_t load_up_to_8(unsigned char const* from, std::size_t size) noexcept
    {
        auto const load = [from](auto word, std::size_t at) {
            __builtin_memcpy(&word, from + at, sizeof word);
            return std::uint64_t{word};
        };
        if (size >= 8) return load(std::uint64_t{}, 0);
        if (size >= 4)
            return load(std::uint32_t{}, 0) | load(std::uint32_t{}, size - 4) << (8 * (size - 4));
        return std::uint64_t{from[0]} | std::uint64_t{from[size / 2]} << (8 * (size / 2)) |
               std::uint64_t{from[size - 1]} << (8 * (size - 1));
    }

    [[gnu::target("sha,sse4.1"), gnu::always_inline]] static void
    pad(lanes* inner, lanes* outer, std::span<unsigned char const> key) noexcept
    {
#pragma GCC unroll 4 // an array that is walked through lies in memory
        for (std::size_t i = 0; i != 4; ++i) {
            lanes const words = load_key(key, 16 * i);
            inner[i] = words ^ lanes{0x36363636, 0x36363636, 0x36363636, 0x36363636};
            outer[i] = words ^ lanes{0x5c5c5c5c, 0x5c5c5c5c, 0x5c5c5c5c, 0x5c5c5c5c};
        }
    }

    // Two streams a key.
    template <std::size_t... k>
    [[gnu::target("sha,sse4.1"), gnu::noinline]] static void
    prepare_each(state* const* saved, std::span<unsigned char const> const* keys,
                 std::index_sequence<k...>) noexcept
    {
        constexpr std::size_t n = 2 * sizeof...(k);
        lanes before, e_before, w[n][4];
        load(before, e_before, sha1::initial);
        (pad(w[2 * k], w[2 * k + 1], keys[k]), ...);
        lanes abcd[n]{((void)k, before)..., ((void)k, before)...};
        lanes e[n]{((void)k, e_before)..., ((void)k, e_before)...};
        all_rounds<0>(abcd, e, w, std::make_index_sequence<n>{});
        for (std::size_t i = 0; i != n; ++i) {
            finish(abcd[i], e[i], before, e_before);
            store(saved[i / 2][i % 2], abcd[i], e[i]);
        }
    }

    template <std::size_t... i>
    [[gnu::target("sha,sse4.1"), gnu::noinline]] static void
    streams(state* states, block* blocks, std::index_sequence<i...> each) noexcept
    {
        constexpr std::size_t n = sizeof...(i);
        lanes abcd[n], e[n], abcd_before[n], e_before[n], w[n][4];
        (load(abcd[i], e[i], states[i]), ...);
        (load(abcd_before[i], e_before[i], states[i]), ...);
        (load(w[i], blocks[i]), ...);
        all_rounds<0>(abcd, e, w, each);
        (finish(abcd[i], e[i], abcd_before[i], e_before[i]), ...);
        (store(states[i], abcd[i], e[i]), ...);
    }

    [[gnu::target("sha,sse4.1"), gnu::always_inline]] static void
    counter_message(lanes (&w)[4], std::uint64_t counter) noexcept
    {
        w[0] = lanes{0, INT32_MIN, static_cast<int>(counter), static_cast<int>(counter >> 32)};
        w[1] = w[2] = lanes{};
        w[3] = lanes{(64 + 8) * 8, 0, 0, 0};
    }

    [[gnu::target("sha,sse4.1"), gnu::always_inline]] static void
    digest_message(lanes (&w)[4], lanes const& abcd, lanes const& e) noexcept
    {
        w[0] = abcd;
        w[1] = e | lanes{0, 0, INT32_MIN, 0};
        w[2] = lanes{};
        w[3] = lanes{(64 + 20) * 8, 0, 0, 0};
    }

    // Byte i of the digest stands in byte 15 - i of abcd, or from 16 on in byte 31 - i of e. A shuffle
    // takes no longer for one place than for another; a place with its top bit set gives 0.
    [[gnu::target("sha,sse4.1"), gnu::always_inline]] static std::uint32_t
    truncated(lanes const& abcd, lanes const& e) noexcept
    {
        typedef char bytes __attribute__((vector_size(16)));
        auto const in_abcd = reinterpret_cast<bytes>(abcd);
        auto const in_e = reinterpret_cast<bytes>(e);
        bytes const last = __builtin_shufflevector(in_e, in_e, 12, 12, 12, 12, 12, 12, 12, 12, 12,
                                                   12, 12, 12, 12, 12, 12, 12);
        bytes const from = bytes{12, 13, 14, 15} - (last & bytes{15, 15, 15, 15});
        bytes const picked = __builtin_ia32_pshufb128(in_abcd, from) |
                             __builtin_ia32_pshufb128(in_e, from ^ bytes{-128, -128, -128, -128});
        return static_cast<std::uint32_t>(reinterpret_cast<lanes>(picked)[0]) & 0x7fffffff;
    }

    template <std::size_t... i>
    [[gnu::target("sha,sse4.1"), gnu::noinline]] static void
    counters(state const* saved, std::uint64_t first, std::uint32_t* values,
             std::index_sequence<i...> each) noexcept
    {
        constexpr std::size_t n = sizeof...(i);
        lanes abcd[n], e[n], w[n][4], abcd_before, e_before;
        load(abcd_before, e_before, saved[0]);
        ((abcd[i] = abcd_before, e[i] = e_before), ...);
        (counter_message(w[i], first + i), ...);
        all_rounds<0>(abcd, e, w, each);
        (finish(abcd[i], e[i], abcd_before, e_before), ...);
        (digest_message(w[i], abcd[i], e[i]), ...);

        load(abcd_before, e_before, saved[1]);
        ((abcd[i] = abcd_before, e[i] = e_before), ...);
        all_rounds<0>(abcd, e, w, each);
        (finish(abcd[i], e[i], abcd_before, e_before), ...);
        ((values[i] = truncated(abcd[i], e[i])), ...);
    }

    template <std::size_t stride>
    [[gnu::target("sha,sse4.1"), gnu::always_inline]] static void gather(lanes& abcd, lanes& e,
                                                                         word const* from) noexcept
    {
        abcd = lanes{static_cast<int>(from[3 * stride]), static_cast<int>(from[2 * stride]),
                     static_cast<int>(from[stride]), static_cast<int>(from[0])};
        e = lanes{0, 0, 0, static_cast<int>(from[4 * stride])};
    }

    template <std::size_t stride, std::size_t... i>
    [[gnu::target("sha,sse4.1"), gnu::noinline]] static void
    each(word const* const* keys, std::uint64_t const* counters, std::uint32_t* values,
         std::index_sequence<i...> streams) noexcept
    {
        constexpr std::size_t n = sizeof...(i);
        lanes abcd[n], e[n], w[n][4], abcd_before[n], e_before[n];
        (gather<stride>(abcd_before[i], e_before[i], keys[i]), ...);
        ((abcd[i] = abcd_before[i], e[i] = e_before[i]), ...);
        (counter_message(w[i], counters[i]), ...);
        all_rounds<0>(abcd, e, w, streams);
        (finish(abcd[i], e[i], abcd_before[i], e_before[i]), ...);
        (digest_message(w[i], abcd[i], e[i]), ...);

        (gather<stride>(abcd_before[i], e_before[i], keys[i] + 5 * stride), ...);
        ((abcd[i] = abcd_before[i], e[i] = e_before[i]), ...);
        all_rounds<0>(abcd, e, w, streams);
        (finish(abcd[i], e[i], abcd_before[i], e_before[i]), ...);
        ((values[i] = truncated(abcd[i], e[i])), ...);
    }
};

#endif

} // namespace otpp

#endif
