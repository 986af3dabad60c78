// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_SETTLE_HPP
#define OTPP_SERVER_SETTLE_HPP
// What a proof is worth against a record, and what is stored with it, in one write: a passcode is
// accepted once, RFC 6238, section 5.2, https://www.rfc-editor.org/rfc/rfc6238#section-5.2

#include <otpp/server/admit.hpp>
#include <otpp/server/policy.hpp>
#include <otpp/server/prove.hpp>
#include <otpp/server/record.hpp>
#include <otpp/server/recovery.hpp>
#include <otpp/server/task.hpp>
#include <otpp/server/verdict.hpp>

#include <cstdint>
#include <string_view>

namespace otpp {

/// That a recovery code fits the set of a salt.
struct recovery_proof {
    std::string_view salt{}; ///< of the set for which it was admitted
    std::string_view hash{};
    std::int64_t ticket = 0; ///< from `admit`
};

/// What `settle` says: `said` holds once `next` is stored. Nothing is stored but with `accepted`.
struct settlement {
    verdict_kind said = verdict_kind::unavailable;
    record next{};
};

namespace detail {

/// Where the window goes after a fit: one step towards it, and never so far that it would lose the
/// step that was its middle, or one code typed late would shut out the next.
[[nodiscard]] constexpr int learned(policy const& rules, int drift, std::int64_t off) noexcept
{
    int const most = rules.max_drift.value();
    if (off > 0 && rules.back.value() > 0 && drift < most) return drift + 1;
    if (off < 0 && rules.ahead.value() > 0 && drift > -most) return drift - 1;
    return drift;
}

constexpr void apply(record& next, order const& asked) noexcept
{
    switch (asked.what) {
    case action::deactivate:
        next.state = factor_state::off;
        next.sealed.clear();
        next.pending.clear();
        next.codes.clear();
        break;
    case action::replace: next.pending.assign(asked.pending); break;
    case action::recovery_codes: next.codes.assign(asked.codes); break;
    case action::login:
    case action::confirm:
    case action::resynchronise: break;
    }
}

// A success repays its own attempt. Only while none was admitted behind it: by then, some of what it
// owed has leaked already, and paying that back would forgive another's.
constexpr void repay(policy const& rules, record& next, std::int64_t ticket) noexcept
{
    std::int64_t const cost = rules.budget.cost();
    if (next.passcodes.tries != ticket) return;
    next.debt = next.debt > cost ? next.debt - cost : 0;
}

[[nodiscard]] constexpr bool forgivable(attempts const& count, std::int64_t ticket) noexcept
{
    return ticket > count.forgiven && ticket <= count.tries;
}

[[nodiscard]] constexpr settlement confirmed(policy const& rules, record const& current,
                                             proof const& proved, std::int64_t now) noexcept
{
    auto const pending = pending_of(current);
    if (pending.id.empty() || pending.id != proved.id || pending.expired(now))
        return {verdict_kind::mismatch, {}};
    settlement made{verdict_kind::accepted, current};
    record& next = made.next;
    ++next.version;
    next.id = pending.id;
    next.kind = pending.kind;
    next.state = factor_state::active;
    next.sealed.assign(pending.sealed);
    next.created = pending.begun;
    next.used = now;
    next.last = proved.step;
    next.centre = 0;
    next.drift = 0;
    if (next.kind.type == otp_type::totp)
        next.drift = learned(rules, 0, proved.step - proved.centre);
    next.pending.clear();
    // Its own attempt alone: whoever may begin a secret must not forgive guesses at another.
    if (forgivable(next.passcodes, proved.ticket)) ++next.passcodes.forgiven;
    repay(rules, next, proved.ticket);
    return made;
}

} // namespace detail

/// What a passcode that was admitted and fits is worth: the same function at the first try and after
/// every reload, when others have written in between.
[[nodiscard]] constexpr settlement settle(policy const& rules, record const& current,
                                          proof const& proved, order const& asked,
                                          unix_time time) noexcept
{
    std::int64_t const now = record_time(time);
    if (!detail::countable(current)) return {verdict_kind::unavailable, {}};
    if (asked.what == action::confirm) return detail::confirmed(rules, current, proved, now);
    if (current.state == factor_state::off) return {verdict_kind::disabled, {}};
    if (current.state != factor_state::active) return {verdict_kind::not_enrolled, {}};
    if (current.id != proved.id) return {verdict_kind::mismatch, {}};
    // A code that fits a used step too is the code of that step.
    if (proved.earliest <= current.last) return {verdict_kind::replayed, {}};

    settlement made{verdict_kind::accepted, current};
    record& next = made.next;
    ++next.version;
    next.last = proved.step;
    next.used = now;
    if (detail::forgivable(next.passcodes, proved.ticket)) next.passcodes.forgiven = proved.ticket;
    detail::repay(rules, next, proved.ticket);
    if (next.kind.type == otp_type::totp) {
        std::int64_t const offset = proved.step - proved.centre;
        if (asked.what == action::resynchronise) {
            next.centre = static_cast<int>(offset);
            next.drift = 0;
        }
        else
            next.drift = detail::learned(rules, next.drift, offset - next.centre - next.drift);
    }
    detail::apply(next, asked);
    return made;
}

/// What a recovery code that was admitted is worth. Accepted, it is gone and unlocks the factor.
[[nodiscard]] constexpr settlement settle(record const& current, recovery_proof const& proved,
                                          order const& asked, unix_time time) noexcept
{
    if (!detail::countable(current)) return {verdict_kind::unavailable, {}};
    if (current.state == factor_state::off) return {verdict_kind::disabled, {}};
    if (current.state != factor_state::active) return {verdict_kind::not_enrolled, {}};
    recovery_codes const codes{current.codes.view()};
    if (codes.size() == 0 || codes.salt() != proved.salt) return {verdict_kind::mismatch, {}};
    int const which = codes.find(proved.hash);
    if (which < 0) return {verdict_kind::mismatch, {}};

    settlement made{verdict_kind::accepted, current};
    record& next = made.next;
    ++next.version;
    next.used = record_time(time);
    next.codes = codes.without(which);
    next.passcodes.forgiven = next.passcodes.tries;
    if (detail::forgivable(next.recovery, proved.ticket)) next.recovery.forgiven = proved.ticket;
    next.debt = 0;
    detail::apply(next, asked);
    return made;
}

} // namespace otpp

#endif
