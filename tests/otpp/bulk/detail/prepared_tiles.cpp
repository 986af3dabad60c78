// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/detail/prepared_tiles.hpp>

#include "support/bulk_calls.hpp"
#include "support/bulk_engine.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <utility>
#include <vector>

using namespace otpp::bulk::detail;
using hash = otpp::sha1;

// Every size and hash: tests/otpp/bulk/key_set.cpp.

TEST_CASE("tiles hold appended rows in order and erase moves the last row",
          "[bulk/detail/prepared_tiles]")
{
    support::random source{7};
    std::vector<support::key_bytes> keys;
    for (std::size_t i = 0; i != 2 * tile_rows + 5; ++i) keys.push_back(random_key(source, 20));
    prepared_tiles tiles{otpp::algorithm::sha1};
    auto const holds_all = [&keys](prepared_tiles const& held) {
        if (held.size() != keys.size()) return false;
        for (std::size_t row = 0; row != keys.size(); ++row)
            if (!support::holds<hash>(held.store().tile<key_tile<hash>>(row / tile_rows),
                                      row % tile_rows, keys[row]))
                return false;
        return true;
    };
    support::key_views const views{keys};
    tiles.reserve(keys.size());
    tiles.append(views.rows());
    CHECK(holds_all(tiles));
    for (std::size_t const row : {std::size_t{3}, keys.size() - 2}) {
        tiles.erase(row);
        keys[row] = keys.back();
        keys.pop_back();
        CHECK(holds_all(tiles));
    }
    auto const moved = std::move(tiles);
    CHECK(holds_all(moved));
    CHECK((tiles.size() == 0 && tiles.store().size() == 0));
}
