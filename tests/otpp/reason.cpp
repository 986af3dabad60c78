// SPDX-License-Identifier: BSL-1.0
#include <otpp/reason.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

using otpp::reason;
using support::hidden;

TEST_CASE("enumerators are numbered from 0 in the order of the table", "[reason]")
{
    int expected = 0;
#define OTPP_REASON(enumerator, words) CHECK(static_cast<int>(reason::enumerator) == expected++);
#include <otpp/reason_table.hpp>
    CHECK(expected > 80);
}

TEST_CASE("message returns the words of the table", "[reason]")
{
#define OTPP_REASON(enumerator, words) BOTH(message(hidden(reason::enumerator)) == words);
#include <otpp/reason_table.hpp>
    BOTH(message(hidden(reason::base32_lookalike)).starts_with("0, 1, 8 and 9"));
}

TEST_CASE("message of a value without an enumerator says so", "[reason]")
{
    BOTH(message(static_cast<reason>(hidden(255))) == "unknown reason");
}
