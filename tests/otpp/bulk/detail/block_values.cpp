// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/detail/block_values.hpp>

#include "support/bulk_calls.hpp"
#include "support/bulk_engine.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

using namespace otpp::bulk::detail;
using hash = otpp::sha1;

namespace {

constexpr int drifts[]{2, -1, 0};

std::uint32_t value_of(support::key_bytes const& key, std::int64_t step)
{
    otpp::detail::hmac_states<hash> states{};
    states.prepare(key);
    std::array<hash::state, 1> code{};
    states.counter_codes<1>(static_cast<std::uint64_t>(step), 1, code);
    return otpp::truncate(code[0]);
}

template <class StepOf>
void check_values(block_values<hash> const& values, support::bulk_table const& table,
                  std::size_t rows, StepOf const& step_of)
{
    bool right = true;
    for (std::size_t row = 0; row != rows; ++row)
        for (std::size_t i = 0; i != std::size(drifts); ++i) {
            auto const* const tile = values.tile(row / tile_rows * tile_rows, std::size(drifts));
            right = right && tile[i * tile_rows + row % tile_rows] ==
                                 value_of(table.bytes[row], step_of(row) + drifts[i]);
        }
    CHECK(right);
}

} // namespace

TEST_CASE("a block's values are those of each key at each drift of its step",
          "[bulk/detail/block_values]")
{
    constexpr std::size_t rows = 7 * tile_rows + 3;
    support::bulk_table const table;
    table.with_call(table.prepared(), [&table](call_arguments const& call) {
        chosen_kernels<hash> const kernels{call.kernels};
        auto const keys = std::make_unique<block_keys<hash>>(call, kernels);
        keys->load(0, rows, [](std::size_t) {});
        auto const values = std::make_unique<block_values<hash>>(*keys, call.kernels, kernels);
        for (std::int64_t const step : {5'000, 5'001, 5'000}) { // another, and the first again
            values->compute(rows, step, drifts);
            check_values(*values, table, rows, [step](std::size_t) { return step; });
        }
        block_steps steps{call.options, call.back, call.ahead};
        steps.reset(rows, row_state::whole);
        for (std::size_t row = 0; row != rows; ++row)
            steps.set(row, row < 2 * tile_rows ? 300'000 : table.time_of_row[row]);
        values->compute(rows, steps, drifts);
        check_values(*values, table, rows, [&steps](std::size_t row) { return steps[row]; });
        CHECK(values->compute_one(17, INT64_MAX) == value_of(table.bytes[17], INT64_MAX));
    });
}
