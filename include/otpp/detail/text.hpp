// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_DETAIL_TEXT_HPP
#define OTPP_DETAIL_TEXT_HPP
// Pieces of texts, and what a name may hold: no control characters, and only well-formed UTF-8:
// RFC 3629, section 4, https://www.rfc-editor.org/rfc/rfc3629#section-4

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace otpp::detail {

[[nodiscard]] constexpr bool is_control(unsigned char c) noexcept { return c < 0x20 || c == 0x7f; }

// Eight characters at once: ASCII, no control character, no space and no '%'.
[[nodiscard]] constexpr bool are_plain(std::uint64_t eight) noexcept
{
    constexpr std::uint64_t ones = 0x0101010101010101u;
    constexpr std::uint64_t tops = ones * 0x80;
    std::uint64_t const ascii = eight & ~tops;
    std::uint64_t const over_space = ascii + ones * (0x80 - 0x21);
    std::uint64_t const below_delete = ~(ascii + ones);
    std::uint64_t const no_percent = (ascii ^ ones * '%') + ones * 0x7f;
    return ((~eight & over_space & below_delete & no_percent) & tops) == tops;
}

// substr without its exception: `from` is at most the size, and what is beyond the end is cut.
[[nodiscard]] constexpr std::string_view slice(std::string_view text, std::size_t from,
                                               std::size_t size = std::string_view::npos) noexcept
{
    std::size_t const rest = text.size() - from;
    return {text.data() + from, size < rest ? size : rest};
}

// Where a character stands, from `at` on, or npos. In a constant by counting: g++'s sanitizers do not
// let one compare the pointers that string_view::find goes by.
[[nodiscard]] constexpr std::size_t find(std::string_view text, char c, std::size_t at = 0) noexcept
{
    if (!__builtin_is_constant_evaluated()) return text.find(c, at);
    for (; at < text.size(); ++at)
        if (text[at] == c) return at;
    return std::string_view::npos;
}

// The offset of the first byte that is not UTF-8, or npos.
[[nodiscard]] constexpr std::size_t find_invalid_utf8(std::string_view text) noexcept
{
    auto const at = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    for (std::size_t i = 0; i < text.size();) {
        unsigned const lead = at(i);
        std::size_t const more = lead < 0x80                   ? 0
                                 : lead >= 0xc2 && lead < 0xe0 ? 1
                                 : lead >= 0xe0 && lead < 0xf0 ? 2
                                 : lead >= 0xf0 && lead < 0xf5 ? 3
                                                               : 4;
        if (more == 4 || text.size() - i <= more) return i;
        for (std::size_t j = 1; j <= more; ++j)
            if ((at(i + j) & 0xc0) != 0x80) return i;
        unsigned const second = more >= 2 ? at(i + 1) : 0;
        bool const overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
        bool const surrogate = lead == 0xed && second >= 0xa0;
        bool const too_large = lead == 0xf4 && second >= 0x90;
        if (overlong || surrogate || too_large) return i;
        i += more + 1;
    }
    return std::string_view::npos;
}

} // namespace otpp::detail

#endif
