// SPDX-License-Identifier: BSL-1.0
#include <otpp/provisioning/detail/apps.hpp>

#include "support/catch.hpp"

#include <iterator>
#include <string_view>

using otpp::provisioning::detail::reading_of;

TEST_CASE("each row of the table is its app's", "[provisioning/detail/apps]")
{
    CHECK(std::size(otpp::provisioning::detail::app_readings) ==
          std::size(otpp::provisioning::all_apps));
    for (auto const each : otpp::provisioning::all_apps) {
        INFO(to_string(each));
        CHECK(reading_of(each).app == each);
    }
}

TEST_CASE("each row says from where it is known", "[provisioning/detail/apps]")
{
    for (auto const& row : otpp::provisioning::detail::app_readings) {
        INFO(to_string(row.app));
        bool const documented = row.app == otpp::provisioning::app::apple;
        CHECK((row.source.find('/') != row.source.npos || documented));
        CHECK((row.source.find(' ') != row.source.npos));
    }
}

TEST_CASE("the ranges of the table are ranges", "[provisioning/detail/apps]")
{
    for (auto const& row : otpp::provisioning::detail::app_readings) {
        INFO(to_string(row.app));
        for (auto const& range : {row.digits, row.period}) CHECK(range.min <= range.max);
        CHECK(row.digits.min >= 1);
        CHECK(row.digits.max <= 10);
        CHECK(row.period.min >= 1);
        CHECK(row.counter_missing <= row.counter_max);
    }
}
