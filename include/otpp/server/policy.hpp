// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_POLICY_HPP
#define OTPP_SERVER_POLICY_HPP
// How a server accepts and how it throttles: RFC 4226, section 7.3; RFC 6238, section 5.2;
// NIST SP 800-63B-4, section 3.2.2, https://pages.nist.gov/800-63-4/sp800-63b.html; OWASP ASVS 5, chapter V6.

#include <otpp/detail/bounded.hpp>
#include <otpp/period.hpp>
#include <otpp/secret.hpp>
#include <otpp/window.hpp>

#include <optional>
#include <string_view>

namespace otpp::server {

namespace detail {
[[noreturn]] inline void attempts_must_be_1_to_1000000() { __builtin_trap(); }
[[noreturn]] inline void a_wait_must_be_0_to_86400_seconds() { __builtin_trap(); }
[[noreturn]] inline void a_budget_must_be_1_to_86400_failures_a_day() { __builtin_trap(); }
} // namespace detail

/// A number of failed attempts: a constant that the compiler checks, or `attempt_limit::from(number)`.
class attempt_limit
    : public otpp::detail::bounded<attempt_limit, 1, 1'000'000, reason::attempts_out_of_range,
                                   detail::attempts_must_be_1_to_1000000> {
public:
    consteval attempt_limit(int count) : bounded{check(count)} {}

    using bounded::bounded;

private:
    friend bounded;
    constexpr explicit attempt_limit(unchecked number) noexcept : bounded{number} {}
};

/// Seconds to wait, at most a day.
class wait : public otpp::detail::bounded<wait, 0, 86'400, reason::wait_out_of_range,
                                          detail::a_wait_must_be_0_to_86400_seconds> {
public:
    consteval wait(int seconds) : bounded{check(seconds)} {}

    using bounded::bounded;

private:
    friend bounded;
    constexpr explicit wait(unchecked number) noexcept : bounded{number} {}
};

/// Failed attempts a day that no success gives back.
class daily_budget
    : public otpp::detail::bounded<daily_budget, 1, 86'400, reason::budget_out_of_range,
                                   detail::a_budget_must_be_1_to_86400_failures_a_day> {
public:
    consteval daily_budget(int failures) : bounded{check(failures)} {}

    using bounded::bounded;

    /// Seconds of debt of one attempt, rounded up.
    [[nodiscard]] constexpr int cost() const noexcept { return (86'400 + value() - 1) / value(); }

private:
    friend bounded;
    constexpr explicit daily_budget(unchecked number) noexcept : bounded{number} {}
};

/// What a factor answers once its limit of failed attempts is reached.
enum class on_limit : unsigned char {
    disable, ///< disabled, until a recovery code or a reset
    delay,   ///< the longest delay from then on: where nobody else asks first, as in SSH
};

/// The document that a policy began with: its presets and warnings.
enum class standard : unsigned char { none, rfc6238, nist_800_63b, asvs5 };

[[nodiscard]] constexpr std::string_view to_string(standard which) noexcept
{
    constexpr std::string_view names[]{"none", "rfc6238", "nist_800_63b", "asvs5"};
    return names[static_cast<unsigned char>(which)];
}

/// An aggregate: begin with {} or a preset and assign what is to be different. `figures_of` says what it
/// means for somebody who guesses, `policy_warnings` where it leaves its standard.
struct policy {
    steps back = 1;            ///< TOTP: steps back from where the device is thought to be
    steps ahead = 1;           ///< TOTP: steps ahead of that
    steps look_ahead = 10;     ///< HOTP: counters ahead of the expected one
    attempt_limit limit = 100; ///< consecutive failures
    wait delay = 5;            ///< seconds for each failure so far: RFC 4226's T
    wait max_delay = 900;      ///< seconds at most, but for the budget
    daily_budget budget = 100;
    steps max_drift = 2; ///< TOTP: how far the window follows a device's clock; 0: not at all
    server::on_limit at_limit = on_limit::disable;
    int min_key_size = 16;                  ///< bytes of a secret that is begun or imported
    period max_period = 2'147'483'647;      ///< seconds, of a factor that is begun
    server::standard from = standard::none; ///< the preset

    /// One step back for the delay of the network and the person (section 5.2), none ahead.
    [[nodiscard]] static constexpr policy rfc6238() noexcept
    {
        policy made;
        made.ahead = 0;
        made.from = standard::rfc6238;
        return made;
    }

    /// At most 100 consecutive failures (section 3.2.2); secrets of at least 112 bits (3.1.4).
    [[nodiscard]] static constexpr policy nist_800_63b() noexcept
    {
        policy made;
        made.min_key_size = 14;
        made.from = standard::nist_800_63b;
        return made;
    }

    /// A passcode lives 30 seconds at most (6.5.5): no step beside the current one, and only
    /// resynchronising moves that.
    [[nodiscard]] static constexpr policy asvs5() noexcept
    {
        policy made;
        made.back = 0;
        made.ahead = 0;
        made.max_drift = 0;
        made.max_period = 30;
        made.from = standard::asvs5;
        return made;
    }

    /// The preset of a document; the defaults for none.
    [[nodiscard]] static constexpr policy preset(server::standard which) noexcept
    {
        switch (which) {
        case standard::rfc6238: return rfc6238();
        case standard::nist_800_63b: return nist_800_63b();
        case standard::asvs5: return asvs5();
        case standard::none: break;
        }
        return {};
    }
};

/// A member of a policy that is invalid, by its name, and why.
struct policy_fault {
    std::string_view member;
    otpp::reason reason;
};

/// What the types of the members do not check: `delay` is at most `max_delay`, and a key of
/// `min_key_size` bytes can exist. A verifier traps on a policy with a fault.
[[nodiscard]] constexpr std::optional<policy_fault> fault_of(policy const& rules) noexcept
{
    if (rules.delay.value() > rules.max_delay.value())
        return policy_fault{"max_delay", reason::delay_over_max};
    if (rules.min_key_size < 1) return policy_fault{"min_key_size", reason::key_empty};
    if (rules.min_key_size > static_cast<int>(max_key_size))
        return policy_fault{"min_key_size", reason::key_too_long};
    return std::nullopt;
}

} // namespace otpp::server

#endif
