// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_FIGURES_HPP
#define OTPP_SERVER_FIGURES_HPP
// What a policy means for somebody who guesses: RFC 4226, appendix A.4, https://www.rfc-editor.org/rfc/rfc4226#appendix-A.4
// And what is told of one that locks nothing or leaves the standard that it began with.

#include <otpp/detail/borrow.hpp>
#include <otpp/digits.hpp>
#include <otpp/otp_type.hpp>
#include <otpp/server/policy.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace otpp::server {

/// Probabilities are those of at least one right guess, by somebody who guesses as often as the policy
/// lets, all day, at one factor.
struct figures {
    int steps = 0;    ///< that one guess is compared with
    double guess = 0; ///< the probability of one
    double until_lock =
        0; ///< of guesses in a row until the factor is locked; 1 where nothing locks
    std::int64_t guesses_a_day = 0;
    double per_day = 0;
    double per_year = 0;
};

namespace detail {

// 1 - (1 - p)^n
[[nodiscard]] constexpr double at_least_once(double p, std::int64_t n) noexcept
{
    double none = 1, power = 1 - p;
    for (; n != 0; n >>= 1, power *= power)
        if (n & 1) none *= power;
    return 1 - none;
}

// Guesses that fit into so many seconds, each behind the delay of those before, the last with its own.
[[nodiscard]] constexpr std::int64_t guesses_within(policy const& rules, std::int64_t seconds,
                                                    std::int64_t most) noexcept
{
    std::int64_t n = 0;
    for (std::int64_t passed = 0; n != most; ++n) {
        std::int64_t const grown = rules.delay.value() * (n + 1);
        bool const beyond = n + 1 >= rules.limit.value(); // on_limit::delay
        passed += beyond || grown > rules.max_delay.value() ? rules.max_delay.value() : grown;
        if (passed > seconds) break;
    }
    return n;
}

} // namespace detail

/// The figures with so many logins a day of the person, evenly spread, each of which forgives the
/// failures before it.
[[nodiscard]] constexpr figures figures_of(policy const& rules, digits count, otp_type type,
                                           int logins_a_day = 0) noexcept
{
    constexpr std::int64_t day = 86'400, values = std::int64_t{1} << 31;
    std::int64_t power = 1;
    for (int i = 0; i != count.value(); ++i) power *= 10;

    figures made;
    made.steps = type == otp_type::totp ? rules.back.value() + 1 + rules.ahead.value()
                                        : rules.look_ahead.value() + 1;
    // truncation has 31 bits: of 10 digits, most never appear
    auto const most_likely = static_cast<double>((values + power - 1) / power);
    made.guess = made.steps * most_likely / static_cast<double>(values);
    bool const locks = rules.at_limit == on_limit::disable;
    made.until_lock = locks ? detail::at_least_once(made.guess, rules.limit.value()) : 1;

    std::int64_t const logins = logins_a_day < 0 ? 0 : logins_a_day;
    std::int64_t const pauses = logins + 1;
    // one failure fewer than the limit, or there is no next login
    std::int64_t const most = !locks        ? day
                              : logins == 0 ? rules.limit.value()
                                            : rules.limit.value() - 1;
    made.guesses_a_day = pauses * detail::guesses_within(rules, day / pauses, most);
    if (made.guesses_a_day > rules.budget.value()) made.guesses_a_day = rules.budget.value();
    made.per_day = detail::at_least_once(made.guess, made.guesses_a_day);
    made.per_year = detail::at_least_once(made.guess, made.guesses_a_day * 365);
    // without a login nothing is forgiven: a lock is for good
    if (locks && logins == 0 && made.per_year > made.until_lock) made.per_year = made.until_lock;
    return made;
}

/// What to think about before a policy is used.
enum class policy_warning : unsigned char {
    nothing_locks,
    guessed_before_lock,
    limit_over_standard,
    window_over_standard,
    drift_over_standard,
    key_under_standard,
    period_over_standard,
};

[[nodiscard]] constexpr std::string_view message(policy_warning what) noexcept
{
    switch (what) {
    case policy_warning::nothing_locks:
        return "nothing locks a factor: only the delay and the budget bound the guesses";
    case policy_warning::guessed_before_lock:
        return "a code is guessed before the lock with a probability over 1 in 1024";
    case policy_warning::limit_over_standard:
        return "more than 100 failures in a row: NIST SP 800-63B-4, section 3.2.2";
    case policy_warning::window_over_standard:
        return "the window is wider than the standard of the policy";
    case policy_warning::drift_over_standard:
        return "the window follows the device's clock: a code lives longer than OWASP ASVS 6.5.5 "
               "allows";
    case policy_warning::key_under_standard:
        return "secrets under 112 bits: NIST SP 800-63B-4, 3.1.4";
    case policy_warning::period_over_standard:
        return "a code lives longer than 30 seconds: ASVS 6.5.5";
    }
    return "unknown warning";
}

/// The warnings of a policy, each once.
class policy_warnings {
public:
    constexpr policy_warnings(policy const& rules, digits count, otp_type type) noexcept
    {
        int const back = rules.back.value(), ahead = rules.ahead.value();
        auto const warn = [this](bool holds, policy_warning what) {
            if (holds) list_[size_++] = what;
        };
        bool const nist = rules.from == standard::nist_800_63b,
                   asvs = rules.from == standard::asvs5;
        warn(rules.at_limit == on_limit::delay, policy_warning::nothing_locks);
        warn(rules.at_limit == on_limit::disable &&
                 figures_of(rules, count, type).until_lock > 1.0 / 1024,
             policy_warning::guessed_before_lock);
        warn(nist && rules.limit.value() > 100, policy_warning::limit_over_standard);
        warn((nist && (back > 1 || ahead > 1)) || (asvs && (back != 0 || ahead != 0)) ||
                 (rules.from == standard::rfc6238 && (back > 1 || ahead != 0)),
             policy_warning::window_over_standard);
        warn(asvs && rules.max_drift.value() != 0, policy_warning::drift_over_standard);
        warn(nist && rules.min_key_size < 14, policy_warning::key_under_standard);
        warn(asvs && rules.max_period.value() > 30, policy_warning::period_over_standard);
    }

    [[nodiscard]] constexpr std::span<policy_warning const> list() const& noexcept
        [[clang::lifetimebound]]
    {
        return {list_, size_};
    }
    std::span<policy_warning const>
    list() const&& = delete; // name the warnings: the list is theirs

private:
    policy_warning list_[7]{};
    std::size_t size_ = 0;
};

} // namespace otpp::server

#endif
