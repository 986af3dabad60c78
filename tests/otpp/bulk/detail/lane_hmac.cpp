// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/detail/lane_hmac.hpp>

#include "support/catch.hpp"
#include "support/random.hpp"

#include <otpp/bulk/detail/portable.hpp>
#include <otpp/detail/bytes.hpp>
#include <otpp/hmac.hpp>
#include <otpp/prepared_key.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

using namespace otpp::bulk::detail;
using namespace otpp::detail;

namespace {

// The block of a counter in every lane: lane_hmac's message against hmac_states' own.
template <class H, class W>
void check_counter_message(std::uint64_t counter, int drift)
{
    using word = typename H::word;
    constexpr std::size_t lanes = sizeof(W) / sizeof(word);
    row_counters<H> counters{};
    for (std::size_t row = 0; row != tile_rows; ++row) counters.set(row, counter + row);
    for (std::size_t first = 0; first != tile_rows; first += lanes) {
        W w[16]{};
        lane_hmac<H, W>::counter_message(w, counters, first, drift);
        for (std::size_t i = 0; i != 16; ++i) {
            word found[lanes];
            store(found, w[i]);
            for (std::size_t lane = 0; lane != lanes; ++lane) {
                typename H::block expected{};
                hmac_states<H>::counter_block(
                    expected, counter + first + lane +
                                  static_cast<std::uint64_t>(static_cast<std::int64_t>(drift)));
                INFO("counter " << counter + first + lane << ", drift " << drift << ", word " << i);
                CHECK(found[lane] == expected[i]);
            }
        }
    }
}

template <class H, class K>
void check_texts()
{
    using word = typename H::word;
    constexpr std::size_t words = H::initial.size();
    support::random source{words};

    // Keys as long as the state: the bodies for short keys and for whole blocks prepare them alike.
    auto const keys = std::make_unique<key_words<H>>();
    std::array<std::array<unsigned char, words * sizeof(word)>, tile_rows> bytes;
    std::array<hmac_states<H>, tile_rows> expected;
    for (std::size_t row = 0; row != tile_rows; ++row) {
        for (auto& byte : bytes[row]) byte = source.byte();
        for (std::size_t i = 0; i != words; ++i)
            keys->at[i][row] = load_be<word>(bytes[row].data() + i * sizeof(word));
        expected[row].prepare(bytes[row]);
    }
    auto const tile = std::make_unique<key_tile<H>>(), whole = std::make_unique<key_tile<H>>();
    K::template run<prepare_body<H, words>, key_words<H> const&, key_tile<H>&, std::size_t>(
        *keys, *tile, tile_rows);
    K::template run<prepare_body<H, 16>, key_words<H> const&, key_tile<H>&, std::size_t>(
        *keys, *whole, tile_rows);
    for (std::size_t side = 0; side != 2; ++side)
        for (std::size_t i = 0; i != words; ++i)
            for (std::size_t row = 0; row != tile_rows; ++row) {
                CHECK(tile->saved[side][i][row] == expected[row].saved[side][i]);
                CHECK(whole->saved[side][i][row] == expected[row].saved[side][i]);
            }

    // Some steps for all rows, then the same as drifts from each row's own.
    constexpr int drifts[]{3, -1, 0};
    constexpr std::size_t n = std::size(drifts);
    constexpr std::uint64_t centre = 0xffffffff;
    auto const steps = std::make_unique<shared_steps<H>>();
    row_counters<H> counters{};
    for (std::size_t row = 0; row != tile_rows; ++row) counters.set(row, centre);
    for (std::size_t i = 0; i != n; ++i)
        steps->counters[i] = centre + static_cast<std::uint64_t>(std::int64_t{drifts[i]});
    std::uint32_t shared[n * tile_rows]{}, own[n * tile_rows]{};
    K::template run<schedule_body<H>, shared_steps<H>&, std::size_t>(*steps, n);
    K::template run<shared_body<H>, key_tile<H> const*, std::size_t, std::size_t, std::size_t,
                    shared_steps<H> const&, std::size_t, std::uint32_t*>(
        tile.get(), 1, 0, tile_rows, *steps, n, shared);
    K::template run<own_body<H>, key_tile<H> const*, std::size_t, std::size_t, std::size_t,
                    row_counters<H> const*, int const*, std::size_t, std::uint32_t*>(
        tile.get(), 1, 0, tile_rows, &counters, drifts, n, own);
    for (std::size_t i = 0; i != n; ++i)
        for (std::size_t row = 0; row != tile_rows; ++row) {
            std::uint32_t value{};
            values_of(expected[row], steps->counters[i], 1, &value);
            CHECK(shared[i * tile_rows + row] == value);
            CHECK(own[i * tile_rows + row] == value);
        }
}

} // namespace

TEST_CASE("a counter block has the sum of counter and drift, also across 2^32",
          "[bulk/detail/lane_hmac]")
{
    using four = lanes_of<std::uint32_t, 16>::type;
    for (std::uint64_t const counter :
         {std::uint64_t{200}, std::uint64_t{0xffffffff - 8}, std::uint64_t{0x100000000},
          std::uint64_t{0x1ffffffff - 50}, std::uint64_t{INT64_MAX} - 200})
        for (int const drift : {0, 1, -1, 100, -100}) {
            check_counter_message<otpp::sha1, std::uint32_t>(counter, drift);
            check_counter_message<otpp::sha1, four>(counter, drift);
            check_counter_message<otpp::sha512, std::uint64_t>(counter, drift);
        }
}

TEST_CASE("prepared keys and values in lanes agree with hmac.hpp", "[bulk/detail/lane_hmac]")
{
    check_texts<otpp::sha1, one_lane>();
    check_texts<otpp::sha1, baseline_lanes>();
    check_texts<otpp::sha512, baseline_lanes>();
}
