// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/detail/tile.hpp>

#include "support/catch.hpp"

#include <otpp/hash/sha1.hpp>
#include <otpp/hash/sha2.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>

using namespace otpp::bulk::detail;
using namespace otpp::detail;

TEST_CASE("a tile has the size of its keys' states", "[bulk/detail/tile]")
{
    static_assert(sizeof(key_tile<otpp::sha1>) == 40 * tile_rows);
    static_assert(sizeof(key_tile<otpp::sha256>) == 64 * tile_rows);
    static_assert(sizeof(key_tile<otpp::sha512>) == 128 * tile_rows);
    static_assert(alignof(key_tile<otpp::sha1>) == 64);
    static_assert(block_rows % tile_rows == 0);
    static_assert(shared_steps<otpp::sha1>::rounds == 80);
    static_assert(shared_steps<otpp::sha256>::rounds == 64);
    static_assert(shared_steps<otpp::sha512>::rounds == 80);
    SUCCEED();
}

TEST_CASE("a counter is read back as set, and its upper half is first", "[bulk/detail/tile]")
{
    row_counters<otpp::sha1> halves{};
    row_counters<otpp::sha512> whole{};
    for (std::uint64_t const counter :
         {std::uint64_t{0}, std::uint64_t{0xffffffff}, std::uint64_t{0x100000000},
          std::uint64_t{0x0123456789abcdef}, std::uint64_t{INT64_MAX}}) {
        for (std::size_t row = 0; row != tile_rows; ++row) {
            halves.set(row, counter + row);
            whole.set(row, counter + row);
        }
        for (std::size_t row = 0; row != tile_rows; ++row) {
            CHECK(halves.get(row) == counter + row);
            CHECK(whole.get(row) == counter + row);
            CHECK(halves.at[0][row] == static_cast<std::uint32_t>((counter + row) >> 32));
        }
    }
}
