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

namespace otpp::server {

/// That a recovery code fits the set of a salt.
struct recovery_proof {
    std::string_view salt{}; ///< of the set for which it was admitted
    std::string_view hash{};
    std::int64_t ticket = 0; ///< from `admit`
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

[[nodiscard]] constexpr verdict_kind confirmed(policy const& rules, record& current,
                                               proof const& proved, std::int64_t now) noexcept
{
    auto const pending = pending_of(current);
    if (pending.id.empty() || pending.id != proved.id || pending.expired(now))
        return verdict_kind::mismatch;
    ++current.version;
    current.id = pending.id;
    current.kind = pending.kind;
    current.state = factor_state::active;
    current.sealed.assign(pending.sealed);
    current.created = pending.begun;
    current.used = now;
    current.last = proved.step;
    current.centre = 0;
    current.drift = 0;
    if (current.kind.type == otp_type::totp)
        current.drift = learned(rules, 0, proved.step - proved.centre);
    current.pending.clear();
    // Its own attempt alone: whoever may begin a secret must not forgive guesses at another.
    if (forgivable(current.passcodes, proved.ticket)) ++current.passcodes.forgiven;
    repay(rules, current, proved.ticket);
    return verdict_kind::accepted;
}

} // namespace detail

/// What a passcode that was admitted and fits is worth. With `accepted` the record is changed, and is to
/// be stored before anything is answered; with any other it is as it was. The same function at the first
/// try and after every reload, when others have written in between.
[[nodiscard]] constexpr verdict_kind settle(policy const& rules, record& current,
                                            proof const& proved, order const& asked,
                                            unix_time time) noexcept
{
    std::int64_t const now = record_time(time);
    if (!detail::countable(current)) return verdict_kind::unavailable;
    if (asked.what == action::confirm) return detail::confirmed(rules, current, proved, now);
    if (current.state == factor_state::off) return verdict_kind::disabled;
    if (current.state != factor_state::active) return verdict_kind::not_enrolled;
    if (current.id != proved.id) return verdict_kind::mismatch;
    // A code that fits a used step too is the code of that step.
    if (proved.earliest <= current.last) return verdict_kind::replayed;

    ++current.version;
    current.last = proved.step;
    current.used = now;
    if (detail::forgivable(current.passcodes, proved.ticket))
        current.passcodes.forgiven = proved.ticket;
    detail::repay(rules, current, proved.ticket);
    if (current.kind.type == otp_type::totp) {
        std::int64_t const offset = proved.step - proved.centre;
        if (asked.what == action::resynchronise) {
            current.centre = static_cast<int>(offset);
            current.drift = 0;
        }
        else
            current.drift =
                detail::learned(rules, current.drift, offset - current.centre - current.drift);
    }
    detail::apply(current, asked);
    return verdict_kind::accepted;
}

/// What a recovery code that was admitted is worth, in the same way. Accepted, it is gone and unlocks the
/// factor.
[[nodiscard]] constexpr verdict_kind settle(record& current, recovery_proof const& proved,
                                            order const& asked, unix_time time) noexcept
{
    if (!detail::countable(current)) return verdict_kind::unavailable;
    if (current.state == factor_state::off) return verdict_kind::disabled;
    if (current.state != factor_state::active) return verdict_kind::not_enrolled;
    recovery_codes const codes{current.codes.view()};
    if (codes.size() == 0 || codes.salt() != proved.salt) return verdict_kind::mismatch;
    int const which = codes.find(proved.hash);
    if (which < 0) return verdict_kind::mismatch;

    ++current.version;
    current.used = record_time(time);
    current.codes = codes.without(which);
    current.passcodes.forgiven = current.passcodes.tries;
    if (detail::forgivable(current.recovery, proved.ticket))
        current.recovery.forgiven = proved.ticket;
    current.debt = 0;
    detail::apply(current, asked);
    return verdict_kind::accepted;
}

} // namespace otpp::server

#endif
