// SPDX-License-Identifier: BSL-1.0
#include <otpp/provisioning/rule.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <set>
#include <string_view>

using otpp::provisioning::rule;
using otpp::provisioning::severity;
using support::hidden;

TEST_CASE("every rule has a name, words and a mend of its own", "[provisioning/rule]")
{
    std::set<std::string_view> names, messages;
    for (unsigned char i = 0; i != otpp::provisioning::rule_count; ++i) {
        auto const each = static_cast<rule>(i);
        INFO(to_string(each));
        CHECK(names.insert(to_string(each)).second);
        CHECK(messages.insert(message(each)).second);
        CHECK(message(each).size() > 15);
        CHECK_FALSE(mend(each).empty());
        CHECK_FALSE(parameter_of(each).empty());
    }
}

TEST_CASE("the names of rules are those of their enumerators", "[provisioning/rule]")
{
    BOTH(to_string(hidden(rule::unreadable)) == "unreadable");
    BOTH(to_string(hidden(rule::label_empty)) == "label_empty");
    BOTH(to_string(hidden(rule::second_colon)) == "second_colon");
    BOTH(to_string(hidden(rule::issuer_missing)) == "issuer_missing");
    BOTH(to_string(hidden(rule::steam)) == "steam");
    BOTH(to_string(hidden(rule::secret_missing)) == "secret_missing");
    BOTH(to_string(hidden(rule::secret_short)) == "secret_short");
    BOTH(to_string(hidden(rule::algorithm_unknown)) == "algorithm_unknown");
    BOTH(to_string(hidden(rule::digits_not_6)) == "digits_not_6");
    BOTH(to_string(hidden(rule::period_not_30)) == "period_not_30");
    BOTH(to_string(hidden(rule::type_hotp)) == "hotp");
    BOTH(to_string(hidden(rule::counter_missing)) == "counter_missing");
    BOTH(to_string(hidden(rule::unknown_parameter)) == "unknown_parameter");
}

TEST_CASE("what apps refuse is an error, other codes a warning", "[provisioning/rule]")
{
    BOTH(severity_of(hidden(rule::second_colon)) == severity::error);
    BOTH(severity_of(hidden(rule::counter_missing)) == severity::error);
    BOTH(severity_of(hidden(rule::algorithm_not_sha1)) == severity::warning);
    BOTH(severity_of(hidden(rule::issuer_missing)) == severity::note);
    BOTH(to_string(hidden(severity::note)) == "note");
    BOTH(to_string(hidden(severity::warning)) == "warning");
    BOTH(to_string(hidden(severity::error)) == "error");
}
