// SPDX-License-Identifier: BSL-1.0
#include <otpp/detail/drift_order.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <cstdint>

using otpp::detail::drift_range;
using otpp::detail::visit_preferred_last;

namespace {

struct visited {
    int drifts[8]{};
    std::size_t size = 0;

    constexpr visited(std::int64_t centre, int back, int ahead)
    {
        visit_preferred_last(drift_range{centre, back, ahead},
                             [this](int drift) { drifts[size++] = drift; });
    }
    template <std::size_t n>
    constexpr bool are(int const (&expected)[n]) const
    {
        bool same = size == n;
        for (std::size_t i = 0; same && i != n; ++i) same = drifts[i] == expected[i];
        return same;
    }
};

} // namespace

TEST_CASE("ranks alternate around 0 and the older step comes first", "[detail/drift_order]")
{
    using otpp::detail::drift_of, support::hidden;
    BOTH(drift_of(hidden(0)) == 0);
    BOTH(drift_of(hidden(1)) == -1);
    BOTH(drift_of(hidden(2)) == 1);
    BOTH(drift_of(hidden(3)) == -2);
    BOTH(drift_of(hidden(199)) == -100);
    BOTH(drift_of(hidden(200)) == 100);
}

TEST_CASE("a window is visited from the outside in and the older of two last",
          "[detail/drift_order]")
{
    BOTH(visited{100, 2, 2}.are({2, -2, 1, -1, 0}));
    BOTH(visited{100, 1, 3}.are({3, 2, 1, -1, 0}));
    BOTH(visited{100, 3, 1}.are({-3, -2, 1, -1, 0}));
    BOTH(visited{100, 0, 0}.are({0}));
}

TEST_CASE("a window contains no step below 0 or above 2^63-1", "[detail/drift_order]")
{
    BOTH(visited{0, 2, 1}.are({1, 0}));
    BOTH(visited{1, 2, 0}.are({-1, 0}));
    BOTH(visited{2, 2, 0}.are({-2, -1, 0}));
    BOTH(visited{INT64_MAX, 1, 2}.are({-1, 0}));
    BOTH(visited{INT64_MAX - 1, 0, 2}.are({1, 0}));
    BOTH(visited{INT64_MAX - 2, 0, 2}.are({2, 1, 0}));
}
