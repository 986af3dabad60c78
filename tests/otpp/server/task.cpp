// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/task.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

using support::hidden;

TEST_CASE("tasks, actions and resets have their names", "[server/task]")
{
    BOTH(to_string(hidden(otpp::task::passcode)) == "passcode");
    BOTH(to_string(hidden(otpp::task::begin)) == "begin");
    BOTH(to_string(hidden(otpp::task::reset)) == "reset");
    BOTH(to_string(hidden(otpp::task::reseal)) == "reseal");
    BOTH(to_string(hidden(otpp::action::login)) == "login");
    BOTH(to_string(hidden(otpp::action::replace)) == "replace");
    BOTH(to_string(hidden(otpp::action::resynchronise)) == "resynchronise");
    BOTH(to_string(hidden(otpp::reset_to::unlocked)) == "unlocked");
    BOTH(to_string(hidden(otpp::reset_to::erased)) == "erased");
}

TEST_CASE("an order is a login unless it says otherwise", "[server/task]")
{
    BOTH(otpp::order{}.what == otpp::action::login && otpp::order{}.pending.empty() &&
         otpp::order{}.codes.empty());
}
