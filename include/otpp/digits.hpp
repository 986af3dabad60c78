// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_DIGITS_HPP
#define OTPP_DIGITS_HPP
// How many digits a passcode has: 6 to 10. RFC 4226, section 5.3: at least 6;
// the truncated value has 31 bits, so that an eleventh digit would always be 0.

#include <otpp/detail/bounded.hpp>

namespace otpp {

namespace detail {
[[noreturn]] inline void digits_must_be_6_to_10() { __builtin_trap(); }
} // namespace detail

/// Made from a constant that the compiler checks, or through `digits::from(number)`.
class digits : public detail::bounded<digits, 6, 10, reason::digits_out_of_range,
                                      detail::digits_must_be_6_to_10> {
public:
    consteval digits(int value) : bounded{check(value)} {}

    using bounded::bounded;

private:
    friend bounded;
    constexpr explicit digits(unchecked number) noexcept : bounded{number} {}
};

} // namespace otpp

#endif
