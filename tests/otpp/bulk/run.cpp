// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/run.hpp>

#include "support/catch.hpp"

#include <concepts>
#include <cstddef>

using otpp::bulk::progress;

TEST_CASE("the default progress has no callback and never stops a call", "[bulk/run]")
{
    otpp::bulk::run const how{};
    CHECK(how.kernel == otpp::bulk::kernel::automatic);
    CHECK(how.threads == 0);
    CHECK_FALSE(how.progress);
    CHECK(how.progress(1, 2));
}

TEST_CASE("progress calls its callable", "[bulk/run]")
{
    struct seen {
        std::size_t done = 0, rows = 0;
        bool answer = true;
        bool operator()(std::size_t now, std::size_t all) { return done = now, rows = all, answer; }
    } object;
    progress const tell{object};
    CHECK(tell);
    CHECK(tell(3, 4));
    CHECK((object.done == 3 && object.rows == 4));
    object.answer = false;
    CHECK_FALSE(tell(4, 4));

    auto const constant = [](std::size_t done, std::size_t rows) { return done < rows; };
    CHECK(progress{constant}(0, 1));
    CHECK_FALSE(progress{constant}(1, 1));

    auto silent = [] {};
    auto tells_nothing = [](std::size_t, std::size_t) {};
    static_assert(!std::constructible_from<progress, decltype(silent)&>);
    static_assert(!std::constructible_from<progress, decltype(tells_nothing)&>);
}
