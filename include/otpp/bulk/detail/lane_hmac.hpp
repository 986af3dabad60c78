// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_LANE_HMAC_HPP
#define OTPP_BULK_DETAIL_LANE_HMAC_HPP
// Kernel body templates for the truncated HMACs of many keys, one key in each lane: RFC 2104; RFC 4226,
// section 5.3. Each kernel compiles them for its width and its instructions.

#include <otpp/bulk/detail/lane_hash.hpp>
#include <otpp/bulk/detail/lanes.hpp>
#include <otpp/bulk/detail/tile.hpp>

#include <cstddef>
#include <cstdint>

namespace otpp::bulk::detail {

/// The parts of the body templates.
template <class H, class W>
struct lane_hmac {
    using word = typename H::word;
    using hash = lane_hash<H>;
    using saved_state = word const (*)[tile_rows];
    static constexpr std::size_t words = hash::words;
    static constexpr std::size_t width = sizeof(W) / sizeof(word);
    static constexpr word end_of_message = word{0x80} << (sizeof(word) * 8 - 8);

    [[gnu::always_inline]] static void start(W* v, saved_state saved, std::size_t lane) noexcept
    {
#pragma GCC unroll 16
        for (std::size_t i = 0; i != words; ++i) load(v[i], &saved[i][lane]);
    }
    // After the rounds: adds the state before them.
    [[gnu::always_inline]] static void finish(W* v, saved_state saved, std::size_t lane) noexcept
    {
#pragma GCC unroll 16
        for (std::size_t i = 0; i != words; ++i) {
            W before;
            load(before, &saved[i][lane]);
            v[i] += before;
        }
    }

    [[gnu::always_inline]] static void end(W* w, std::size_t used) noexcept
    {
        w[used] = W{} + end_of_message;
#pragma GCC unroll 16
        for (std::size_t i = used + 1; i != 15; ++i) w[i] = W{};
        w[15] = W{} + static_cast<word>((16 + static_cast<word>(used)) * sizeof(word) * 8);
    }
    [[gnu::always_inline]] static void digest_message(W* w, W const* digest) noexcept
    {
#pragma GCC unroll 16
        for (std::size_t i = 0; i != words; ++i) w[i] = digest[i];
        end(w, words);
    }
    // The counters of the rows plus `drift`.
    [[gnu::always_inline]] static void counter_message(W* w, row_counters<H> const& counters,
                                                       std::size_t lane, int drift) noexcept
    {
        auto const add = static_cast<word>(drift);
        if constexpr (sizeof(word) == 8) {
            load(w[0], &counters.at[0][lane]);
            w[0] += add;
        }
        else {
            W low, kept;
            load(w[0], &counters.at[0][lane]);
            load(low, &counters.at[1][lane]);
            w[1] = low + add;
            at_most(kept, low, w[1]); // ones where the sum did not wrap
            w[0] += kept + static_cast<word>(drift < 0 ? 0 : 1);
        }
        end(w, row_counters<H>::parts);
    }

    [[gnu::always_inline]] static void write_values(std::uint32_t* to, W const* digest) noexcept
    {
        W value;
        truncate_lanes<word>(value, digest, words);
        if constexpr (sizeof(word) == 4)
            store(to, value);
        else {
            typename lanes_of<std::uint32_t, 4 * width>::type narrow;
            convert(narrow, value);
            store(to, narrow);
        }
    }

