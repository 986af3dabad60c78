// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/detail/staging.hpp>

#include "support/catch.hpp"
#include "support/random.hpp"

#include <otpp/detail/bytes.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

using namespace otpp::bulk::detail;
using namespace otpp::detail;
using otpp::reason;
using key = std::vector<unsigned char>;

namespace {

// A kernel that hashes nothing: the words of a key go into its lane of the tile, as many as there
// fit, after a mark of the function.
template <class H, int mark, std::size_t given>
void store_words(key_words<H> const& words, key_tile<H>& tile, std::size_t rows)
{
    for (std::size_t row = 0; row != rows; ++row) {
        tile.saved[0][0][row] = mark;
        for (std::size_t i = 0; i != 2 * H::initial.size() - 1 && i != 16; ++i)
            tile.saved[(i + 1) / H::initial.size()][(i + 1) % H::initial.size()][row] =
                i < given ? words.at[i][row] : 0;
    }
}

template <class H>
constexpr kernel_functions<H> storing = [] {
    kernel_functions<H> f{};
    f.prepare_short = &store_words<H, 1, H::initial.size()>;
    f.prepare = &store_words<H, 2, 16>;
    return f;
}();

std::vector<key> keys_of(std::initializer_list<std::size_t> sizes)
{
    support::random source{sizes.size()};
    std::vector<key> keys;
    for (std::size_t const size : sizes) {
        keys.emplace_back(size);
        for (auto& byte : keys.back()) byte = source.byte();
    }
    return keys;
}

std::vector<std::span<unsigned char const>> views_of(std::vector<key> const& keys)
{
    return {keys.begin(), keys.end()};
}

// The word that HMAC's block has at i: of the key, or of its digest, or 0.
template <class H>
typename H::word word_of(key const& from, std::size_t i)
{
    using word = typename H::word;
    unsigned char block[16 * sizeof(word)]{};
    if (from.size() > sizeof block && from.size() <= otpp::max_key_size) {
        auto const hashed = otpp::hash<H>(from);
        std::copy(hashed.begin(), hashed.end(), block);
    }
    else if (from.size() <= sizeof block)
        std::copy(from.begin(), from.end(), block);
    return load_be<word>(block + i * sizeof(word));
}

template <class H>
void check(std::vector<key> const& keys, otpp::bulk::key_rows const& rows, std::size_t first)
{
    constexpr std::size_t words = H::initial.size();
    std::size_t const n = keys.size() - first;
    std::vector<key_tile<H>> tiles((n + tile_rows - 1) / tile_rows + 1);
    std::vector<std::pair<std::size_t, reason>> bad, expected;
    staging<H> stage;
    stage.prepare(storing<H>, rows, first, n, tiles.data(),
                  [&](std::size_t row, reason why) { bad.push_back({row, why}); });
    for (std::size_t row = 0; row != n; ++row) {
        key const& one = keys[first + row];
        if (one.empty()) expected.push_back({row, reason::key_empty});
        if (one.size() > 128) expected.push_back({row, reason::key_too_long});
        auto const& saved = tiles[row / tile_rows].saved;
        INFO("row " << row << ", " << one.size() << " bytes");
        CHECK((saved[0][0][row % tile_rows] == 1 || saved[0][0][row % tile_rows] == 2));
        for (std::size_t i = 0; i != 2 * words - 1 && i != 16; ++i)
            CHECK(saved[(i + 1) / words][(i + 1) % words][row % tile_rows] == word_of<H>(one, i));
    }
    CHECK(bad == expected);
    CHECK(tiles.back().saved[0][0][0] == 0); // no tile behind the last
}

template <class H>
void check_lengths()
{
    for (auto const& sizes : std::initializer_list<std::initializer_list<std::size_t>>{
             {20},
             {1, 2, 3, 4, 5, 19, 20, 21, 32, 63, 64, 65, 127, 128, 0, 129, 20},
             {20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 64, 65, 1, 0, 5},
             {129, 0, 1000, 1}}) {
        auto const keys = keys_of(sizes);
        auto const views = views_of(keys);
        for (std::size_t first = 0; first < keys.size(); first += 3)
            check<H>(keys, std::span{views}, first);
    }
}

} // namespace

TEST_CASE("short keys are padded with zeros and long keys are replaced by digests",
          "[bulk/detail/staging]")
{
    check_lengths<otpp::sha1>();
    check_lengths<otpp::sha256>();
    check_lengths<otpp::sha512>();
}

TEST_CASE("keys of the hash's length are read with any stride", "[bulk/detail/staging]")
{
    constexpr std::size_t rows = 35, size = 20, apart = 23;
    support::random source{3};
    std::vector<unsigned char> bytes(rows * apart);
    for (auto& byte : bytes) byte = source.byte();
    std::vector<key> forwards, backwards;
    for (std::size_t row = 0; row != rows; ++row) {
        auto const at = bytes.begin() + static_cast<std::ptrdiff_t>(row * apart);
        forwards.emplace_back(at, at + size);
    }
    backwards.assign(forwards.rbegin(), forwards.rend());
    check<otpp::sha1>(forwards, {bytes.data(), rows, size, apart}, 0);
    check<otpp::sha1>(
        backwards,
        {bytes.data() + (rows - 1) * apart, rows, size, -static_cast<std::ptrdiff_t>(apart)}, 1);
}

TEST_CASE("a tile is prepared as short only if all its keys are short", "[bulk/detail/staging]")
{
    auto const keys = keys_of({20, 20, 21});
    auto const views = views_of(keys);
    key_tile<otpp::sha1> tile{};
    staging<otpp::sha1> stage;
    auto const ignore = [](std::size_t, reason) {};
    stage.prepare(storing<otpp::sha1>, std::span{views}, 0, 2, &tile, ignore);
    CHECK((tile.saved[0][0][0] == 1 && tile.saved[0][0][1] == 1));
    stage.prepare(storing<otpp::sha1>, std::span{views}, 0, 3, &tile, ignore);
    CHECK((tile.saved[0][0][0] == 2 && tile.saved[0][0][2] == 2));
}

TEST_CASE("prepare_separately gets each key's bytes and an empty key for an invalid one",
          "[bulk/detail/staging]")
{
    auto functions = storing<otpp::sha1>;
    functions.prepare_separately = [](std::span<unsigned char const> const* keys, std::size_t n,
                                      key_tile<otpp::sha1>& tile) {
        for (std::size_t i = 0; i != n; ++i)
            tile.saved[0][0][i] = static_cast<std::uint32_t>(keys[i].size()) + 1;
    };
    auto const keys =
        keys_of({7, 0, 128, 129, 1, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 0, 3});
    auto const views = views_of(keys);
    key_tile<otpp::sha1> tiles[2]{};
    staging<otpp::sha1> stage;
    std::vector<std::pair<std::size_t, reason>> bad;
    stage.prepare(functions, std::span{views}, 1, 18, tiles,
                  [&](std::size_t row, reason why) { bad.push_back({row, why}); });
    CHECK(std::vector(tiles[0].saved[0][0], tiles[0].saved[0][0] + 5) ==
          std::vector<std::uint32_t>{1, 129, 1, 2, 21});
    CHECK(std::vector(tiles[1].saved[0][0], tiles[1].saved[0][0] + 3) ==
          std::vector<std::uint32_t>{1, 4, 0});
    CHECK(bad == std::vector<std::pair<std::size_t, reason>>{
                     {0, reason::key_empty}, {2, reason::key_too_long}, {16, reason::key_empty}});
}
