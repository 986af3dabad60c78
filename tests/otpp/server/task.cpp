// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/task.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

using support::hidden;

TEST_CASE("tasks, actions and resets have their names", "[server/task]")
{
    BOTH(to_string(hidden(otpp::server::task::passcode)) == "passcode");
    BOTH(to_string(hidden(otpp::server::task::begin)) == "begin");
    BOTH(to_string(hidden(otpp::server::task::reset)) == "reset");
    BOTH(to_string(hidden(otpp::server::task::reseal)) == "reseal");
    BOTH(to_string(hidden(otpp::server::action::login)) == "login");
    BOTH(to_string(hidden(otpp::server::action::replace)) == "replace");
    BOTH(to_string(hidden(otpp::server::action::resynchronise)) == "resynchronise");
    BOTH(to_string(hidden(otpp::server::reset_to::unlocked)) == "unlocked");
    BOTH(to_string(hidden(otpp::server::reset_to::erased)) == "erased");
}

TEST_CASE("an order is a login unless it says otherwise", "[server/task]")
{
    BOTH(otpp::server::order{}.what == otpp::server::action::login &&
         otpp::server::order{}.pending.empty() && otpp::server::order{}.codes.empty());
}
