// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_KEY_SET_HPP
#define OTPP_BULK_KEY_SET_HPP
// Many keys, prepared once: RFC 2104, section 4; RFC 6238, section 1.2.

#include <otpp/bulk/detail/prepared_tiles.hpp>
#include <otpp/bulk/key_rows.hpp>
#include <otpp/detail/borrow.hpp>
#include <otpp/result.hpp>
#include <otpp/totp.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace otpp::bulk {

class key_set;

namespace detail {
[[nodiscard]] tile_store const& tiles_of(key_set const& keys) noexcept;
} // namespace detail

/// A row with an invalid key. It matches nothing and has no passcode.
struct fault {
    std::size_t row;
    otpp::reason why; ///< key_empty or key_too_long
};

/// Prepared keys that share their algorithm, digits and period, one in each row: 40 bytes a row for
/// SHA-1, 64 for SHA-256, 128 for SHA-512. Moves, does not copy, wipes itself; a moved-from set is
/// empty. Const calls may run in parallel. Where memory is short, std::bad_alloc is thrown and the set
/// is unchanged.
class key_set {
public:
    explicit key_set(totp_options options = {}) noexcept
        : options_{options}, keys_{options.algorithm}
    {}

    key_set(key_set&& from) noexcept
        : options_{from.options_},
          keys_{std::move(from.keys_)},
          faults_{std::exchange(from.faults_, {})}
    {}
    key_set& operator=(key_set&& from) noexcept
    {
        if (this != &from) {
            options_ = from.options_;
            keys_ = std::move(from.keys_);
            faults_ = std::exchange(from.faults_, {});
        }
        return *this;
    }
    ~key_set() = default; // the keys wipe themselves

    [[nodiscard]] totp_options const& options() const noexcept [[clang::lifetimebound]]
    {
        return options_;
    }
    [[nodiscard]] std::size_t size() const noexcept { return keys_.size(); }

    /// The rows with an invalid key, in ascending order.
    [[nodiscard]] std::span<fault const> faults() const& noexcept [[clang::lifetimebound]]
    {
        return faults_;
    }
    std::span<fault const> faults() const&& = delete; // name the key set: its faults end with it

    /// Adds a key and returns its row.
    std::size_t append(key_view key)
    {
        append(key_rows{key});
        return size() - 1;
    }

    /// Adds keys in their order. An invalid key gets a row as well, and an entry in `faults`, so that
    /// rows correspond to those of the caller's table.
    void append(key_rows const& keys)
    {
        std::vector<fault> invalid;
        for (std::size_t i = 0; i != keys.size(); ++i)
            if (std::size_t const bytes = keys[i].size(); !detail::is_key_size(bytes))
                invalid.push_back({size() + i, detail::fault_of_key_size(bytes)});
        faults_.reserve(faults_.size() + invalid.size());
        keys_.reserve(keys.size());
        faults_.insert(faults_.end(), invalid.begin(), invalid.end()); // nothing below can fail
        keys_.append(keys);
    }

    /// Removes a row below `size()`. The last row moves to its place.
    void erase(std::size_t row) noexcept
    {
        auto const at = [this](std::size_t searched) {
            return std::lower_bound(
                faults_.begin(), faults_.end(), searched,
                [](fault const& one, std::size_t than) { return one.row < than; });
        };
        if (auto const removed = at(row); removed != faults_.end() && removed->row == row)
            faults_.erase(removed);
        keys_.erase(row);
        if (!faults_.empty() && faults_.back().row == size() && row != size()) {
            auto moved = faults_.back();
            faults_.pop_back();
            moved.row = row;
            faults_.insert(at(row), moved); // within the capacity: one entry was removed
        }
    }

    void clear() noexcept
    {
        keys_.clear();
        faults_.clear();
    }

private:
    friend detail::tile_store const& detail::tiles_of(key_set const& keys) noexcept;

    totp_options options_;
    detail::prepared_tiles keys_;
    std::vector<fault> faults_;
};

namespace detail {
inline tile_store const& tiles_of(key_set const& keys) noexcept { return keys.keys_.store(); }
} // namespace detail

} // namespace otpp::bulk

#endif
