// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/admit.hpp>

#include "protocol/secrets.hpp"
#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"

#include <cstdint>
#include <stdexcept>

using otpp::unix_time;
using otpp::server::attempts;
using otpp::server::factor_state;
using otpp::server::lane;
using otpp::server::policy;
using otpp::server::record;
using otpp::server::verdict_kind;
using support::hidden;

namespace {

constexpr std::int64_t noon = 1'700'000'000;

constexpr record in_use(attempts count = {}, attempts recovery = {})
{
    record made;
    made.state = factor_state::active;
    made.passcodes = count;
    made.recovery = recovery;
    made.debt_at = noon;
    return made;
}

// What is said, and the record behind it.
struct answer : otpp::server::admission {
    record next{};
};
constexpr answer ask(policy const& rules, record const& current, lane which, unix_time now)
{
    answer made{{}, current};
    static_cast<otpp::server::admission&>(made) = otpp::server::admit(rules, made.next, which, now);
    if (!made.write && !(made.next == current))
        throw std::logic_error{"changed, and not to be stored"};
    return made;
}

constexpr bool refused(otpp::server::admission const& said, verdict_kind kind,
                       std::int64_t retry_after = 0)
{
    return !said.admitted && said.refusal.kind == kind && said.refusal.retry_after == retry_after;
}

constexpr bool admitted(otpp::server::admission const& said) { return said.admitted && said.write; }

// What `now` seconds after the last of so many failures gives.
constexpr answer after(std::int64_t failures, std::int64_t now, policy const& rules = {})
{
    return ask(rules, in_use({failures, 0, noon}), lane::passcode, unix_time{noon + now});
}

constexpr policy with(int budget)
{
    policy rules;
    rules.delay = 0;
    rules.budget = *otpp::server::daily_budget::from(budget);
    return rules;
}

} // namespace

TEST_CASE("an attempt is counted when it is admitted", "[server/admit]")
{
    constexpr auto counted = [](std::int64_t tries) {
        auto const current = in_use({tries, tries, noon - 1});
        auto const said = ask(policy{}, current, lane::passcode, unix_time{noon});
        auto expected = current;
        expected.version = 1;
        expected.passcodes = {tries + 1, tries, noon};
        expected.debt = 864;
        expected.debt_at = noon;
        return admitted(said) && said.next == expected && said.ticket == tries + 1;
    };
    BOTH(counted(hidden(std::int64_t{0})));
    BOTH(counted(hidden(std::int64_t{41})));
}

