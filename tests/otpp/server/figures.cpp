// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/figures.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <cmath>
#include <string_view>

using otpp::otp_type;
using otpp::server::figures_of;
using otpp::server::policy;
using support::hidden;

namespace {

constexpr bool near(double value, double expected)
{
    double const off = value - expected;
    return off < expected * 0.005 && -off < expected * 0.005;
}

constexpr policy without_budget()
{
    policy rules;
    rules.budget = 86'400;
    return rules;
}

constexpr bool warns(policy const& rules, otpp::server::policy_warning what)
{
    int count = 0;
    otpp::server::policy_warnings const all{rules, 6, otp_type::totp};
    for (auto const each : all.list()) count += each == what;
    return count == 1;
}

constexpr bool silent(policy const& rules)
{
    otpp::server::policy_warnings const warnings{rules, 6, otp_type::totp};
    return warnings.list().empty();
}

} // namespace

TEST_CASE("what the logins of the person forgive, a guesser has again", "[server/figures]")
{
    // 6 digits, 3 steps, 5 s, limit 100: 198 of one login are 2 times 99, of which the last waits
    // 495 s and all together 24,750 s, under half a day
    constexpr auto guesses = [](int logins) {
        return figures_of(without_budget(), 6, otp_type::totp, logins).guesses_a_day;
    };
    BOTH(guesses(hidden(0)) == 100);
    BOTH(guesses(hidden(1)) == 198);
    BOTH(guesses(hidden(3)) == 368);
    BOTH(guesses(hidden(10)) == 605);
    BOTH(guesses(hidden(100)) == 1'818);
    BOTH(guesses(hidden(-5)) == 100);
}

TEST_CASE("the probabilities of a policy", "[server/figures]")
{
    // a value of 31 bits has six given last digits in at most 2148 of 2^31 cases
    BOTH(near(figures_of(policy{}, 6, otp_type::totp).guess, 3 * 2148.0 / 2147483648.0));
    BOTH(figures_of(policy{}, 6, otp_type::totp).steps == 3);
    BOTH(figures_of(policy{}, 6, otp_type::hotp).steps == 11);
    BOTH(near(figures_of(policy{}, 6, otp_type::totp).until_lock, 3.0e-4));
    BOTH(near(figures_of(without_budget(), 6, otp_type::totp, 3).per_year, 0.332));
    BOTH(near(figures_of(policy{}, 6, otp_type::totp, 3).per_year, 0.1037));
    constexpr auto tight = [] {
        policy rules;
        rules.budget = 20;
        return rules;
    };
    BOTH(near(figures_of(tight(), 6, otp_type::totp, 3).per_year, 0.0217));
    BOTH(near(figures_of(policy::asvs5(), 6, otp_type::totp, 3).per_year, 0.0359));
    // of ten digits most numbers never appear: hardly better than nine
    BOTH(figures_of(policy{}, 10, otp_type::totp).guess >
         figures_of(policy{}, 9, otp_type::totp).guess / 4);
}

TEST_CASE("where nothing locks, only delay and budget bound the guesses", "[server/figures]")
{
    constexpr auto open = [] {
        auto rules = without_budget();
        rules.at_limit = otpp::server::on_limit::delay;
        return rules;
    };
    BOTH(figures_of(open(), 6, otp_type::totp).until_lock == 1);
    // 99 behind 24,750 s, then one each 900 s
    BOTH(figures_of(open(), 6, otp_type::totp).guesses_a_day == 99 + (86'400 - 24'750) / 900);
}

TEST_CASE("a probability of many is that of at least one", "[server/figures]")
{
    for (int n : {0, 1, 2, 3, 100, 36'500}) {
        double const p = 3e-6;
        CHECK(std::abs(otpp::server::detail::at_least_once(p, n) - (1 - std::pow(1 - p, n))) <
              1e-12);
    }
}

TEST_CASE("a policy that leaves its standard says so", "[server/figures]")
{
    using otpp::server::policy_warning;
    BOTH(silent(policy{}) && silent(policy::rfc6238()));
    BOTH(silent(policy::nist_800_63b()) && silent(policy::asvs5()));
    constexpr auto changed = [](policy rules, auto change) {
        change(rules);
        return rules;
    };
    BOTH(warns(changed({}, [](policy& p) { p.at_limit = otpp::server::on_limit::delay; }),
               policy_warning::nothing_locks));
    BOTH(warns(changed({}, [](policy& p) { p.back = 5, p.ahead = 5; }),
               policy_warning::guessed_before_lock));
    BOTH(warns(changed(policy::nist_800_63b(), [](policy& p) { p.limit = 101; }),
               policy_warning::limit_over_standard));
    BOTH(warns(changed(policy::nist_800_63b(), [](policy& p) { p.ahead = 2; }),
               policy_warning::window_over_standard));
    BOTH(warns(changed(policy::rfc6238(), [](policy& p) { p.ahead = 1; }),
               policy_warning::window_over_standard));
    BOTH(warns(changed(policy::asvs5(), [](policy& p) { p.back = 1; }),
               policy_warning::window_over_standard));
    BOTH(warns(changed(policy::asvs5(), [](policy& p) { p.max_drift = 1; }),
               policy_warning::drift_over_standard));
    BOTH(warns(changed(policy::nist_800_63b(), [](policy& p) { p.min_key_size = 10; }),
               policy_warning::key_under_standard));
    BOTH(warns(changed(policy::asvs5(), [](policy& p) { p.max_period = 60; }),
               policy_warning::period_over_standard));
    for (int i = 0; i <= static_cast<int>(policy_warning::period_over_standard); ++i)
        CHECK(message(static_cast<policy_warning>(i)) != "unknown warning");
}
