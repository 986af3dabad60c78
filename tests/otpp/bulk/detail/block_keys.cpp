// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/detail/block_keys.hpp>

#include "support/bulk_calls.hpp"
#include "support/bulk_engine.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <memory>
#include <vector>

using namespace otpp::bulk::detail;
using hash = otpp::sha1;

namespace {

void check_blocks(call_arguments const& call, support::bulk_table const& table)
{
    chosen_kernels<hash> const kernels{call.kernels};
    auto const keys = std::make_unique<block_keys<hash>>(call, kernels);
    CHECK_FALSE(keys->one_key_is_bad());
    for (std::size_t const block : {std::size_t{1}, std::size_t{0}, std::size_t{3}}) {
        std::size_t const first = block * block_rows;
        std::size_t const rows = std::min(block_rows, table.rows - first);
        std::vector<bool> bad(rows);
        keys->load(first, rows, [&bad](std::size_t row) { bad[row] = true; });
        bool right = true;
        for (std::size_t row = 0; row != rows; ++row) {
            auto const& key = table.bytes[first + row];
            right = right && bad[row] == key.empty();
            right = right && support::holds<hash>(keys->tiles()[row / tile_rows * keys->stride()],
                                                  row % tile_rows, key);
        }
        CHECK(right);
    }
}

} // namespace

TEST_CASE("a block has the keys of its rows and reports invalid ones", "[bulk/detail/block_keys]")
{
    support::bulk_table const table;
    support::key_views const views{table.bytes};
    table.with_call(views.rows(), [&](auto const& call) { check_blocks(call, table); });
    table.with_call(table.prepared(), [&](auto const& call) { check_blocks(call, table); });
}

TEST_CASE("one key is in every lane of every tile", "[bulk/detail/block_keys]")
{
    support::bulk_table table{1};
    auto const check = [&table](call_arguments const& call) {
        chosen_kernels<hash> const kernels{call.kernels};
        auto const keys = std::make_unique<block_keys<hash>>(call, kernels);
        CHECK(keys->stride() == 0);
        CHECK(keys->one_key_is_bad() == table.bytes[0].empty());
        for (std::size_t lane = 0; lane != tile_rows; ++lane)
            CHECK(support::holds<hash>(keys->tiles()[0], lane, table.bytes[0]));
    };
    for (bool const valid : {true, false}) {
        if (!valid) table.bytes[0].clear();
        support::key_views const views{table.bytes};
        table.with_call(views.rows(), check);
        table.with_call(table.prepared(), check);
    }
}
