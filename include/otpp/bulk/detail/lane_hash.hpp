// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_LANE_HASH_HPP
#define OTPP_BULK_DETAIL_LANE_HASH_HPP
// The rounds of a hash over lanes: each lane with its own message, or all lanes with one message, whose
// schedule is computed once. Two compressions are interleaved, since the latency of a single one leaves
// units idle. FIPS 180-4, section 6.1.2, https://csrc.nist.gov/pubs/fips/180-4/upd1/final

#include <otpp/hash/sha1.hpp>
#include <otpp/hash/sha2.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace otpp::bulk::detail {

/// The rounds of a hash as the loops below use them: `passes` times `unrolled` rounds.
template <class H>
struct lane_rounds;

template <>
struct lane_rounds<sha1> {
    static constexpr int passes = 1, unrolled = 80;

    template <int t, class W>
    [[gnu::always_inline]] static void schedule(W* w, int) noexcept
    {
        otpp::detail::sha1_schedule<t>(w);
    }
    template <int t>
    [[gnu::always_inline]] static constexpr std::uint32_t constant(int) noexcept
    {
        return otpp::detail::sha1_constant<t>;
    }
    template <int t, class W, class Word>
    [[gnu::always_inline]] static void round(W* v, Word const& word) noexcept
    {
        otpp::detail::sha1_round<t>(v, word);
    }
};

template <class P>
struct lane_rounds<basic_sha2<P>> {
    static constexpr int passes = P::rounds / 16, unrolled = 16;

    template <int t, class W>
    [[gnu::always_inline]] static void schedule(W* w, int pass) noexcept
    {
        if (pass != 0) otpp::detail::sha2_schedule<P, t>(w);
    }
    template <int t>
    [[gnu::always_inline]] static constexpr typename P::word constant(int pass) noexcept
    {
        return P::k[16 * pass + t];
    }
    template <int t, class W, class Word>
    [[gnu::always_inline]] static void round(W* v, Word const& word) noexcept
    {
        otpp::detail::sha2_round<P, t>(v, word);
    }
};

/// The rounds of one pass, for each lane's own message (`w`: its words, which are overwritten) or for
/// one message in all lanes (`shared`: words plus round constants, `stride` apart).
template <class H>
struct lane_pass {
    using rounds = lane_rounds<H>;
    using word = typename H::word;

    template <int t, class W>
    [[gnu::always_inline]] static void own_round(W* v, W* w, int pass) noexcept
    {
        rounds::template schedule<t>(w, pass);
        rounds::template round<t>(v, w[t & 15] + rounds::template constant<t>(pass));
    }
    template <class W, int... t>
    [[gnu::always_inline]] static void own(W* v, W* w, int pass,
                                           std::integer_sequence<int, t...>) noexcept
    {
        (own_round<t>(v, w, pass), ...);
    }

    template <class W, int... t>
    [[gnu::always_inline]] static void shared(W* v, word const* shared, std::size_t stride,
                                              std::integer_sequence<int, t...>) noexcept
    {
        (rounds::template round<t>(v, shared[static_cast<std::size_t>(t) * stride]), ...);
    }

    // With 32 registers, clang would schedule one compression after the other. A memory barrier for
    // both, half way through SHA-1's rounds, keeps them interleaved.
    template <int t, class W>
    [[gnu::always_inline]] static void keep_together([[maybe_unused]] W* v,
                                                     [[maybe_unused]] W* u) noexcept
    {
#if defined(__clang__)
        if constexpr (t == 39 && sizeof(W) == 64) asm volatile("" : : "r"(v), "r"(u) : "memory");
#endif
    }

    template <class W, int... t>
    [[gnu::always_inline]] static void own_and_shared(W* v, W* w, int pass, W* u,
                                                      word const* shared, std::size_t stride,
                                                      std::integer_sequence<int, t...>) noexcept
    {
        ((own_round<t>(v, w, pass),
          rounds::template round<t>(u, shared[static_cast<std::size_t>(t) * stride]),
          keep_together<t>(v, u)),
         ...);
    }

    template <class W, int... t>
    [[gnu::always_inline]] static void own_and_own(W* v, W* w, W* u, W* x, int pass,
                                                   std::integer_sequence<int, t...>) noexcept
    {
        ((own_round<t>(v, w, pass), own_round<t>(u, x, pass), keep_together<t>(v, u)), ...);
    }

