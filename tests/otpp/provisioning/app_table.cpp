// SPDX-License-Identifier: BSL-1.0
#include <otpp/provisioning/app_table.hpp>

#include "support/catch.hpp"

#include <set>
#include <string>
#include <string_view>

TEST_CASE("the table has each app once", "[provisioning/app_table]")
{
    std::set<std::string_view> names, titles;
#define OTPP_APP(name, title, ...)                                                                 \
    CHECK(names.insert(#name).second);                                                             \
    CHECK(titles.insert(title).second);
#include <otpp/provisioning/app_table.hpp>
    CHECK(names.size() == 10);
}

TEST_CASE("each source of several facts is used and is in the table once",
          "[provisioning/app_table]")
{
    std::string facts;
#define OTPP_APP_FACT(broken, which, ...) facts += #__VA_ARGS__ ";";
#include <otpp/provisioning/app_table.hpp>
    std::set<std::string_view> sources;
#define OTPP_APP_SOURCE(name, source)                                                              \
    CHECK(sources.insert(source).second);                                                          \
    CHECK(facts.find("detail::" #name ";") != facts.npos);                                         \
    CHECK(facts.find(source) == facts.npos);
#include <otpp/provisioning/app_table.hpp>
    CHECK(sources.size() >= 5);
}

TEST_CASE("the sources were read on one day", "[provisioning/app_table]")
{
    int days = 0;
#define OTPP_APPS_READ(date)                                                                       \
    CHECK(std::string_view{date}.size() == 10);                                                    \
    ++days;
#include <otpp/provisioning/app_table.hpp>
    CHECK(days == 1);
}

TEST_CASE("the table of apps leaves no macro", "[provisioning/app_table]")
{
#if defined(OTPP_APP) || defined(OTPP_APP_SOURCE) || defined(OTPP_APP_FACT) ||                     \
    defined(OTPP_APPS_READ)
    FAIL("a macro of the table is still defined");
#endif
}
