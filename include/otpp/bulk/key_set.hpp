// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_KEY_SET_HPP
#define OTPP_BULK_KEY_SET_HPP
// Many keys, prepared once: RFC 2104, section 4; RFC 6238, section 1.2.

#include <otpp/bulk/detail/kernel_functions.hpp>
#include <otpp/bulk/detail/staging.hpp>
#include <otpp/bulk/detail/tile_store.hpp>
#include <otpp/bulk/key_rows.hpp>
#include <otpp/result.hpp>
#include <otpp/totp.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace otpp::bulk {

/// A row whose key cannot be one. It matches nothing and has no passcode.
struct fault {
    std::size_t row;
    otpp::reason why; ///< key_empty or key_too_long
};

/// Keys of one algorithm, digits and period, each a row: 40 bytes for SHA-1, 64 for SHA-256, 128 for
/// SHA-512. Moves, does not copy, wipes itself; one that was moved away is empty. Const calls may
/// run in parallel. Memory that there is not: std::bad_alloc, and the set is as it was.
class key_set {
public:
    explicit key_set(totp_options options = {}) noexcept
        : options_{options}, tiles_{tile_size(options.algorithm)}
    {}

    key_set(key_set&& from) noexcept
        : options_{from.options_},
          tiles_{std::move(from.tiles_)},
          size_{std::exchange(from.size_, 0)},
          faults_{std::exchange(from.faults_, {})}
    {}
    key_set& operator=(key_set&& from) noexcept
    {
        if (this != &from) {
            options_ = from.options_;
            tiles_ = std::move(from.tiles_);
            size_ = std::exchange(from.size_, 0);
            faults_ = std::exchange(from.faults_, {});
        }
        return *this;
    }
    ~key_set() = default; // the tiles wipe themselves

    [[nodiscard]] totp_options const& options() const noexcept { return options_; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// The rows without a good key, in order.
    [[nodiscard]] std::span<fault const> faults() const noexcept { return faults_; }

    /// Adds a key; the row that it got.
    std::size_t append(key_view key)
    {
        append(key_rows{key});
        return size_ - 1;
    }

    /// Adds keys in their order. A bad one gets a row all the same, and stands in `faults`, so that
    /// the rows stay those of the caller's table.
    void append(key_rows const& keys)
    {
        std::vector<fault> bad;
        for (std::size_t i = 0; i != keys.size(); ++i)
            if (std::size_t const size = keys[i].size(); !detail::is_key_size(size))
                bad.push_back({size_ + i, detail::fault_of_key_size(size)});
        faults_.reserve(faults_.size() + bad.size());
        tiles_.grow(tiles_for(size_ + keys.size()));
        faults_.insert(faults_.end(), bad.begin(), bad.end()); // from here on nothing can fail
        switch (options_.algorithm) {
        case algorithm::sha1: return append_as<sha1>(keys);
        case algorithm::sha256: return append_as<sha256>(keys);
        case algorithm::sha512: return append_as<sha512>(keys);
        }
    }

    /// Removes a row below `size()`; the last row moves into its place, unless it was the last itself.
    void erase(std::size_t row) noexcept
    {
        switch (options_.algorithm) {
        case algorithm::sha1: move_last_to<sha1>(row); break;
        case algorithm::sha256: move_last_to<sha256>(row); break;
        case algorithm::sha512: move_last_to<sha512>(row); break;
        }
        auto const at = [this](std::size_t wanted) {
            return std::lower_bound(
                faults_.begin(), faults_.end(), wanted,
                [](fault const& one, std::size_t searched) { return one.row < searched; });
        };
        if (auto const gone = at(row); gone != faults_.end() && gone->row == row)
            faults_.erase(gone);
        --size_;
        if (!faults_.empty() && faults_.back().row == size_ && row != size_) {
            auto moved = faults_.back();
            faults_.pop_back();
            moved.row = row;
            faults_.insert(at(row), moved); // there is room: one went
        }
        tiles_.shrink(tiles_for(size_));
    }

    void clear() noexcept
    {
        tiles_.shrink(0);
        faults_.clear();
        size_ = 0;
    }

    /// Not for users: the prepared states, sixteen rows a tile.
    [[nodiscard]] detail::tile_store const& tiles() const noexcept { return tiles_; }

private:
    static std::size_t tile_size(algorithm which) noexcept
    {
        switch (which) {
        case algorithm::sha256: return sizeof(detail::key_tile<sha256>);
        case algorithm::sha512: return sizeof(detail::key_tile<sha512>);
        default: return sizeof(detail::key_tile<sha1>);
        }
    }
    static std::size_t tiles_for(std::size_t rows) noexcept
    {
        return (rows + detail::tile_rows - 1) / detail::tile_rows;
    }

    template <class H>
    void append_as(key_rows const& keys) noexcept
    {
        using detail::block_rows, detail::tile_rows;
        auto const& kernel = detail::functions_of<H>(kernels::preferred(options_.algorithm));
        detail::staging<H> stage;
        detail::key_tile<H> aside;
        auto const ignore = [](std::size_t, reason) {};
        for (std::size_t done = 0; done != keys.size();) {
            auto& tile = tiles_.tile<detail::key_tile<H>>(size_ / tile_rows);
            std::size_t const lane = size_ % tile_rows;
            std::size_t const rows = std::min(
                lane == 0 ? block_rows - size_ % block_rows : tile_rows - lane, keys.size() - done);
            if (lane == 0)
                stage.prepare(kernel, keys, done, rows, &tile, ignore);
            else {
                stage.prepare(kernel, keys, done, rows, &aside, ignore);
                for (auto side = 0; side != 2; ++side)
                    for (std::size_t i = 0; i != H::initial.size(); ++i)
                        std::copy_n(aside.saved[side][i], rows, tile.saved[side][i] + lane);
            }
            size_ += rows;
            done += rows;
        }
        // Kernels write whole vectors: no key stands in the lanes that no row has.
        if (std::size_t const rows = size_ % tile_rows; rows != 0)
            for (auto& side : tiles_.tile<detail::key_tile<H>>(size_ / tile_rows).saved)
                for (auto& word : side) otpp::detail::wipe_range(word + rows, tile_rows - rows);
        otpp::detail::wipe_range(&aside, 1);
        otpp::detail::wipe_stack<detail::kernel_reach>();
    }

    template <class H>
    void move_last_to(std::size_t row) noexcept
    {
        using detail::tile_rows;
        using tile = detail::key_tile<H>;
        auto& to = tiles_.tile<tile>(row / tile_rows);
        auto& from = tiles_.tile<tile>((size_ - 1) / tile_rows);
        for (auto side = 0; side != 2; ++side)
            for (std::size_t i = 0; i != H::initial.size(); ++i) {
                auto& last = from.saved[side][i][(size_ - 1) % tile_rows];
                to.saved[side][i][row % tile_rows] = last;
                last = 0;
                otpp::detail::keep_stores(last);
            }
    }

    totp_options options_;
    detail::tile_store tiles_;
    std::size_t size_ = 0;
    std::vector<fault> faults_;
};

} // namespace otpp::bulk

#endif
