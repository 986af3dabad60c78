// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_TILE_HPP
#define OTPP_BULK_DETAIL_TILE_HPP
// A tile: sixteen rows as a structure of arrays, so that a vector loads the same word of neighbouring
// rows. The widest vector has sixteen 32-bit words; narrower kernels take several steps for a tile.

#include <array>
#include <cstddef>
#include <cstdint>

namespace otpp::bulk::detail {

inline constexpr std::size_t tile_rows = 16;
inline constexpr std::size_t block_tiles = 8,
                             block_rows = block_tiles * tile_rows; // computed together

/// The two saved states of HMAC (RFC 2104): 40 bytes a row for SHA-1.
template <class H>
struct alignas(64) key_tile {
    typename H::word saved[2][H::initial.size()][tile_rows];
};

/// Keys as the words of one block, before padding.
template <class H>
struct alignas(64) key_words {
    typename H::word at[16][tile_rows];
};

/// A counter for each row; with 32-bit words as two halves, the upper first.
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

/// Steps that many rows share.
template <class H>
struct shared_steps {
    using word = typename H::word;
    static constexpr std::size_t most = 16;
    static constexpr std::size_t rounds = sizeof(word) == 8 || H::initial.size() == 5 ? 80 : 64;

    std::uint64_t counters[most];
    /// The message schedules plus round constants, with as many steps interleaved as the kernel has
    /// lanes: word t of step i at [i / lanes][t][i % lanes].
    alignas(64) word schedules[most * rounds];
};

} // namespace otpp::bulk::detail

#endif
