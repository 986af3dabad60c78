// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_STAGING_HPP
#define OTPP_BULK_DETAIL_STAGING_HPP
// Prepares keys from their bytes into tiles: RFC 2104, section 2.

#include <otpp/backend.hpp>
#include <otpp/bulk/detail/kernel_functions.hpp>
#include <otpp/bulk/detail/tile.hpp>
#include <otpp/bulk/key_rows.hpp>
#include <otpp/detail/bytes.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/hmac.hpp>
#include <otpp/secret.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace otpp::bulk::detail {

[[nodiscard]] constexpr bool is_key_size(std::size_t size) noexcept
{
    return size != 0 && size <= max_key_size;
}

/// The reason why a key of any other size is invalid.
[[nodiscard]] constexpr reason fault_of_key_size(std::size_t size) noexcept
{
    return size == 0 ? reason::key_empty : reason::key_too_long;
}

/// Prepares the keys of some rows, tile by tile. A key of an invalid size is prepared as an empty key,
/// and bad(row, reason) is called with its row, counted from `first`.
template <class H>
class staging {
public:
    using word = typename H::word;
    using bytes = bulk::key_rows::bytes;

    staging() noexcept = default;
    staging(staging const&) = delete;
    ~staging()
    {
        for (auto& words : words_) otpp::detail::wipe_range(words.at, used_);
    }

    template <class Bad>
    void prepare(kernel_functions<H> const& kernel, bulk::key_rows const& keys, std::size_t first,
                 std::size_t rows, key_tile<H>* tiles, Bad&& bad) noexcept
    {
        if (kernel.prepare_separately != nullptr) {
            for (std::size_t from = 0; from < rows; from += tile_rows) {
                bytes key[tile_rows];
                std::size_t const n = std::min(tile_rows, rows - from);
                for (std::size_t row = 0; row != n; ++row) {
                    key[row] = keys[first + from + row];
                    check(key[row].size(), from + row, bad);
                    key[row] = good(key[row]);
                }
                kernel.prepare_separately(key, n, tiles[from / tile_rows]);
            }
            return;
        }
        // The words of a tile are written while the tile before is hashed: a wide load right after narrow
        // stores to the same place would stall.
        auto const rows_of = [rows](std::size_t row) { return std::min(tile_rows, rows - row); };
        std::size_t words = write(keys, first, rows_of(0), words_[0], 0, bad);
        for (std::size_t row = 0; row < rows; row += tile_rows) {
            auto const& now = words_[row / tile_rows % 2];
            std::size_t const words_now = words;
            if (std::size_t const next = row + tile_rows; next < rows)
                words = write(keys, first + next, rows_of(next), words_[next / tile_rows % 2], next,
                              bad);
            (words_now == state_words ? kernel.prepare_short
                                      : kernel.prepare)(now, tiles[row / tile_rows], rows_of(row));
        }
    }

private:
    static constexpr std::size_t state_words = H::initial.size();

    static bytes good(bytes key) noexcept { return is_key_size(key.size()) ? key : bytes{}; }

    template <class Bad>
    static void check(std::size_t size, std::size_t row, Bad&& bad) noexcept
    {
        if (!is_key_size(size)) bad(row, fault_of_key_size(size));
    }

    // Writes the words of one tile. Returns the number of words of the longest key, rounded up to `state_words` or
    // to a whole block.
    template <class Bad>
    std::size_t write(bulk::key_rows const& keys, std::size_t first, std::size_t rows,
                      key_words<H>& to, std::size_t bad_from, Bad&& bad) noexcept
    {
        used_ = std::max(used_, state_words);
        if (keys.all_of_size(state_words * sizeof(word))) {
            write_usual(keys[first].data(), keys.stride(), rows, to);
            return state_words;
        }
        std::size_t words = state_words;
        for (std::size_t row = 0; row != rows; ++row) {
            std::size_t const size = keys[first + row].size();
            check(size, bad_from + row, bad);
            if (size > state_words * sizeof(word) && size <= block_size<H>) words = 16;
        }
        used_ = std::max(used_, words);
        for (std::size_t row = 0; row != rows; ++row) {
            bytes const key = keys[first + row];
            if (key.size() <= block_size<H>)
                write_key(key, to, row, words);
            else
                write_hashed(key, to, row, words);
        }
        return words;
    }

    // Keys with the length that RFC 4226 and RFC 6238 recommend. Not inlined: in a larger function g++
    // makes a call of each load_be, which takes as long as the hashing.
    [[gnu::noinline]] static void write_usual(unsigned char const* key, std::ptrdiff_t stride,
                                              std::size_t rows, key_words<H>& to) noexcept
    {
        for (std::size_t row = 0; row != rows; ++row, key += stride)
#pragma GCC unroll 8
            for (std::size_t i = 0; i != state_words; ++i)
                to.at[i][row] = otpp::detail::load_be<word>(key + i * sizeof(word));
    }

    // Writes one column of the words, with zeros after the key.
    static void write_key(bytes key, key_words<H>& to, std::size_t row, std::size_t words) noexcept
    {
        std::size_t const whole = key.size() / sizeof(word);
        for (std::size_t i = 0; i != whole; ++i)
            to.at[i][row] = otpp::detail::load_be<word>(key.data() + i * sizeof(word));
        for (std::size_t i = whole; i < words; ++i) to.at[i][row] = 0;
        for (std::size_t i = whole * sizeof(word); i != key.size(); ++i)
            to.at[whole][row] |=
                static_cast<word>(word{key[i]} << (8 * (sizeof(word) - 1 - i % sizeof(word))));
    }

    // A key longer than a block is replaced by its digest, an invalid one by the empty key.
    [[gnu::noinline]] static void write_hashed(bytes key, key_words<H>& to, std::size_t row,
                                               std::size_t words) noexcept
    {
        if (good(key).empty()) return write_key({}, to, row, words);
        otpp::detail::wiped<digest<H>> hashed;
        otpp::detail::hash_to<typename builtin_of<H>::type>(hashed.value, key);
        write_key(hashed.value, to, row, words);
    }

    key_words<H> words_[2];
    std::size_t used_ = 0;
};

} // namespace otpp::bulk::detail

#endif
