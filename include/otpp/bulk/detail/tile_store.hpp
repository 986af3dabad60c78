// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_TILE_STORE_HPP
#define OTPP_BULK_DETAIL_TILE_STORE_HPP
// Memory for tiles, which never moves: it grows in chunks, so that no copy of a key is left behind, and
// every tile is wiped before its memory is freed.

#include <otpp/bulk/detail/tile.hpp>
#include <otpp/detail/wipe.hpp>

#include <cstddef>
#include <new>
#include <utility>
#include <vector>

namespace otpp::bulk::detail {

class tile_store {
public:
    /// Contiguous tiles, beginning at a multiple of this number; a block has fewer tiles.
    static constexpr std::size_t tiles_in_a_chunk = 64;

    explicit tile_store(std::size_t bytes_of_a_tile) noexcept : tile_bytes_{bytes_of_a_tile} {}

    tile_store(tile_store&& from) noexcept
        : tile_bytes_{from.tile_bytes_},
          tiles_{std::exchange(from.tiles_, 0)},
          chunks_{std::exchange(from.chunks_, {})}
    {}
    tile_store& operator=(tile_store&& from) noexcept
    {
        if (this != &from) {
            shrink(0);
            tile_bytes_ = from.tile_bytes_;
            tiles_ = std::exchange(from.tiles_, 0);
            chunks_ = std::exchange(from.chunks_, {});
        }
        return *this;
    }
    ~tile_store() { shrink(0); }

    [[nodiscard]] std::size_t size() const noexcept { return tiles_; }

    template <class Tile>
    [[nodiscard]] Tile& tile(std::size_t i) const noexcept
    {
        return *static_cast<Tile*>(at(i));
    }

    /// Grows to at least `tiles` tiles; new tiles are zero.
    void grow(std::size_t tiles)
    {
        std::size_t const needed = chunks_for(tiles);
        chunks_.reserve(needed);
        while (chunks_.size() < needed) {
            void* const chunk = ::operator new(chunk_bytes(), alignment);
            __builtin_memset(chunk, 0, chunk_bytes());
            chunks_.push_back(chunk);
        }
        if (tiles > tiles_) tiles_ = tiles;
    }

    /// Shrinks to at most `tiles` tiles: wipes the others and frees chunks that have none.
    void shrink(std::size_t tiles) noexcept
    {
        for (; tiles_ > tiles; --tiles_)
            otpp::detail::wipe_range(static_cast<unsigned char*>(at(tiles_ - 1)), tile_bytes_);
        for (; chunks_.size() > chunks_for(tiles); chunks_.pop_back())
            ::operator delete(chunks_.back(), alignment);
    }

private:
    static constexpr std::align_val_t alignment{64};

    static std::size_t chunks_for(std::size_t tiles) noexcept
    {
        return (tiles + tiles_in_a_chunk - 1) / tiles_in_a_chunk;
    }
    [[nodiscard]] std::size_t chunk_bytes() const noexcept
    {
        return tiles_in_a_chunk * tile_bytes_;
    }
    [[nodiscard]] void* at(std::size_t tile) const noexcept
    {
        return static_cast<unsigned char*>(chunks_[tile / tiles_in_a_chunk]) +
               tile % tiles_in_a_chunk * tile_bytes_;
    }

    std::size_t tile_bytes_;
    std::size_t tiles_ = 0;
    std::vector<void*> chunks_;
};

} // namespace otpp::bulk::detail

#endif
