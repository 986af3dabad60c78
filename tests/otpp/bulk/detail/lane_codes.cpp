// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/detail/lane_codes.hpp>

#include "support/catch.hpp"
#include "support/random.hpp"

#include <otpp/bulk/detail/portable.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

using namespace otpp::bulk::detail;
using namespace otpp::detail;

namespace {

struct tile_of_values {
    std::uint32_t at[tile_rows];

    explicit tile_of_values(support::random& source)
    {
        for (auto& value : at) value = static_cast<std::uint32_t>(source.next() >> 33);
        at[3] = 0;
        at[7] = 0x7fffffff;
        at[15] = 999'999;
    }
};

template <class K>
void check_passcodes()
{
    support::random source{1};
    for (int count = otpp::digits::min; count <= otpp::digits::max; ++count) {
        auto const& power = powers_of_10[count - otpp::digits::min];
        tile_of_values const values{source};
        std::uint32_t codes[tile_rows + 1]{};
        K::template run<passcodes_body, std::uint32_t const*, power_of_10 const&, std::uint32_t*>(
            values.at, power, codes);
        for (std::size_t i = 0; i != tile_rows; ++i)
            CHECK(codes[i] == otpp::last_digits(values.at[i], *otpp::digits::from(count)));
        CHECK(codes[tile_rows] == 0);
    }
}

template <class K>
void check_match()
{
    comparison const six{otpp::digits{6}};
    constexpr int drifts[]{2, -2, 1, -1, 0}; // the last that fits is the answer
    constexpr std::size_t n = std::size(drifts);
    support::random source{2};
    std::uint32_t values[n * tile_rows], codes[tile_rows]{};
    for (auto& value : values) value = 1'000'000 + static_cast<std::uint32_t>(source.below(1000));
    std::int8_t found[tile_rows + 1], expected[tile_rows + 1];
    for (std::size_t lane = 0; lane <= tile_rows; ++lane)
        expected[lane] = found[lane] = static_cast<std::int8_t>(-100 + static_cast<int>(lane));
    for (std::size_t lane = 0; lane != tile_rows; ++lane) {
        std::size_t const i = lane % n;
        values[i * tile_rows + lane] = 5'123'000 + static_cast<std::uint32_t>(lane);
        codes[lane] = 123'000 + static_cast<std::uint32_t>(lane);
        expected[lane] = static_cast<std::int8_t>(drifts[i]);
    }
    codes[5] += 1'000'000; // seven digits: what stood there stays
    expected[5] = -95;
    codes[9] = 999'999;
    expected[9] = -91;
    values[1 * tile_rows + 2] = values[2 * tile_rows + 2] = 123'002; // two more fit: -2, 1
    K::template run<match_body, std::uint32_t const*, int const*, std::size_t, std::uint32_t const*,
                    comparison const&, std::int8_t*>(values, drifts, n, codes, six, found);
    for (std::size_t lane = 0; lane <= tile_rows; ++lane) CHECK(found[lane] == expected[lane]);
}

} // namespace

TEST_CASE("passcodes_body writes the last digits of every value", "[bulk/detail/lane_codes]")
{
    check_passcodes<one_lane>();
    check_passcodes<baseline_lanes>();
}

TEST_CASE("match_body keeps the last matching drift, or the previous result",
          "[bulk/detail/lane_codes]")
{
    check_match<one_lane>();
    check_match<baseline_lanes>();
}
