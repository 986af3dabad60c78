// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/policy.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"

#include <cstdint>

using otpp::reason;
using otpp::server::policy;
using support::hidden;
using support::refused;

TEST_CASE("the numbers of a policy are checked", "[server/policy]")
{
    BOTH(otpp::server::attempt_limit::from(hidden(std::int64_t{1}))->value() == 1);
    BOTH(otpp::server::attempt_limit::from(hidden(std::int64_t{1'000'000}))->value() == 1'000'000);
    BOTH(refused(otpp::server::attempt_limit::from(hidden(std::int64_t{0})),
                 reason::attempts_out_of_range));
    BOTH(refused(otpp::server::attempt_limit::from(hidden(std::int64_t{1'000'001})),
                 reason::attempts_out_of_range));
    BOTH(otpp::server::wait::from(hidden(std::int64_t{0}))->value() == 0);
    BOTH(refused(otpp::server::wait::from(hidden(std::int64_t{-1})), reason::wait_out_of_range));
    BOTH(
        refused(otpp::server::wait::from(hidden(std::int64_t{86'401})), reason::wait_out_of_range));
    BOTH(refused(otpp::server::daily_budget::from(hidden(std::int64_t{0})),
                 reason::budget_out_of_range));
    BOTH(refused(otpp::server::daily_budget::from(hidden(std::int64_t{86'401})),
                 reason::budget_out_of_range));
}

TEST_CASE("an attempt costs its share of a day, rounded up", "[server/policy]")
{
    BOTH(otpp::server::daily_budget::from(hidden(std::int64_t{1}))->cost() == 86'400);
    BOTH(otpp::server::daily_budget::from(hidden(std::int64_t{100}))->cost() == 864);
    BOTH(otpp::server::daily_budget::from(hidden(std::int64_t{7}))->cost() == 12'343);
    BOTH(otpp::server::daily_budget::from(hidden(std::int64_t{86'400}))->cost() == 1);
}

TEST_CASE("the presets are what their documents ask", "[server/policy]")
{
    BOTH(policy{}.back == 1 && policy{}.ahead == 1 && policy{}.limit == 100);
    BOTH(policy::rfc6238().back == 1 && policy::rfc6238().ahead == 0);
    BOTH(policy::nist_800_63b().limit == 100 && policy::nist_800_63b().min_key_size == 14);
    BOTH(policy::nist_800_63b().back == 1 && policy::nist_800_63b().ahead == 1);
    BOTH(policy::asvs5().back == 0 && policy::asvs5().ahead == 0 && policy::asvs5().max_drift == 0);
    BOTH(policy::asvs5().max_period == 30);
    BOTH(policy::asvs5().from == otpp::server::standard::asvs5);
    BOTH(to_string(policy::nist_800_63b().from) == "nist_800_63b");
}

TEST_CASE("preset returns the policy of a document", "[server/policy]")
{
    using otpp::server::standard;
    for (auto const each :
         {standard::none, standard::rfc6238, standard::nist_800_63b, standard::asvs5})
        CHECK(policy::preset(each).from == each);
    BOTH(policy::preset(hidden(standard::asvs5)).max_period == 30);
}

TEST_CASE("a policy's fault is named by its member", "[server/policy]")
{
    constexpr auto has_fault = [](int delay, int min_key_size) {
        policy rules;
        rules.delay = *otpp::server::wait::from(delay);
        rules.max_delay = 60;
        rules.min_key_size = min_key_size;
        return fault_of(rules);
    };
    BOTH(!has_fault(hidden(60), 1));
    BOTH(!has_fault(hidden(0), 128));
    BOTH(has_fault(hidden(61), 16)->member == "max_delay");
    BOTH(has_fault(hidden(61), 16)->reason == reason::delay_over_max);
    BOTH(has_fault(hidden(5), 0)->member == "min_key_size");
    BOTH(has_fault(hidden(5), 0)->reason == reason::key_empty);
    BOTH(has_fault(hidden(5), 129)->reason == reason::key_too_long);
    for (auto const each : {policy{}, policy::rfc6238(), policy::nist_800_63b(), policy::asvs5()})
        CHECK_FALSE(fault_of(each).has_value());
}
