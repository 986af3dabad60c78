// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_DETAIL_FIXED_STRING_HPP
#define OTPP_DETAIL_FIXED_STRING_HPP
// A string literal as a template argument, and how a fault in it is told.

#include <otpp/result.hpp>

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

// Its arguments are what a compiler prints beside the failed assertion.
template <bool good, reason why, std::size_t offset>
consteval void check_literal()
{
    static_assert(good, "not a valid literal, for the reason and at the offset named here");
}

} // namespace otpp::detail

#endif
