// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TOTP_HPP
#define OTPP_TOTP_HPP
// TOTP: RFC 6238, https://www.rfc-editor.org/rfc/rfc6238#section-4

#include <otpp/hotp.hpp>
#include <otpp/period.hpp>
#include <otpp/time.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>

namespace otpp {

/// What TOTP's passcodes are made with, beside the key.
struct totp_options {
    otpp::digits digits = 6;
    otpp::period period = 30; ///< seconds
    otpp::algorithm algorithm = otpp::algorithm::sha1;
    unix_time t0{0};
};

/// A key, prepared, with the digits, the period and T0 of its passcodes. Moves, does not copy, wipes
/// itself; one that was moved away may be assigned to or destroyed. Const calls may run in parallel.
/// It never reads a clock.
template <backend B>
class basic_totp {
public:
    /// No view is kept: the secret may be a temporary.
    constexpr explicit basic_totp(secret const& key, totp_options options = {}) noexcept
        : basic_totp{key_view{key}, options}
    {}
    constexpr explicit basic_totp(key_view shared_key, totp_options options = {}) noexcept
        : key_{shared_key, options.algorithm},
          digits_{options.digits},
          period_{options.period},
          t0_{options.t0}
    {}

    constexpr explicit basic_totp(detail::nothing no) noexcept
        : key_{no}, digits_{no}, period_{no}, t0_{0}
    {}

    /// From an account of type totp; another type is `wrong_type`.
    template <detail::provisioned Account>
        requires requires(Account const& account) {
            { account.period() } -> std::same_as<otpp::period>;
        }
    [[nodiscard]] static constexpr result<basic_totp> from(Account const& account) noexcept
    {
        if (account.type() != otp_type::totp) return reason::wrong_type;
        return basic_totp{account.secret(),
                          {account.digits(), account.period(), account.algorithm()}};
    }

    [[nodiscard]] constexpr otpp::digits digits() const noexcept { return digits_; }
    [[nodiscard]] constexpr otpp::period period() const noexcept { return period_; }
    [[nodiscard]] constexpr otpp::algorithm algorithm() const noexcept { return key_.algorithm(); }
    [[nodiscard]] constexpr unix_time t0() const noexcept { return t0_; }

    /// floor((time - T0) / period), or why there is none: `before_t0`, `step_too_large`.
    [[nodiscard]] constexpr result<std::int64_t> step(unix_time time) const noexcept
    {
        return step_at(time, period_, t0_);
    }

    /// The passcode at a time; the empty one where there is no step.
    [[nodiscard]] constexpr passcode at(unix_time time) const noexcept
    {
        auto const now = step(time);
        if (!now) return {};
        std::uint32_t value{};
        key_.values(static_cast<std::uint64_t>(*now), 1, &value);
        return {value, digits_};
    }

    /// Seconds until the next passcode, 1 to the period: at the first second of a step, the whole
    /// period; before T0, until T0 at most one period.
    [[nodiscard]] constexpr int seconds_left(unix_time time) const noexcept
    {
        auto const length = static_cast<std::uint64_t>(period_.value());
        auto const from_t0 =
            static_cast<std::uint64_t>(time.seconds) - static_cast<std::uint64_t>(t0_.seconds);
        if (time.seconds >= t0_.seconds) return static_cast<int>(length - from_t0 % length);
        return static_cast<int>((0 - from_t0 - 1) % length + 1);
    }

    /// Where a typed code fits around a time. It says only that: whoever lets people in must also
    /// see to it that a step opens once. A malformed code fits nowhere: `passcode::parse` says why.
    [[nodiscard]] constexpr std::optional<otpp::match> match(std::string_view code, unix_time time,
                                                             window look = {}) const noexcept
    {
        auto const typed = passcode::parse(code, digits_);
        auto const now = step(time);
        if (!typed || !now) return std::nullopt;
        return detail::scan(key_, digits_, typed->number(), *now, look.back.value(),
                            look.ahead.value());
    }

private:
    prepared_key<B> key_;
    otpp::digits digits_;
    otpp::period period_;
    unix_time t0_;
};

using totp = basic_totp<builtin>;

} // namespace otpp

#endif