TEST_CASE("the wait grows with the failures, up to the longest", "[server/admit]")
{
    BOTH(admitted(after(hidden(std::int64_t{0}), 0)));
    BOTH(refused(after(hidden(std::int64_t{1}), 0), verdict_kind::throttled, 5));
    BOTH(refused(after(hidden(std::int64_t{1}), 4), verdict_kind::throttled, 1));
    BOTH(admitted(after(hidden(std::int64_t{1}), 5)));
    BOTH(refused(after(hidden(std::int64_t{7}), 34), verdict_kind::throttled, 1));
    BOTH(admitted(after(hidden(std::int64_t{7}), 35)));
    constexpr auto many = [] {
        policy rules;
        rules.limit = 1'000'000;
        return rules;
    };
    BOTH(refused(after(hidden(std::int64_t{179}), 0, many()), verdict_kind::throttled, 895));
    BOTH(refused(after(hidden(std::int64_t{180}), 0, many()), verdict_kind::throttled, 900));
    BOTH(refused(after(hidden(std::int64_t{999'999}), 0, many()), verdict_kind::throttled, 900));
}

TEST_CASE("a refused try is not counted and does not make the wait longer", "[server/admit]")
{
    auto current = in_use({3, 0, noon});
    for (std::int64_t now = 0; now != 15; ++now) {
        auto const said = ask(policy{}, current, lane::passcode, unix_time{noon + now});
        CHECK(refused(said, verdict_kind::throttled, 15 - now));
        CHECK_FALSE(said.write);
    }
    CHECK(admitted(ask(policy{}, current, lane::passcode, unix_time{noon + 15})));
}

TEST_CASE("at the limit the factor is disabled, or stays delayed", "[server/admit]")
{
    BOTH(admitted(after(hidden(std::int64_t{99}), 1'000)));
    BOTH(refused(after(hidden(std::int64_t{100}), 1'000'000), verdict_kind::disabled));
    BOTH(refused(after(hidden(std::int64_t{101}), 1'000'000), verdict_kind::disabled));
    constexpr auto delaying = [] {
        policy rules;
        rules.at_limit = otpp::server::on_limit::delay;
        rules.delay = 0; // the wait at the limit is the longest even so
        return rules;
    };
    BOTH(admitted(after(hidden(std::int64_t{99}), 0, delaying())));
    BOTH(refused(after(hidden(std::int64_t{100}), 0, delaying()), verdict_kind::throttled, 900));
    BOTH(refused(after(hidden(std::int64_t{5'000}), 899, delaying()), verdict_kind::throttled, 1));
    BOTH(admitted(after(hidden(std::int64_t{5'000}), 900, delaying())));
}

TEST_CASE("without a delay nobody waits, whatever the clock", "[server/admit]")
{
    constexpr auto off = [] {
        policy rules;
        rules.delay = 0;
        return rules;
    };
    for (std::int64_t const now : {-1'000'000'000, -5, 0, 5, 1'000'000'000})
        CHECK(admitted(after(50, now, off())));
}

TEST_CASE("a clock that was set back locks for at most twice the longest delay", "[server/admit]")
{
    // a little back: the wait goes on from there
    BOTH(refused(after(hidden(std::int64_t{4}), -900), verdict_kind::throttled, 920));
    // further back: it begins anew, which is remembered
    BOTH(refused(after(hidden(std::int64_t{4}), -901), verdict_kind::throttled, 20));
    auto const said = after(4, -100'000'000);
    CHECK((said.write && said.next.passcodes.since == noon - 100'000'000));
    CHECK((said.next.passcodes.tries == 4 && said.next.version == 1));
    CHECK(admitted(ask(policy{}, said.next, lane::passcode, unix_time{noon - 100'000'000 + 20})));

    support::random source{3};
    for (int i = 0; i != 20'000; ++i) {
        std::int64_t const failures = static_cast<std::int64_t>(source.below(100));
        auto const any =
            after(failures, static_cast<std::int64_t>(source.next() >> source.below(64)));
        if (!any.admitted) CHECK((any.refusal.retry_after > 0 && any.refusal.retry_after <= 1800));
    }
}

TEST_CASE("a budget is spent by attempts and comes back with the day", "[server/admit]")
{
    auto current = in_use();
    for (int i = 0; i != 10; ++i) {
        auto const said = ask(with(10), current, lane::passcode, unix_time{noon});
        REQUIRE(admitted(said));
        current = said.next;
    }
    CHECK(current.debt == otpp::server::full_debt);
    CHECK(refused(ask(with(10), current, lane::passcode, unix_time{noon}), verdict_kind::throttled,
                  8'640));
    CHECK(refused(ask(with(10), current, lane::passcode, unix_time{noon + 8'639}),
                  verdict_kind::throttled, 1));
    auto const next = ask(with(10), current, lane::passcode, unix_time{noon + 8'640});
    CHECK((admitted(next) && next.next.debt == otpp::server::full_debt &&
           next.next.debt_at == noon + 8'640));
    auto const late = ask(with(10), current, lane::passcode, unix_time{noon + 200'000});
    CHECK((admitted(late) && late.next.debt == 8'640));
}

TEST_CASE("the clocks of machines differ, and a debt does not leak twice", "[server/admit]")
{
    auto current = in_use();
    current.debt = otpp::server::full_debt;
    // a machine 300 s behind waits until its clock is there; nothing is written
    auto const behind = ask(with(100), current, lane::passcode, unix_time{noon - 300});
    CHECK((refused(behind, verdict_kind::throttled, 864 + 300) && !behind.write));
    current.debt = 1'000;
    auto const admitted_behind = ask(with(100), current, lane::passcode, unix_time{noon - 300});
    CHECK((admitted(admitted_behind) && admitted_behind.next.debt_at == noon &&
           admitted_behind.next.debt == 1'864));
}

TEST_CASE("a debt of a clock that was far ahead leaks from now on", "[server/admit]")
{
    auto current = in_use();
    current.debt = otpp::server::full_debt;
    auto const said = ask(with(100), current, lane::passcode, unix_time{noon - 901});
    CHECK((refused(said, verdict_kind::throttled, 864) && said.write &&
           said.next.debt_at == noon - 901));
    CHECK(admitted(ask(with(100), said.next, lane::passcode, unix_time{noon - 901 + 864})));
}

TEST_CASE("the recovery lane waits by its own count and is never disabled", "[server/admit]")
{
    constexpr auto recovers = [](std::int64_t failures, std::int64_t now) {
        auto current = in_use({100, 0, noon}, {failures, 0, noon}); // locked, and no budget left
        current.debt = otpp::server::full_debt;
        return ask(policy{}, current, lane::recovery, unix_time{noon + now});
    };
    BOTH(admitted(recovers(hidden(std::int64_t{0}), 0)));
    BOTH(refused(recovers(hidden(std::int64_t{2}), 9), verdict_kind::throttled, 1));
    BOTH(admitted(recovers(hidden(std::int64_t{2}), 10)));
    BOTH(admitted(recovers(hidden(std::int64_t{5'000}), 900)));
    auto const said = recovers(2, 10);
    CHECK((said.ticket == 3 && said.next.recovery.tries == 3 &&
           said.next.recovery.since == noon + 10));
    CHECK((said.next.passcodes == attempts{100, 0, noon} &&
           said.next.debt == otpp::server::full_debt));
}

TEST_CASE("what is open in each state", "[server/admit]")
{
    auto const said = [](factor_state state, lane which, bool pending, std::int64_t begun = noon) {
        record current;
        current.state = state;
        if (pending) current.pending.assign(support::pending_of('B', begun));
        auto const made = ask(policy{}, current, which, unix_time{noon});
        return made.admitted ? verdict_kind::accepted : made.refusal.kind;
    };
    using enum factor_state;
    CHECK(said(fresh, lane::passcode, true) == verdict_kind::not_enrolled);
    CHECK(said(fresh, lane::recovery, true) == verdict_kind::not_enrolled);
    CHECK(said(fresh, lane::confirm, true) == verdict_kind::accepted);
    CHECK(said(fresh, lane::confirm, false) == verdict_kind::not_enrolled);
    CHECK(said(off, lane::passcode, true) == verdict_kind::disabled);
    CHECK(said(off, lane::recovery, true) == verdict_kind::disabled);
    CHECK(said(off, lane::confirm, true) == verdict_kind::accepted);
    CHECK(said(off, lane::confirm, false) == verdict_kind::disabled);
    CHECK(said(active, lane::passcode, false) == verdict_kind::accepted);
    CHECK(said(active, lane::confirm, true) == verdict_kind::accepted);
    CHECK(said(active, lane::confirm, false) == verdict_kind::not_enrolled);
    CHECK(said(active, lane::confirm, true, noon - 86'401) == verdict_kind::not_enrolled);
    CHECK(said(decoy, lane::passcode, false) == verdict_kind::accepted);
}

TEST_CASE("counts at the end of their numbers refuse", "[server/admit]")
{
    CHECK(refused(ask(policy{}, in_use({INT64_MAX, INT64_MAX, 0}), lane::passcode, unix_time{noon}),
                  verdict_kind::unavailable));
    auto full = in_use();
    full.version = INT64_MAX;
    CHECK(refused(ask(policy{}, full, lane::passcode, unix_time{noon}), verdict_kind::unavailable));
}

TEST_CASE("any clock is admitted or refused", "[server/admit]")
{
    for (std::int64_t const now : {INT64_MIN, std::int64_t{-1}, std::int64_t{0}, INT64_MAX}) {
        auto const said = ask(policy{}, in_use({3, 1, 0}), lane::passcode, unix_time{now});
        CHECK((said.admitted || said.refusal.kind == verdict_kind::throttled));
        if (said.admitted)
            CHECK((said.next.passcodes.since >= 0 &&
                   said.next.passcodes.since <= otpp::server::max_record_time));
    }
}
