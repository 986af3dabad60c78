// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_DETAIL_BOUNDED_HPP
#define OTPP_DETAIL_BOUNDED_HPP
// A number that is checked once: constants by the compiler, run-time values through from().

#include <otpp/result.hpp>

#include <cstdint>

namespace otpp::detail {

// `complain` is never reached in a program that compiled: its name is the compiler's message.
template <class Self, std::int64_t lowest, std::int64_t highest, reason why, void (*complain)()>
class bounded {
public:
    static constexpr std::int64_t min = lowest;
    static constexpr std::int64_t max = highest;
    static constexpr reason out_of_range = why;

    constexpr explicit bounded(nothing) noexcept : value_{lowest} {}

    [[nodiscard]] static constexpr result<Self> from(std::int64_t value) noexcept
    {
        if (value < lowest || value > highest) return why;
        return Self{unchecked{value}};
    }

    [[nodiscard]] constexpr int value() const noexcept { return value_; }

    friend constexpr bool operator==(bounded const&, bounded const&) = default;
    friend constexpr bool operator==(bounded const& a, int b) noexcept { return a.value_ == b; }

protected:
    struct unchecked {
        std::int64_t value;
    };

    constexpr explicit bounded(unchecked number) noexcept : value_{static_cast<int>(number.value)}
    {}

    static consteval unchecked check(std::int64_t value)
    {
        if (value < lowest || value > highest) complain();
        return {value};
    }

private:
    friend Self;
    int value_;
};

} // namespace otpp::detail

#endif
