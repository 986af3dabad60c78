// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_TILE_STORE_HPP
#define OTPP_BULK_DETAIL_TILE_STORE_HPP
// Memory for tiles that neither moves nor outlives them: it grows piece by piece, so that no copy of a
// key is left behind, and every piece is wiped before it goes.

#include <otpp/bulk/detail/tile.hpp>
#include <otpp/detail/wipe.hpp>

#include <cstddef>
#include <new>
#include <utility>
#include <vector>

namespace otpp::bulk::detail {

class tile_store {
public:
    /// Tiles that follow each other without a gap, counted from a multiple of it: a block has fewer.
    static constexpr std::size_t tiles_in_a_piece = 64;

    explicit tile_store(std::size_t bytes_of_a_tile) noexcept : tile_bytes_{bytes_of_a_tile} {}

    tile_store(tile_store&& from) noexcept
        : tile_bytes_{from.tile_bytes_},
          tiles_{std::exchange(from.tiles_, 0)},
          pieces_{std::exchange(from.pieces_, {})}
    {}
    tile_store& operator=(tile_store&& from) noexcept
    {
        if (this != &from) {
            shrink(0);
            tile_bytes_ = from.tile_bytes_;
            tiles_ = std::exchange(from.tiles_, 0);
            pieces_ = std::exchange(from.pieces_, {});
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

    /// Up to `tiles`, the new ones all zero.
    void grow(std::size_t tiles)
    {
        std::size_t const wanted = pieces_for(tiles);
        pieces_.reserve(wanted);
        while (pieces_.size() < wanted) {
            void* const piece = ::operator new(piece_bytes(), alignment);
            __builtin_memset(piece, 0, piece_bytes());
            pieces_.push_back(piece);
        }
        if (tiles > tiles_) tiles_ = tiles;
    }

    /// Down to `tiles`; the others are wiped, and what memory they alone had goes back.
    void shrink(std::size_t tiles) noexcept
    {
        for (; tiles_ > tiles; --tiles_)
            otpp::detail::wipe_range(static_cast<unsigned char*>(at(tiles_ - 1)), tile_bytes_);
        for (; pieces_.size() > pieces_for(tiles); pieces_.pop_back())
            ::operator delete(pieces_.back(), alignment);
    }

private:
    static constexpr std::align_val_t alignment{64};

    static std::size_t pieces_for(std::size_t tiles) noexcept
    {
        return (tiles + tiles_in_a_piece - 1) / tiles_in_a_piece;
    }
    [[nodiscard]] std::size_t piece_bytes() const noexcept
    {
        return tiles_in_a_piece * tile_bytes_;
    }
    [[nodiscard]] void* at(std::size_t tile) const noexcept
    {
        return static_cast<unsigned char*>(pieces_[tile / tiles_in_a_piece]) +
               tile % tiles_in_a_piece * tile_bytes_;
    }

    std::size_t tile_bytes_;
    std::size_t tiles_ = 0;
    std::vector<void*> pieces_;
};

} // namespace otpp::bulk::detail

#endif
