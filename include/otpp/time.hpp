// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TIME_HPP
#define OTPP_TIME_HPP
// Unix time and its steps: RFC 6238, section 4.2, https://www.rfc-editor.org/rfc/rfc6238#section-4.2

#include <otpp/period.hpp>
#include <otpp/result.hpp>

#include <concepts>
#include <cstdint>

namespace otpp {

/// A time point of the system clock, whose epoch is 1970. Steady clocks and file clocks are not.
/// Recognised by `to_time_t`, so that <chrono> need not be included here. Its count is a signed
/// integer: a floating one is rounded by whoever knows how.
template <class T>
concept system_time_point = requires(T const time) {
    T::clock::to_time_t;
    { time.time_since_epoch().count() } -> std::signed_integral;
    T::duration::period::num;
    T::duration::period::den;
};

/// Whole seconds since 1970-01-01T00:00:00Z, without leap seconds. Fractions are rounded down.
struct unix_time {
    std::int64_t seconds;

    constexpr explicit unix_time(std::int64_t since_1970) noexcept : seconds{since_1970} {}

    template <system_time_point T>
    constexpr unix_time(T const& time) noexcept
        : seconds{floored(static_cast<std::int64_t>(time.time_since_epoch().count()),
                          T::duration::period::num, T::duration::period::den)}
    {}

    friend constexpr bool operator==(unix_time, unix_time) = default;

private:
    // floor(count · num / den), held at the ends of 64 bits rather than wrapped
    static constexpr std::int64_t floored(std::int64_t count, std::int64_t num, std::int64_t den)
    {
        std::int64_t whole = count / den;
        std::int64_t rest = count % den;
        if (rest < 0) {
            rest += den;
            --whole;
        }
        std::int64_t product{}, part{}, sum{};
        if (__builtin_mul_overflow(whole, num, &product) ||
            __builtin_mul_overflow(rest, num, &part) ||
            __builtin_add_overflow(product, part / den, &sum))
            return count < 0 ? INT64_MIN : INT64_MAX;
        return sum;
    }
};

/// floor((t - t0) / period). Before t0 there is no step: `before_t0`.
/// Exact for every 64-bit t and t0; a step over 2^63-1 is `step_too_large`.
[[nodiscard]] constexpr result<std::int64_t> step_at(unix_time time, otpp::period period,
                                                     unix_time t0) noexcept
{
    if (time.seconds < t0.seconds) return reason::before_t0;
    auto const elapsed =
        static_cast<std::uint64_t>(time.seconds) - static_cast<std::uint64_t>(t0.seconds);
    auto const step = elapsed / static_cast<unsigned>(period.value());
    if (step > INT64_MAX) return reason::step_too_large;
    return static_cast<std::int64_t>(step);
}

} // namespace otpp

#endif
