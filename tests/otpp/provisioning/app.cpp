// SPDX-License-Identifier: BSL-1.0
#include <otpp/provisioning/app.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <set>
#include <string_view>

using otpp::provisioning::app;
using support::hidden;

TEST_CASE("every app has a name and a title of its own", "[provisioning/app]")
{
    std::set<std::string_view> names, titles;
    for (auto const each : otpp::provisioning::all_apps) {
        CHECK(names.insert(to_string(each)).second);
        CHECK(titles.insert(title(each)).second);
    }
    CHECK(names.size() == 10);
    BOTH(to_string(hidden(app::google_authenticator)) == "google_authenticator");
    BOTH(to_string(hidden(app::two_fas)) == "two_fas");
    BOTH(to_string(hidden(app::apple)) == "apple");
    BOTH(title(hidden(app::two_fas)) == "2FAS");
    BOTH(title(hidden(app::apple)) == "Apple Passwords");
}

TEST_CASE("all_apps has each at its place", "[provisioning/app]")
{
    unsigned char place = 0;
    for (auto const each : otpp::provisioning::all_apps)
        CHECK(static_cast<unsigned char>(each) == place++);
}
