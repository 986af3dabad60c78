// SPDX-License-Identifier: BSL-1.0
#include <otpp/provisioning/facts.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

using otpp::provisioning::app;
using otpp::provisioning::fact;
using otpp::provisioning::facts_of;
using otpp::provisioning::rule;
using support::hidden;

TEST_CASE("facts stand by rule, each app once", "[provisioning/facts]")
{
    std::set<std::pair<rule, app>> seen;
    auto before = otpp::provisioning::facts[0].rule;
    for (auto const& each : otpp::provisioning::facts) {
        INFO(to_string(each.rule) << ", " << to_string(each.app));
        CHECK(each.rule >= before);
        before = each.rule;
        CHECK(seen.insert({each.rule, each.app}).second);
        CHECK(each.does.size() > 5);
        CHECK(each.source().size() > 10);
    }
    CHECK(std::size(otpp::provisioning::facts) >= 150);
}

TEST_CASE("the facts of a rule are all of them and no others", "[provisioning/facts]")
{
    std::size_t all = 0;
    for (unsigned char i = 0; i != otpp::provisioning::rule_count; ++i) {
        auto const of_rule = facts_of(static_cast<rule>(i));
        for (auto const& each : of_rule) CHECK(each.rule == static_cast<rule>(i));
        all += of_rule.size();
    }
    CHECK(all == std::size(otpp::provisioning::facts));
    BOTH(facts_of(hidden(rule::unreadable)).empty());
    BOTH(facts_of(hidden(rule::unused_parameter)).size() == 1);
    BOTH(facts_of(hidden(rule::label_empty)).front().app == app::google_authenticator);
}

TEST_CASE("a fact has its own source, or its app's", "[provisioning/facts]")
{
    constexpr fact usual{rule::label_empty, app::aegis, "refuses it"};
    constexpr fact special{rule::label_empty, app::aegis, "refuses it", "elsewhere"};
    BOTH(usual.source() == otpp::provisioning::detail::reading_of(hidden(app::aegis)).source);
    BOTH(special.source() == hidden("elsewhere"));
    CHECK(otpp::provisioning::facts_read == "2026-11-24");
}

TEST_CASE("what the documents say of each app is among the facts", "[provisioning/facts]")
{
    constexpr std::pair<app, rule> rows[]{
        {app::google_authenticator, rule::issuer_conflict},
        {app::google_authenticator, rule::algorithm_not_sha1},
        {app::google_authenticator, rule::digits_not_6},
        {app::google_authenticator, rule::period_not_30},
        {app::google_authenticator, rule::label_empty},
        {app::google_authenticator_ios, rule::issuer_conflict},
        {app::freeotp, rule::issuer_conflict},
        {app::freeotp, rule::second_colon},
        {app::freeotp, rule::secret_short},
        {app::freeotp, rule::period_short},
        {app::freeotp, rule::image},
        {app::freeotp, rule::color},
        {app::freeotp, rule::unknown_parameter}, // lock
        {app::freeotp, rule::steam},
        {app::freeotp_plus, rule::issuer_conflict},
        {app::aegis, rule::issuer_conflict},
        {app::aegis, rule::second_colon},
        {app::aegis, rule::counter_missing},
        {app::two_fas, rule::issuer_conflict},
        {app::two_fas, rule::decoded_twice},
        {app::two_fas, rule::algorithm_unknown},
        {app::two_fas, rule::digits_not_6},
        {app::stratum, rule::issuer_conflict},
        {app::authenticator_pro, rule::decoded_twice}, // Stratum's older releases
        {app::keepassxc, rule::type_hotp},
        {app::keepassxc, rule::secret_lookalike},
        {app::apple, rule::issuer_not_a_domain},
    };
    for (auto const& [which, what] : rows) {
        INFO(to_string(which) << ", " << to_string(what));
        bool there = false;
        for (auto const& each : facts_of(what)) there = there || each.app == which;
        CHECK(there);
    }
}
