// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/status.hpp>

#include "protocol/scenarios.hpp"
#include "protocol/secrets.hpp"
#include "support/both.hpp"
#include "support/catch.hpp"

#include <cstdint>

using otpp::unix_time;
using otpp::server::lock_cause;
using otpp::server::policy;
using otpp::server::status_of;
using support::hidden;

namespace {

constexpr std::int64_t noon = 1'700'000'000;

constexpr otpp::server::status after(std::int64_t failures, std::int64_t seconds,
                                     std::int64_t debt = 0)
{
    otpp::server::record current;
    current.state = otpp::server::factor_state::active;
    current.passcodes = {failures, 0, noon};
    current.debt = debt;
    current.debt_at = noon;
    return status_of(policy{}, current, unix_time{noon + seconds});
}

constexpr bool is(otpp::server::status const& seen, lock_cause lock, std::int64_t wait)
{
    return seen.lock == lock && seen.wait == wait;
}

} // namespace

TEST_CASE("the lock and its cause are what a code would meet", "[server/status]")
{
    BOTH(is(after(hidden(std::int64_t{0}), 0), lock_cause::none, 0));
    BOTH(is(after(hidden(std::int64_t{3}), 5), lock_cause::delay, 10));
    BOTH(is(after(hidden(std::int64_t{3}), 15), lock_cause::none, 0));
    BOTH(is(after(hidden(std::int64_t{100}), 5), lock_cause::limit, 0));
    BOTH(is(after(hidden(std::int64_t{0}), 100, 86'400), lock_cause::budget, 764));
    BOTH(is(after(hidden(std::int64_t{3}), 5, 86'400), lock_cause::delay, 10));
    BOTH(is(after(hidden(std::int64_t{3}), 15, 86'400), lock_cause::budget, 849));
    BOTH(to_string(hidden(lock_cause::budget)) == "budget");
}

TEST_CASE("a status has what a page shows", "[server/status]")
{
    auto current = support::record_of('A');
    current.codes.assign(model::recovery_set(1, 7).text);
    current.pending.assign(support::pending_of('B', noon));
    current.centre = 4;
    current.drift = -1;
    current.created = noon - 1000;
    current.used = noon - 10;
    current.recovery = {2, 0, noon};
    auto const seen = status_of(policy{}, current, unix_time{noon + 1});
    CHECK((seen.state == otpp::server::factor_state::active && seen.pending));
    CHECK((seen.created == noon - 1000 && seen.used == noon - 10 && seen.failures == 0));
    CHECK((seen.drift == 3 && seen.codes_left == 7 && seen.recovery_wait == 9));
    CHECK_FALSE(status_of(policy{}, current, unix_time{noon + 90'000}).pending);

    // One that was begun and never confirmed waits as well, behind wrong codes.
    current = {};
    current.passcodes = {3, 0, noon};
    current.pending.assign(support::pending_of('B', noon));
    CHECK(is(status_of(policy{}, current, unix_time{noon + 5}), lock_cause::delay, 10));
    CHECK(is(status_of(policy{}, current, unix_time{noon + 90'000}), lock_cause::none, 0));

    current = {};
    current.state = otpp::server::factor_state::off;
    auto const off = status_of(policy{}, current, unix_time{noon});
    CHECK((off.lock == lock_cause::none && off.codes_left == 0 && off.used == -1));
}
