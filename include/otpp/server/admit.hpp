// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_ADMIT_HPP
#define OTPP_SERVER_ADMIT_HPP
// Whether a code may be looked at now, and the count of it that is stored first: RFC 4226, section 7.3, https://www.rfc-editor.org/rfc/rfc4226#section-7.3

#include <otpp/server/policy.hpp>
#include <otpp/server/record.hpp>
#include <otpp/server/record_text.hpp>
#include <otpp/server/verdict.hpp>

#include <cstdint>

namespace otpp::server {

/// What a code is to prove.
enum class lane : unsigned char {
    passcode, ///< the secret in use
    confirm,  ///< the pending secret; counted with the passcodes
    recovery, ///< a recovery code: counts of its own, delayed and never disabled
};

/// What `admit` says.
struct admission {
    bool admitted = false; ///< once the record is stored, the code may be looked at
    bool write = false; ///< the record was changed, and is to be stored before anything is answered
    server::verdict refusal{}; ///< where it is not admitted
    std::int64_t ticket = 0;   ///< the number of this attempt in its lane
};

namespace detail {

/// Seconds to wait behind `count.failures()` failures.
[[nodiscard]] constexpr std::int64_t wait_of(policy const& rules, attempts const& count) noexcept
{
    std::int64_t const failures = count.failures();
    if (failures == 0) return 0;
    std::int64_t const longest = rules.max_delay.value();
    if (failures >= rules.limit.value() && rules.at_limit == on_limit::delay) return longest;
    std::int64_t const each = rules.delay.value();
    if (each == 0) return 0;
    return failures < longest / each ? failures * each : longest;
}

/// What is left of the debt. A clock that was set back does not add to it.
[[nodiscard]] constexpr std::int64_t debt_of(record const& from, std::int64_t now) noexcept
{
    std::int64_t const leaked = now > from.debt_at ? now - from.debt_at : 0;
    return from.debt > leaked ? from.debt - leaked : 0;
}

/// Whether the lane is locked until somebody unlocks it.
[[nodiscard]] constexpr bool locked(policy const& rules, record const& from) noexcept
{
    return rules.at_limit == on_limit::disable && from.passcodes.failures() >= rules.limit.value();
}

/// Why nothing is looked at in this state; `accepted`: it may be.
[[nodiscard]] constexpr verdict_kind closed(record const& from, lane which,
                                            std::int64_t now) noexcept
{
    if (which == lane::confirm) {
        auto const pending = pending_of(from);
        if (!pending.id.empty() && !pending.expired(now)) return verdict_kind::accepted;
        return from.state == factor_state::off ? verdict_kind::disabled
                                               : verdict_kind::not_enrolled;
    }
    switch (from.state) {
    case factor_state::active:
    case factor_state::decoy: return verdict_kind::accepted;
    case factor_state::off: return verdict_kind::disabled;
    case factor_state::fresh: break;
    }
    return verdict_kind::not_enrolled;
}

[[nodiscard]] constexpr bool countable(record const& from) noexcept
{
    constexpr std::int64_t last = INT64_MAX - 1;
    return from.version < last && from.passcodes.tries < last && from.recovery.tries < last;
}

} // namespace detail

/// Whether a code may be looked at. A function of its arguments: `now` is the caller's clock.
/// It counts the attempt in the record, which is to be stored; one that is refused is neither counted nor
/// makes the wait longer.
[[nodiscard]] constexpr admission admit(policy const& rules, record& current, lane which,
                                        unix_time time) noexcept
{
    admission said;
    std::int64_t const now = record_time(time);
    bool const recovers = which == lane::recovery;
    attempts& count = recovers ? current.recovery : current.passcodes;
    auto const refuse = [&said, &count](verdict_kind kind, std::int64_t retry_after = 0) {
        said.refusal = {.kind = kind, .retry_after = retry_after, .failures = count.failures()};
        return said;
    };
    auto const change = [&said, &current] {
        ++current.version;
        said.write = true;
    };

    if (auto const why = detail::closed(current, which, now); why != verdict_kind::accepted)
        return refuse(why);
    if (!detail::countable(current)) return refuse(verdict_kind::unavailable);
    if (!recovers && detail::locked(rules, current)) return refuse(verdict_kind::disabled);

    std::int64_t const wait = detail::wait_of(rules, count);
    std::int64_t const passed = now - count.since;
    if (wait != 0 && passed < -rules.max_delay.value()) {
        change();
        count.since = now; // the clock was set back
        return refuse(verdict_kind::throttled, wait);
    }
    if (wait != 0 && passed < wait) return refuse(verdict_kind::throttled, wait - passed);

    // Machines' clocks differ: a debt that was noted a little ahead leaks on from there, or it would
    // leak the same seconds twice. Further ahead, the clock was set back.
    bool const was_set_back = current.debt_at - now > rules.max_delay.value();
    std::int64_t const debt = detail::debt_of(current, now);
    std::int64_t const cost = rules.budget.cost();
    std::int64_t const noted = current.debt_at > now && !was_set_back ? current.debt_at : now;
    if (!recovers && debt + cost > full_debt) {
        if (was_set_back) {
            change();
            current.debt_at = now;
        }
        return refuse(verdict_kind::throttled, debt + cost - full_debt + (noted - now));
    }

    change();
    said.admitted = true;
    said.ticket = ++count.tries;
    count.since = now;
    if (!recovers) {
        current.debt = debt + cost;
        current.debt_at = noted;
    }
    return said;
}

} // namespace otpp::server

#endif
