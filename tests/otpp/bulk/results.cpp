// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/results.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <otpp/window.hpp>

#include <cstdint>

TEST_CASE("sentinels differ from every drift and passcode", "[bulk/results]")
{
    using namespace otpp::bulk;
    BOTH(no_match == -128 && bad_row == -127); // DESIGN.md's numbers, and NumPy's smallest
    BOTH(no_match < -otpp::steps::max && bad_row < -otpp::steps::max);
    BOTH(no_passcode == UINT32_MAX);
    BOTH(no_passcode > 0x7fffffffu); // ten digits of 31 bits are at most that
}
