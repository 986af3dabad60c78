// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/event.hpp>

#include "protocol/scenarios.hpp"
#include "protocol/secrets.hpp"
#include "support/both.hpp"
#include "support/catch.hpp"

#include <string>

using otpp::server::alarm;
using otpp::server::call;
using support::hidden;

namespace {

// A code behind so many failures.
call after(int failures, std::string const& code, int limit = 100)
{
    auto record = support::record_of('A');
    record.passcodes.tries = failures;
    auto asked =
        call::passcode(model::unthrottled(limit), "alice", code, otpp::unix_time{model::noon});
    asked.loaded(model::line_of(record));
    if (asked.want() == otpp::server::want::set) asked.stored(true);
    auto const key = support::key_of('A');
    if (asked.want() == otpp::server::want::open) asked.opened(*otpp::key_view::from(key));
    if (asked.want() == otpp::server::want::set) asked.stored(true);
    return asked;
}

} // namespace

TEST_CASE("the fifth failure and the lock are alarms, once each", "[server/event]")
{
    for (int before = 0; before != 12; ++before) {
        auto const expected = before == 4   ? alarm::fifth_failure
                              : before == 9 ? alarm::locked
                                            : alarm::none;
        INFO(before << " failures");
        CHECK(alarm_of(after(before, "000000", 10)) == expected);
    }
    CHECK(alarm_of(after(4, "000000", 5)) == alarm::locked); // both at once: the lock
    CHECK(alarm_of(after(4, support::code_of('A', model::step))) == alarm::none);
    BOTH(to_string(hidden(alarm::fifth_failure)) == "fifth_failure");
}

TEST_CASE("an event says what was asked and what was said", "[server/event]")
{
    auto const done = after(2, "000000");
    auto const heard = event_of(done, "a reason");
    CHECK((heard.factor == "alice" && heard.task == otpp::server::task::passcode &&
           heard.action == otpp::server::action::login));
    CHECK((heard.verdict.kind == otpp::server::verdict_kind::mismatch &&
           heard.verdict.failures == 3));
    CHECK((heard.alarm == alarm::none && heard.reason == "a reason"));
}
