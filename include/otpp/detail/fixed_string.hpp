// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_DETAIL_FIXED_STRING_HPP
#define OTPP_DETAIL_FIXED_STRING_HPP
// A string literal as a template argument, and how a fault in it is told.

#include <otpp/error.hpp>

#include <cstddef>
#include <string_view>

namespace otpp::detail {

template <std::size_t n>
struct fixed_string {
    char text[n];

    consteval fixed_string(char const (&literal)[n])
    {
        for (std::size_t i = 0; i != n; ++i) text[i] = literal[i];
    }
    [[nodiscard]] constexpr std::string_view view() const noexcept { return {text, n - 1}; }
};

struct literal_check {
    bool good{};
    otpp::error error{};
    std::size_t size = 1;
};

// Asserted with the reason and the offset as arguments, so that the compiler prints them.
template <reason why, std::size_t offset>
inline constexpr bool no_fault = false;

} // namespace otpp::detail

#endif
