// SPDX-License-Identifier: BSL-1.0
#include <otpp/detail/borrow.hpp>

#include "support/catch.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

using otpp::detail::lender;
using otpp::detail::owner_of;

namespace {

struct lends {
    using lends_views = void;
};

} // namespace

TEST_CASE("a vector and an array own what a span shows, a span does not", "[detail/borrow]")
{
    using numbers = std::span<int const>;
    STATIC_REQUIRE(owner_of<std::vector<int>, numbers>);
    STATIC_REQUIRE(owner_of<std::array<int, 2>, numbers>);
    STATIC_REQUIRE(owner_of<int[2], numbers>);
    STATIC_REQUIRE_FALSE(owner_of<std::span<int const>, numbers>);
    STATIC_REQUIRE_FALSE(owner_of<std::span<int>, numbers>);
    STATIC_REQUIRE_FALSE(owner_of<std::vector<long>, numbers>);
    STATIC_REQUIRE_FALSE(owner_of<int, numbers>);
    STATIC_REQUIRE(owner_of<std::string, std::string_view>);
    STATIC_REQUIRE_FALSE(owner_of<std::string_view, std::string_view>);
}

TEST_CASE("a type that lends views says so", "[detail/borrow]")
{
    STATIC_REQUIRE(lender<lends>);
    STATIC_REQUIRE_FALSE(lender<std::string>);
    STATIC_REQUIRE_FALSE(lender<int>);
}
