// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_WINDOW_HPP
#define OTPP_WINDOW_HPP
// How far `match` looks, and what it answers: RFC 4226, section 7.4; RFC 6238, section 5.2.

#include <otpp/detail/bounded.hpp>

#include <cstdint>

namespace otpp {

namespace detail {
[[noreturn]] inline void a_window_must_reach_0_to_100_steps() { __builtin_trap(); }
} // namespace detail

/// Steps to one side, 0 to 100: a constant that the compiler checks, or `steps::from(number)`.
class steps : public detail::bounded<steps, 0, 100, reason::window_out_of_range,
                                     detail::a_window_must_reach_0_to_100_steps> {
public:
    consteval steps(int count) : bounded{check(count)} {}

    using bounded::bounded;

private:
    friend bounded;
    constexpr explicit steps(unchecked number) noexcept : bounded{number} {}
};

/// The steps around the current one that `totp::match` tries.
struct window {
    steps back = 1;
    steps ahead = 1;
};

/// The counters ahead of the expected one that `hotp::match` tries (RFC 4226: the s of 7.4).
struct look_ahead {
    steps counters = 10;
};

/// Where a code fits.
struct match {
    std::int64_t step; ///< the time step, or HOTP's counter
    int drift;         ///< step minus the current step (the expected counter)

    friend constexpr bool operator==(match const&, match const&) = default;
};

} // namespace otpp

#endif
