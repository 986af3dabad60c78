// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/detail/worker.hpp>

#include "support/bulk_engine.hpp"
#include "support/bulk_keys.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

// Results on every kernel are tested through otpp/bulk.hpp: tests/hardening/bulk/kernels.cpp. These are the
// tests of a part of the rows, which only a worker computes.

using namespace otpp::bulk::detail;
using namespace otpp::detail;

namespace {

constexpr std::size_t rows = 5 * block_rows + 37;
constexpr otpp::bulk::column<std::uint32_t> no_codes_typed{0};

} // namespace

TEST_CASE("a worker writes the given rows and no others", "[bulk/detail/worker]")
{
    support::random source{1};
    otpp::totp_options const options{.digits = 8};
    std::vector<support::key_bytes> bytes;
    std::vector<std::int64_t> times;
    std::vector<std::uint32_t> expected, codes;
    for (std::size_t row = 0; row != rows; ++row) {
        bytes.push_back(support::random_key(source));
        if (row % 50 == 49) bytes.back().clear();
        times.push_back(static_cast<std::int64_t>(source.below(1u << 31)) - 1000);
        support::scalar_row const scalar{bytes.back(), options};
        expected.push_back(scalar.passcode(times.back()));
        codes.push_back(scalar.passcode(times.back() + 30));
    }
    support::key_views const views{bytes};
    auto const keys = views.rows();
    otpp::bulk::column<std::int64_t> const at{times};
    otpp::bulk::column<std::uint32_t> const typed{codes};

    call_arguments call{keys, options, at, no_codes_typed, {0, 0}, rows};
    call.kernels = *kernel_choice::make(otpp::bulk::kernel::automatic, options.algorithm, true);
    CHECK(call.steps() == 1);
    for (auto const& [first, last] : {std::pair{std::size_t{0}, rows},
                                      {block_rows, 2 * block_rows},
                                      {2 * block_rows, 2 * block_rows + 1},
                                      {5 * block_rows, rows},
                                      {block_rows, block_rows}}) {
        std::vector<std::uint32_t> out(rows, 7);
        call.passcodes = out.data();
        std::size_t good = 0;
        for (std::size_t row = first; row != last; ++row)
            good += expected[row] != otpp::bulk::no_passcode;
        CHECK(worker<otpp::sha1>{call}.run(first, last) == good);
        bool right = true;
        for (std::size_t row = 0; row != rows; ++row)
            right = right && out[row] == (row >= first && row < last ? expected[row] : 7);
        CHECK(right);
    }

    // One worker computes one share after the other: the state of one must not affect the next.
    std::vector<std::int8_t> drifts(rows, 7);
    call_arguments matching{keys, options, at, typed, {1, 1}, rows};
    matching.kernels = call.kernels;
    matching.drifts = drifts.data();
    CHECK(matching.steps() == 3);
    worker<otpp::sha1> one{matching};
    std::size_t good = 0, expected_good = 0;
    for (std::size_t const block : {3u, 0u, 5u, 1u, 2u, 4u})
        good += one.run(block * block_rows, std::min(rows, (block + 1) * block_rows));
    for (std::size_t row = 0; row != rows; ++row) {
        auto const drift = support::scalar_row{bytes[row], options}.drift(codes[row], times[row],
                                                                          {.back = 1, .ahead = 1});
        expected_good += drift > otpp::bulk::bad_row;
        CHECK(drifts[row] == drift);
    }
    CHECK(good == expected_good);
}