    // The truncated values for the inner digests.
    [[gnu::always_inline]] static void outer(W* v, W* w, W const* digest, saved_state saved,
                                             std::size_t lane, std::uint32_t* values) noexcept
    {
        digest_message(w, digest);
        start(v, saved, lane);
        hash::own(v, w);
        finish(v, saved, lane);
        write_values(values, v);
    }
};

/// Computes the two saved states of a tile's keys. Words from `given` on are 0 in every key.
template <class H, std::size_t given>
struct prepare_body {
    template <class K>
    [[gnu::always_inline]] static void run(key_words<H> const& keys, key_tile<H>& tile,
                                           std::size_t rows) noexcept
    {
        using W = typename K::template lanes<word>;
        using hmac = lane_hmac<H, W>;
        constexpr auto inner = static_cast<word>(0x3636363636363636u);
        constexpr auto outer = static_cast<word>(0x5c5c5c5c5c5c5c5cu);

        for (std::size_t lane = 0; lane < rows; lane += hmac::width) {
            W v[hmac::words]{}, u[hmac::words]{}, w[16]{};
            begin(v), begin(u);
            pad<inner>(w, keys, lane);
            if constexpr (std::same_as<H, sha1>)
                hmac::hash::template twins<inner ^ outer>(v, u, w);
            else {
                hmac::hash::own(v, w);
                pad<outer>(w, keys, lane);
                hmac::hash::own(u, w);
            }
            end(tile.saved[0], v, lane);
            end(tile.saved[1], u, lane);
        }
    }

private:
    using word = typename H::word;
    static constexpr std::size_t words = H::initial.size();

