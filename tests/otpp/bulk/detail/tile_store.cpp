// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/detail/tile_store.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <cstring>
#include <utility>
#include <vector>

using otpp::bulk::detail::tile_store;

namespace {

struct alignas(64) tile {
    unsigned char bytes[192];
};
constexpr std::size_t piece = tile_store::tiles_in_a_chunk;

std::size_t bytes_that_are(unsigned char searched, tile const& one)
{
    std::size_t found = 0;
    for (unsigned char const byte : one.bytes) found += byte == searched;
    return found;
}

void fill(tile_store const& store, std::size_t i, int with)
{
    std::memset(store.tile<tile>(i).bytes, with, sizeof(tile));
}

} // namespace

TEST_CASE("new tiles are zero and existing tiles do not move", "[bulk/detail/tile_store]")
{
    tile_store store{sizeof(tile)};
    CHECK(store.size() == 0);
    std::vector<tile*> places;
    for (std::size_t tiles : {std::size_t{1}, piece - 1, piece, piece + 1, 3 * piece + 5}) {
        store.grow(tiles);
        CHECK(store.size() == tiles);
        for (std::size_t i = places.size(); i != tiles; ++i) {
            CHECK(bytes_that_are(0, store.tile<tile>(i)) == sizeof(tile));
            places.push_back(&store.tile<tile>(i));
            fill(store, i, 'x');
        }
        for (std::size_t i = 0; i != tiles; ++i) {
            REQUIRE(&store.tile<tile>(i) == places[i]);
            REQUIRE(bytes_that_are('x', store.tile<tile>(i)) == sizeof(tile));
        }
    }
    for (std::size_t i = 1; i != places.size(); ++i) // the engine walks them by pointer
        if (i % piece != 0) REQUIRE(places[i] == places[i - 1] + 1);
    store.grow(1);
    CHECK(store.size() == places.size()); // not shorter
}

TEST_CASE("removed tiles are wiped", "[bulk/detail/tile_store]")
{
    tile_store store{sizeof(tile)};
    store.grow(5);
    for (std::size_t i = 0; i != 5; ++i) fill(store, i, 'x');
    store.shrink(2);
    CHECK(store.size() == 2);
    for (std::size_t i = 0; i != 5; ++i) // all of one piece, which is still there
        CHECK(bytes_that_are('x', *support::hidden(&store.tile<tile>(i))) ==
              (i < 2 ? sizeof(tile) : 0));
    store.shrink(0);
    CHECK(store.size() == 0);
    store.grow(1);
    CHECK(bytes_that_are(0, store.tile<tile>(0)) == sizeof(tile));
}

TEST_CASE("a moved-from store is empty", "[bulk/detail/tile_store]")
{
    tile_store store{sizeof(tile)};
    store.grow(piece + 1);
    fill(store, piece, 'x');
    auto const* const place = &store.tile<tile>(piece);
    tile_store moved{std::move(store)};
    CHECK(store.size() == 0); // NOLINT: that is the promise
    CHECK((moved.size() == piece + 1 && &moved.tile<tile>(piece) == place));

    tile_store assigned{sizeof(tile)};
    assigned.grow(3);
    assigned = std::move(moved);
    CHECK(moved.size() == 0);
    CHECK((assigned.size() == piece + 1 && &assigned.tile<tile>(piece) == place));
    auto& itself = assigned;
    assigned = std::move(itself);
    CHECK(assigned.size() == piece + 1);
    store.grow(1); // and may be used again
    CHECK(store.size() == 1);
}
