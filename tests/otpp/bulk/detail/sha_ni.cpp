// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/detail/sha_ni.hpp>

#include "support/catch.hpp"
#include "support/random.hpp"

#include <otpp/detail/cpu.hpp>
#include <otpp/prepared_key.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>

using namespace otpp::bulk::detail;
using namespace otpp::detail;

#if defined(__x86_64__)

namespace {

constexpr std::uint32_t untouched = 0xffffffff;

template <class H>
struct rows {
    static constexpr std::size_t most = 2 * tile_rows;
    std::unique_ptr<key_tile<H>[]> tiles = std::make_unique<key_tile<H>[]>(2);
    row_counters<H> counters[2];
    hmac_states<H> states[most];

    explicit rows(support::random& source)
    {
        for (std::size_t row = 0; row != most; ++row) {
            unsigned char key[20];
            for (auto& byte : key) byte = source.byte();
            states[row].prepare(key);
            for (std::size_t side = 0; side != 2; ++side)
                for (std::size_t i = 0; i != H::initial.size(); ++i)
                    tiles[row / tile_rows].saved[side][i][row % tile_rows] =
                        states[row].saved[side][i];
            counters[row / tile_rows].set(row % tile_rows, 0xfffffff0 + row);
        }
    }
    [[nodiscard]] std::uint32_t value(std::size_t row, std::uint64_t counter) const
    {
        std::uint32_t value{};
        values_of(states[row], counter, 1, &value);
        return value;
    }
};

// Every number of rows and of steps, so that the last jobs of a call are 1, 2, 3 and 4.
template <class H>
void check()
{
    support::random source{H::initial.size()};
    rows<H> const all{source};
    constexpr int drifts[]{1, -1, 0};
    auto const steps = std::make_unique<shared_steps<H>>();
    for (std::size_t i = 0; i != std::size(drifts); ++i)
        steps->counters[i] = 0x100000000 + static_cast<std::uint64_t>(std::int64_t{drifts[i]});
    for (std::size_t const first : {std::size_t{0}, std::size_t{3}, std::size_t{14}})
        for (std::size_t last = first; last <= first + 18; ++last)
            for (std::size_t n = 1; n <= std::size(drifts); ++n) {
                std::uint32_t shared[2 * tile_rows * std::size(drifts)];
                for (auto& value : shared) value = untouched;
                std::uint32_t own[std::size(shared)];
                for (auto& value : own) value = untouched;
                sha_ni<H>::shared(all.tiles.get(), 1, first, last, *steps, n, shared);
                sha_ni<H>::own(all.tiles.get(), 1, first, last, all.counters, drifts, n, own);
                INFO("rows " << first << " to " << last << ", " << n << " steps");
                for (std::size_t row = 0; row != 2 * tile_rows; ++row)
                    for (std::size_t i = 0; i != n; ++i) {
                        auto const at = (row / tile_rows * n + i) * tile_rows + row % tile_rows;
                        bool const given = row >= first && row < last;
                        auto const counter =
                            0xfffffff0 + row + static_cast<std::uint64_t>(std::int64_t{drifts[i]});
                        CHECK(shared[at] ==
                              (given ? all.value(row, steps->counters[i]) : untouched));
                        CHECK(own[at] == (given ? all.value(row, counter) : untouched));
                    }
            }
}

} // namespace

TEST_CASE("sha_ni computes the given rows and no others", "[bulk/detail/sha_ni]")
{
    if (!has_sha()) {
        WARN("skipped: the processor has no SHA instructions");
        return;
    }
    check<otpp::sha1>();
    check<otpp::sha256>();
}

#else
TEST_CASE("sha_ni is unavailable on this architecture", "[bulk/detail/sha_ni]") { SUCCEED(); }
#endif
