// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_DETAIL_PERCENT_HPP
#define OTPP_DETAIL_PERCENT_HPP
// Percent-encoding: RFC 3986, section 2.1, https://www.rfc-editor.org/rfc/rfc3986#section-2.1

#include <cstddef>
#include <string_view>

namespace otpp::detail::percent {

// 0 to 15, or -1
[[nodiscard]] constexpr int hex_digit(char c) noexcept
{
    if (c >= '0' && c <= '9') return c - '0';
    char const lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// One character of an encoded text: the byte, and how many characters it took (0: a bad escape).
struct unit {
    unsigned char byte;
    std::size_t length;
};

[[nodiscard]] constexpr unit decode_at(std::string_view text, std::size_t at) noexcept
{
    if (text[at] != '%') return {static_cast<unsigned char>(text[at]), 1};
    if (text.size() - at < 3) return {0, 0};
    int const high = hex_digit(text[at + 1]);
    int const low = hex_digit(text[at + 2]);
    if (high < 0 || low < 0) return {0, 0};
    return {static_cast<unsigned char>(high * 16 + low), 3};
}

// Where in a well-formed encoded text the byte stands that is the n-th when decoded.
[[nodiscard]] constexpr std::size_t offset_of(std::string_view text, std::size_t n) noexcept
{
    std::size_t at = 0;
    while (n-- != 0 && at < text.size()) at += decode_at(text, at).length;
    return at;
}

// RFC 3986, section 2.3; the rest is escaped, since apps disagree about it.
[[nodiscard]] constexpr bool is_unreserved(char c) noexcept
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

} // namespace otpp::detail::percent

#endif