    // Two messages that differ by constants: SHA-1's schedule is linear, so their schedules do as well.
    template <int t, class W>
    [[gnu::always_inline]] static void twin_round(W* v, W* u, W* w,
                                                  word const* differences) noexcept
    {
        rounds::template schedule<t>(w, 0);
        rounds::template round<t>(v, w[t & 15] + rounds::template constant<t>(0));
        rounds::template round<t>(u,
                                  (w[t & 15] ^ differences[t]) + rounds::template constant<t>(0));
    }
    template <class W, int... t>
    [[gnu::always_inline]] static void twins(W* v, W* u, W* w, word const* differences,
                                             std::integer_sequence<int, t...>) noexcept
    {
        (twin_round<t>(v, u, w, differences), ...);
    }

    template <int t, class W>
    [[gnu::always_inline]] static void write_word(word* to, std::size_t stride, W* w,
                                                  int pass) noexcept
    {
        rounds::template schedule<t>(w, pass);
        W const sum = w[t & 15] + rounds::template constant<t>(pass);
        __builtin_memcpy(to + static_cast<std::size_t>(t) * stride, &sum, sizeof sum);
    }
    template <class W, int... t>
    [[gnu::always_inline]] static void write(word* to, std::size_t stride, W* w, int pass,
                                             std::integer_sequence<int, t...>) noexcept
    {
        (write_word<t>(to, stride, w, pass), ...);
    }
};

/// All rounds of a hash, without the final addition of the state.
template <class H>
struct lane_hash {
    using pass = lane_pass<H>;
    using word = typename H::word;
    static constexpr std::size_t words = H::initial.size();
    static constexpr int passes = lane_rounds<H>::passes;
    static constexpr std::size_t unrolled = lane_rounds<H>::unrolled, rounds = passes * unrolled;
    using each = std::make_integer_sequence<int, static_cast<int>(unrolled)>;

    // The first pass is separate, so that constant words of a message are folded into its rounds.
    template <class W>
    [[gnu::always_inline]] static void own(W* v, W* w) noexcept
    {
        pass::own(v, w, 0, each{});
        for (int i = 1; i != passes; ++i) pass::own(v, w, i, each{});
    }

    template <class W>
    [[gnu::always_inline]] static void shared(W* v, word const* shared, std::size_t stride) noexcept
    {
        for (int i = 0; i != passes; ++i)
            pass::shared(v, shared + static_cast<std::size_t>(i) * unrolled * stride, stride,
                         each{});
    }

    template <class W>
    [[gnu::always_inline]] static void own_and_shared(W* v, W* w, W* u, word const* shared,
                                                      std::size_t stride) noexcept
    {
        pass::own_and_shared(v, w, 0, u, shared, stride, each{});
        for (int i = 1; i != passes; ++i)
            pass::own_and_shared(v, w, i, u,
                                 shared + static_cast<std::size_t>(i) * unrolled * stride, stride,
                                 each{});
    }

    template <class W>
    [[gnu::always_inline]] static void own_and_own(W* v, W* w, W* u, W* x) noexcept
    {
        pass::own_and_own(v, w, u, x, 0, each{});
        for (int i = 1; i != passes; ++i) pass::own_and_own(v, w, u, x, i, each{});
    }

    // The message w, and the message that differs from it by `difference` in every word.
    template <word difference, class W>
    [[gnu::always_inline]] static void twins(W* v, W* u, W* w) noexcept
        requires std::same_as<H, sha1>
    {
        static constexpr auto differences = schedule_of(difference);
        pass::twins(v, u, w, differences.data(), each{});
    }

    // The schedule plus round constants, one message in each lane.
    template <class W>
    [[gnu::always_inline]] static void write_schedule(word* to, W* w) noexcept
    {
        constexpr std::size_t stride = sizeof(W) / sizeof(word);
        pass::write(to, stride, w, 0, each{});
        for (int i = 1; i != passes; ++i)
            pass::write(to + static_cast<std::size_t>(i) * unrolled * stride, stride, w, i, each{});
    }

private:
    // SHA-1's schedule for sixteen equal words.
    static constexpr std::array<word, rounds> schedule_of(word each_word) noexcept
    {
        std::array<word, rounds> w{};
        for (std::size_t t = 0; t != rounds; ++t) {
            word const sum = t < 16 ? 0 : w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16];
            w[t] = t < 16 ? each_word : static_cast<word>(sum << 1 | sum >> 31);
        }
        return w;
    }
};

} // namespace otpp::bulk::detail

#endif
