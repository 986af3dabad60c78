// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_PREPARED_TILES_HPP
#define OTPP_BULK_DETAIL_PREPARED_TILES_HPP
// The prepared keys of a key set, sixteen rows in a tile: RFC 2104, section 4.

#include <otpp/algorithm.hpp>
#include <otpp/bulk/detail/kernel_functions.hpp>
#include <otpp/bulk/detail/staging.hpp>
#include <otpp/bulk/detail/tile.hpp>
#include <otpp/bulk/detail/tile_store.hpp>
#include <otpp/bulk/kernel.hpp>
#include <otpp/bulk/key_rows.hpp>
#include <otpp/detail/wipe.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace otpp::bulk::detail {

/// Rows are wiped when they are removed. A moved-from object has no rows.
class prepared_tiles {
public:
    explicit prepared_tiles(algorithm hash) noexcept : algorithm_{hash}, tiles_{bytes_of_tile(hash)}
    {}
    prepared_tiles(prepared_tiles&& from) noexcept
        : algorithm_{from.algorithm_},
          tiles_{std::move(from.tiles_)},
          rows_{std::exchange(from.rows_, 0)}
    {}
    prepared_tiles& operator=(prepared_tiles&& from) noexcept
    {
        if (this != &from) {
            algorithm_ = from.algorithm_;
            tiles_ = std::move(from.tiles_);
            rows_ = std::exchange(from.rows_, 0);
        }
        return *this;
    }
    ~prepared_tiles() = default; // the store wipes its tiles

    [[nodiscard]] std::size_t size() const noexcept { return rows_; }
    [[nodiscard]] tile_store const& store() const noexcept { return tiles_; }

    /// Allocates memory for further rows, so that `append` cannot fail.
    void reserve(std::size_t more) { tiles_.grow(tiles_for(rows_ + more)); }

    /// Prepares and adds keys, for which memory is reserved.
    void append(bulk::key_rows const& keys) noexcept
    {
        switch (algorithm_) {
        case algorithm::sha1: return append_as<sha1>(keys);
        case algorithm::sha256: return append_as<sha256>(keys);
        case algorithm::sha512: return append_as<sha512>(keys);
        }
    }

    /// Moves the last row to `row` and removes the last.
    void erase(std::size_t row) noexcept
    {
        switch (algorithm_) {
        case algorithm::sha1: move_last_to<sha1>(row); break;
        case algorithm::sha256: move_last_to<sha256>(row); break;
        case algorithm::sha512: move_last_to<sha512>(row); break;
        }
        --rows_;
        tiles_.shrink(tiles_for(rows_));
    }

    void clear() noexcept
    {
        tiles_.shrink(0);
        rows_ = 0;
    }

private:
    static std::size_t bytes_of_tile(algorithm hash) noexcept
    {
        switch (hash) {
        case algorithm::sha256: return sizeof(key_tile<sha256>);
        case algorithm::sha512: return sizeof(key_tile<sha512>);
        default: return sizeof(key_tile<sha1>);
        }
    }
    static std::size_t tiles_for(std::size_t rows) noexcept
    {
        return (rows + tile_rows - 1) / tile_rows;
    }

    template <class H>
    void append_as(bulk::key_rows const& keys) noexcept
    {
        auto const& kernel = functions_of<H>(kernels::preferred(algorithm_));
        staging<H> stage;
        key_tile<H> aside;
        auto const ignore = [](std::size_t, reason) {};
        for (std::size_t done = 0; done != keys.size();) {
            auto& tile = tiles_.tile<key_tile<H>>(rows_ / tile_rows);
            std::size_t const lane = rows_ % tile_rows;
            std::size_t const rows = std::min(
                lane == 0 ? block_rows - rows_ % block_rows : tile_rows - lane, keys.size() - done);
            if (lane == 0)
                stage.prepare(kernel, keys, done, rows, &tile, ignore);
            else {
                stage.prepare(kernel, keys, done, rows, &aside, ignore);
                for (auto side = 0; side != 2; ++side)
                    for (std::size_t i = 0; i != H::initial.size(); ++i)
                        std::copy_n(aside.saved[side][i], rows, tile.saved[side][i] + lane);
            }
            rows_ += rows;
            done += rows;
        }
        // Kernels write whole vectors: wipe the lanes after the last row.
        if (std::size_t const rows = rows_ % tile_rows; rows != 0)
            for (auto& side : tiles_.tile<key_tile<H>>(rows_ / tile_rows).saved)
                for (auto& word : side) otpp::detail::wipe_range(word + rows, tile_rows - rows);
        otpp::detail::wipe_range(&aside, 1);
        otpp::detail::wipe_stack<otpp::detail::stack_depth::vectors>();
    }

    template <class H>
    void move_last_to(std::size_t row) noexcept
    {
        std::size_t const last_row = rows_ - 1;
        auto& to = tiles_.tile<key_tile<H>>(row / tile_rows);
        auto& from = tiles_.tile<key_tile<H>>(last_row / tile_rows);
        for (auto side = 0; side != 2; ++side)
            for (std::size_t i = 0; i != H::initial.size(); ++i) {
                auto& last = from.saved[side][i][last_row % tile_rows];
                to.saved[side][i][row % tile_rows] = last;
                last = 0;
                otpp::detail::keep_stores(last);
            }
    }

    algorithm algorithm_;
    tile_store tiles_;
    std::size_t rows_ = 0;
};

} // namespace otpp::bulk::detail

#endif
