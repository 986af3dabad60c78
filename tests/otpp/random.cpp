// SPDX-License-Identifier: BSL-1.0
#include <otpp/random.hpp>

#include "support/catch.hpp"

#include <array>
#include <cstddef>
#include <set>
#include <vector>

TEST_CASE("random bytes fill the whole of what is given and nothing more", "[random]")
{
    for (std::size_t const size : {0u, 1u, 16u, 255u, 256u, 257u, 1000u}) {
        // Sixteen fills: that a byte is 0 in all of them has a chance of 2^-128.
        std::vector<unsigned char> seen(size + 2);
        for (int i = 0; i != 16; ++i) {
            std::vector<unsigned char> bytes(size + 2);
            REQUIRE(otpp::fill_random({bytes.data() + 1, size}));
            for (std::size_t j = 0; j != bytes.size(); ++j)
                seen[j] = static_cast<unsigned char>(seen[j] | bytes[j]);
        }
        CHECK(seen.front() == 0);
        CHECK(seen.back() == 0);
        int untouched = 0;
        for (std::size_t j = 1; j <= size; ++j) untouched += seen[j] == 0;
        CHECK(untouched == 0);
    }
}

TEST_CASE("random bytes do not come twice", "[random]")
{
    std::set<std::array<unsigned char, 16>> seen;
    for (int i = 0; i != 1000; ++i) {
        std::array<unsigned char, 16> bytes{};
        REQUIRE(otpp::fill_random(bytes));
        seen.insert(bytes);
    }
    CHECK(seen.size() == 1000);
}

TEST_CASE("every bit of a random byte is set about half of the time", "[random]")
{
    std::vector<unsigned char> bytes(64'000);
    REQUIRE(otpp::fill_random(bytes));
    for (int bit = 0; bit != 8; ++bit) {
        int set = 0;
        for (unsigned char const byte : bytes) set += byte >> bit & 1;
        // the standard deviation is 126: this is 15 of them
        CHECK(set > 30'000);
        CHECK(set < 34'000);
    }
}
