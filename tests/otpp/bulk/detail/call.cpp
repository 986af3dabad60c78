// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/detail/call.hpp>

#include "support/bulk_engine.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <cstdint>

using namespace otpp::bulk::detail;

// The calls themselves: tests/otpp/bulk.cpp.

TEST_CASE("shapes broadcast as one row or as many as the results", "[bulk/detail/call]")
{
    CHECK(rows_fit(1, 1, 1, 1));
    CHECK(rows_fit(5, 5, 1, 1));
    CHECK(rows_fit(5, 1, 5, 5));
    CHECK(rows_fit(0, 0, 1, 1));
    CHECK_FALSE(rows_fit(5, 1, 1, 1)); // five results of a single row
    CHECK_FALSE(rows_fit(5, 4, 1, 1));
    CHECK_FALSE(rows_fit(5, 5, 4, 1));
    CHECK_FALSE(rows_fit(5, 5, 5, 6));
    CHECK_FALSE(rows_fit(1, 0, 1, 1));
}

TEST_CASE("a finished call reports progress once and may be cancelled", "[bulk/detail/call]")
{
    CHECK(*finish(3, 5, {}) == 3);
    std::size_t calls = 0;
    auto stop = [&calls](std::size_t done, std::size_t rows) {
        ++calls;
        return done != 5 || rows != 5;
    };
    otpp::bulk::run how{};
    how.progress = otpp::bulk::progress{stop};
    auto const result = finish(3, 5, how);
    CHECK((!result && result.error().reason == otpp::reason::cancelled));
    CHECK(calls == 1);
}
