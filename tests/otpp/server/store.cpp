// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/store.hpp>

#include "support/catch.hpp"

#include <string_view>

namespace {

struct whole {
    otpp::result<bool> load(std::string_view, otpp::server::record_text&);
    otpp::result<bool> compare_and_set(std::string_view, std::string_view, std::string_view);
    otpp::result<bool> remove(std::string_view, std::string_view);
};

// Whether something was stored, without a way to say that nobody knows.
struct sure : whole {
    bool compare_and_set(std::string_view, std::string_view, std::string_view);
};

struct writes_blindly {
    otpp::result<bool> load(std::string_view, otpp::server::record_text&);
    otpp::result<bool> store(std::string_view, std::string_view);
    otpp::result<bool> remove(std::string_view, std::string_view);
};

} // namespace

TEST_CASE("a store has three calls, each of which may have no answer", "[server/store]")
{
    STATIC_REQUIRE(otpp::server::record_store<whole>);
    STATIC_REQUIRE_FALSE(otpp::server::record_store<sure>);
    STATIC_REQUIRE_FALSE(otpp::server::record_store<writes_blindly>);
}