    template <class W>
    [[gnu::always_inline]] static void begin(W* v) noexcept
    {
#pragma GCC unroll 16
        for (std::size_t i = 0; i != words; ++i) v[i] = W{} + H::initial[i];
    }
    template <word with, class W>
    [[gnu::always_inline]] static void pad(W* w, key_words<H> const& keys,
                                           std::size_t lane) noexcept
    {
#pragma GCC unroll 16
        for (std::size_t i = 0; i != given; ++i) {
            load(w[i], &keys.at[i][lane]);
            w[i] ^= with;
        }
#pragma GCC unroll 16
        for (std::size_t i = given; i != 16; ++i) w[i] = W{} + with;
    }
    template <class W>
    [[gnu::always_inline]] static void end(word (*saved)[tile_rows], W* v,
                                           std::size_t lane) noexcept
    {
#pragma GCC unroll 16
        for (std::size_t i = 0; i != words; ++i) {
            v[i] += H::initial[i];
            store(&saved[i][lane], v[i]);
        }
    }
};

/// Computes the message schedules of n steps that all rows share.
template <class H>
struct schedule_body {
    template <class K>
    [[gnu::always_inline]] static void run(shared_steps<H>& steps, std::size_t n) noexcept
    {
        using word = typename H::word;
        using W = typename K::template lanes<word>;
        using hmac = lane_hmac<H, W>;
        word* to = steps.schedules;
        for (std::size_t first = 0; first < n; first += hmac::width) {
            row_counters<H> counters;
            for (std::size_t i = 0; i != hmac::width; ++i)
                counters.set(i, steps.counters[first + i < n ? first + i : first]);
            W w[16]{};
            hmac::counter_message(w, counters, 0, 0);
            hmac::hash::write_schedule(to, w);
            to += hmac::hash::rounds * hmac::width;
        }
    }
};

// Prefetches keys in contiguous tiles: hardware prefetch stops at the end of a page. An address beyond
// the last tile is harmless, since a prefetch does not fault.
template <class H>
[[gnu::always_inline]] inline void fetch_ahead(key_tile<H> const* tile) noexcept
{
    constexpr std::size_t tiles = 4;
    auto const* const ahead = reinterpret_cast<char const*>(tile) + tiles * sizeof *tile;
    for (std::size_t line = 0; line != sizeof *tile; line += 64) __builtin_prefetch(ahead + line);
}

/// Computes the values of n steps for the rows from `first` to `last`: [row / 16][step][row % 16].
/// Tile i of the keys is keys[i · stride]; with a stride of 0, all rows have one key.
template <class H>
struct shared_body {
    template <class K>
    [[gnu::always_inline]] static void
    run(key_tile<H> const* keys, std::size_t stride, std::size_t first, std::size_t last,
        shared_steps<H> const& steps, std::size_t n, std::uint32_t* values) noexcept
    {
        using W = typename K::template lanes<typename H::word>;
        using hmac = lane_hmac<H, W>;
        constexpr std::size_t words = hmac::words;
        constexpr std::size_t width = hmac::width;

        if (first >= last || n == 0) return;
        W v[words]{}, u[words]{}, w[16]{};
        key_tile<H> const* before = nullptr; // its inner digest is in u; the outer is pending
        std::size_t before_lane = 0;
        std::uint32_t* before_values = nullptr;
        for (std::size_t row = first; row < last; row += width) {
            key_tile<H> const& tile = keys[row / tile_rows * stride];
            std::size_t const lane = row % tile_rows;
            if (lane == 0 && stride != 0) fetch_ahead(&tile);
            for (std::size_t i = 0; i != n; ++i) {
                auto const* const schedule =
                    steps.schedules + i / width * width * hmac::hash::rounds + i % width;
                if (!K::interleaved || before == nullptr) {
                    hmac::start(u, tile.saved[0], lane);
                    hmac::hash::shared(u, schedule, width);
                }
                else {
                    hmac::digest_message(w, u);
                    hmac::start(v, before->saved[1], before_lane);
                    hmac::start(u, tile.saved[0], lane);
                    hmac::hash::own_and_shared(v, w, u, schedule, width);
                    hmac::finish(v, before->saved[1], before_lane);
                    hmac::write_values(before_values, v);
                }
                hmac::finish(u, tile.saved[0], lane);
                before = &tile;
                before_lane = lane;
                before_values = values + (row / tile_rows * n + i) * tile_rows + lane;
                if constexpr (!K::interleaved) {
                    hmac::outer(v, w, u, tile.saved[1], lane, before_values);
                }
            }
        }
        if constexpr (K::interleaved) {
            hmac::outer(v, w, u, before->saved[1], before_lane, before_values);
        }
    }
};

/// The same with a counter for each row: the values of n drifts from it.
template <class H>
struct own_body {
    template <class K>
    [[gnu::always_inline]] static void run(key_tile<H> const* keys, std::size_t stride,
                                           std::size_t first, std::size_t last,
                                           row_counters<H> const* counters, int const* drifts,
                                           std::size_t n, std::uint32_t* values) noexcept
    {
        using W = typename K::template lanes<typename H::word>;
        using hmac = lane_hmac<H, W>;
        constexpr std::size_t words = hmac::words;
        constexpr std::size_t width = hmac::width;

        if (first >= last || n == 0) return;
        W v[words]{}, u[words]{}, w[16]{}, x[16]{};
        key_tile<H> const* before = nullptr;
        std::size_t before_lane = 0;
        std::uint32_t* before_values = nullptr;
        for (std::size_t row = first; row < last; row += width) {
            key_tile<H> const& tile = keys[row / tile_rows * stride];
            std::size_t const lane = row % tile_rows;
            for (std::size_t i = 0; i != n; ++i) {
                hmac::counter_message(x, counters[row / tile_rows], lane, drifts[i]);
                if (!K::interleaved || before == nullptr) {
                    hmac::start(u, tile.saved[0], lane);
                    hmac::hash::own(u, x);
                }
                else {
                    hmac::digest_message(w, u);
                    hmac::start(v, before->saved[1], before_lane);
                    hmac::start(u, tile.saved[0], lane);
                    hmac::hash::own_and_own(v, w, u, x);
                    hmac::finish(v, before->saved[1], before_lane);
                    hmac::write_values(before_values, v);
                }
                hmac::finish(u, tile.saved[0], lane);
                before = &tile;
                before_lane = lane;
                before_values = values + (row / tile_rows * n + i) * tile_rows + lane;
                if constexpr (!K::interleaved) {
                    hmac::outer(v, w, u, tile.saved[1], lane, before_values);
                }
            }
        }
        if constexpr (K::interleaved) {
            hmac::outer(v, w, u, before->saved[1], before_lane, before_values);
        }
    }
};

} // namespace otpp::bulk::detail

#endif
