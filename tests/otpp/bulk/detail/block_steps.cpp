// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/detail/block_steps.hpp>

#include "support/catch.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>

using namespace otpp::bulk::detail;

namespace {

constexpr otpp::totp_options by_30{};
constexpr otpp::totp_options by_1{.period = 1};

struct expected_run {
    std::size_t from, end;
    bool has_one_step;
};

} // namespace

TEST_CASE("a row before T0 is bad and one with a clipped window is clipped",
          "[bulk/detail/block_steps]")
{
    block_steps steps{by_1, 2, 1};
    steps.reset(7, row_state::whole);
    steps.set(0, -1);
    steps.set(1, 1);
    steps.set(2, 2);
    steps.set(3, INT64_MAX - 1);
    steps.set(4, INT64_MAX);
    steps.mark_bad(5);
    steps.set(5, 1);
    CHECK(steps.state(0) == row_state::bad);
    CHECK(steps.state(1) == row_state::clipped);
    CHECK(steps.state(2) == row_state::whole);
    CHECK(steps.state(3) == row_state::whole);
    CHECK(steps.state(4) == row_state::clipped);
    CHECK(steps.state(5) == row_state::bad); // a bad key stays bad
    CHECK(steps.state(6) == row_state::whole);
    CHECK(steps[0] == 0);
    CHECK(steps[4] == INT64_MAX);
}

TEST_CASE("tiles with one step make a run and others make one together",
          "[bulk/detail/block_steps]")
{
    constexpr std::size_t rows = 5 * tile_rows + 3;
    block_steps steps{by_30, 1, 1};
    steps.reset(rows, row_state::whole);
    for (std::size_t row = 0; row != rows; ++row) steps.set(row, 3'000);
    auto const check = [&](std::initializer_list<expected_run> runs) {
        std::size_t from = 0;
        for (auto const& expected : runs) {
            CHECK(from == expected.from);
            auto const run = steps.run_from(from, rows);
            CHECK(run.end == expected.end);
            CHECK(run.has_one_step == expected.has_one_step);
            from = run.end;
        }
        CHECK(from == rows);
    };
    check({{0, rows, true}});
    steps.set(tile_rows + 5, 3'030);
    steps.mark_bad(2 * tile_rows);
    check({{0, tile_rows, true}, {tile_rows, 3 * tile_rows, false}, {3 * tile_rows, rows, true}});
    for (std::size_t row = 4 * tile_rows; row != rows; ++row) steps.set(row, 6'000);
    check({{0, tile_rows, true},
           {tile_rows, 3 * tile_rows, false},
           {3 * tile_rows, 4 * tile_rows, true},
           {4 * tile_rows, rows, true}});
    steps.set(rows - 1, 6'030);
    check({{0, tile_rows, true},
           {tile_rows, 3 * tile_rows, false},
           {3 * tile_rows, 4 * tile_rows, true},
           {4 * tile_rows, 5 * tile_rows, true},
           {5 * tile_rows, rows, false}});
}
