// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_TILE_HPP
#define OTPP_BULK_DETAIL_TILE_HPP
// Sixteen rows, laid out so that a vector holds the same word of neighbouring rows. Sixteen is the
// widest vector's count of 32-bit words; narrower kernels take a tile in several goes.

#include <array>
#include <cstddef>
#include <cstdint>

namespace otpp::bulk::detail {

inline constexpr std::size_t tile_rows = 16;
inline constexpr std::size_t block_tiles = 8,
                             block_rows = block_tiles * tile_rows; // done in one go

// How far down the stack a kernel leaves words, the scalar code of a few rows, and SHA-1's instructions where
// several streams share the registers.
inline constexpr std::size_t kernel_reach = 16384, few_rows_reach = 4096, streams_reach = 1024;

/// The two saved states of HMAC: RFC 2104. Of SHA-1, 40 bytes a row.
template <class H>
struct alignas(64) key_tile {
    typename H::word saved[2][H::initial.size()][tile_rows];
};

/// Keys as the words of one block, before their padding.
template <class H>
struct alignas(64) key_words {
    typename H::word at[16][tile_rows];
};

/// A counter for every row: where words are short, its two halves, the upper one first.
template <class H>
struct alignas(64) row_counters {
    using word = typename H::word;
    static constexpr std::size_t parts = 8 / sizeof(word);

    word at[parts][tile_rows];

    void set(std::size_t row, std::uint64_t counter) noexcept
    {
        if constexpr (parts == 2) at[0][row] = static_cast<word>(counter >> 32);
        at[parts - 1][row] = static_cast<word>(counter);
    }
    [[nodiscard]] std::uint64_t get(std::size_t row) const noexcept
    {
        std::uint64_t const low = at[parts - 1][row];
        return parts == 2 ? std::uint64_t{at[0][row]} << 32 | low : low;
    }
};

/// Some steps that many rows share.
template <class H>
struct shared_steps {
    using word = typename H::word;
    static constexpr std::size_t most = 16;
    static constexpr std::size_t rounds = sizeof(word) == 8 || H::initial.size() == 5 ? 80 : 64;

    std::uint64_t counters[most];
    /// Their messages' schedules with the constants added, as many steps side by side as the kernel
    /// has lanes: word t of step i at [i / lanes][t][i % lanes].
    alignas(64) word schedules[most * rounds];
};

} // namespace otpp::bulk::detail

#endif
