// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PERIOD_HPP
#define OTPP_PERIOD_HPP
// The time step X in seconds: RFC 6238, section 4.1, https://www.rfc-editor.org/rfc/rfc6238#section-4.1

#include <otpp/detail/bounded.hpp>

namespace otpp {

namespace detail {
[[noreturn]] inline void period_must_be_1_to_2147483647_seconds() { __builtin_trap(); }
} // namespace detail

/// Seconds that a passcode lasts: a constant that the compiler checks, or `period::from(number)`.
class period : public detail::bounded<period, 1, 2'147'483'647, reason::period_out_of_range,
                                      detail::period_must_be_1_to_2147483647_seconds> {
public:
    consteval period(int seconds) : bounded{check(seconds)} {}

    using bounded::bounded;

private:
    friend bounded;
    constexpr explicit period(unchecked number) noexcept : bounded{number} {}
};

} // namespace otpp

#endif
