// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_STATUS_HPP
#define OTPP_SERVER_STATUS_HPP
// What a person or an administrator may see of a factor: RFC 4226, section 7.3, asks that a lock be seen.

#include <otpp/server/admit.hpp>
#include <otpp/server/policy.hpp>
#include <otpp/server/record.hpp>
#include <otpp/server/recovery.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace otpp::server {

/// Why codes are not looked at now.
enum class lock_cause : unsigned char {
    none,
    delay,  ///< the wait behind a failure
    budget, ///< of failures a day
    limit,  ///< of failures in a row: until a recovery code or a reset
};

[[nodiscard]] constexpr std::string_view to_string(lock_cause why) noexcept
{
    constexpr std::string_view names[]{"none", "delay", "budget", "limit"};
    return names[static_cast<unsigned char>(why)];
}

struct status {
    factor_state state = factor_state::fresh;
    bool pending = false;      ///< a secret waits for its confirmation
    factor_kind kind{};        ///< of the secret in use; without one, the default
    std::int64_t created = 0;  ///< Unix seconds
    std::int64_t used = -1;    ///< Unix seconds; -1: never
    std::int64_t failures = 0; ///< consecutive
    lock_cause lock = lock_cause::none;
    std::int64_t wait = 0; ///< seconds until a code is looked at; 0: now, or not by waiting
    std::int64_t recovery_wait = 0; ///< the same for a recovery code
    int drift = 0;                  ///< steps that the device is thought to be ahead
    std::size_t codes_left = 0;     ///< recovery codes
};

/// Derived from the record by what `admit` would answer.
[[nodiscard]] constexpr status status_of(policy const& rules, record const& from,
                                         unix_time time) noexcept
{
    std::int64_t const now = record_time(time);
    auto const pending = pending_of(from);
    status seen{.state = from.state,
                .pending = !pending.id.empty() && !pending.expired(now),
                .kind = from.kind,
                .created = from.created,
                .used = from.used,
                .failures = from.passcodes.failures(),
                .drift = from.centre + from.drift,
                .codes_left = recovery_codes{from.codes.view()}.size()};
    bool const active = from.state == factor_state::active;
    if (!active && !seen.pending) return seen;
    record asked = from; // `admit` counts in it
    auto const code = admit(rules, asked, active ? lane::passcode : lane::confirm, time);
    seen.wait = code.refusal.retry_after;
    asked = from;
    if (active) seen.recovery_wait = admit(rules, asked, lane::recovery, time).refusal.retry_after;
    if (code.admitted) return seen;
    if (code.refusal.kind == verdict_kind::disabled)
        seen.lock = lock_cause::limit;
    else {
        std::int64_t const passed = now - from.passcodes.since;
        bool const waits = passed < detail::wait_of(rules, from.passcodes);
        seen.lock = waits ? lock_cause::delay : lock_cause::budget;
    }
    return seen;
}

} // namespace otpp::server

#endif
