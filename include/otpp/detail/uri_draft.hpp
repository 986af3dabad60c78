// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_DETAIL_URI_DRAFT_HPP
#define OTPP_DETAIL_URI_DRAFT_HPP
// A URI in the making, of at most `capacity` characters. Percent-encoding: RFC 3986, section 2.1,
// https://www.rfc-editor.org/rfc/rfc3986#section-2.1

#include <otpp/detail/inline_text.hpp>
#include <otpp/detail/percent.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace otpp::detail {

template <std::size_t capacity>
class uri_draft {
public:
    constexpr void put(char c) noexcept { fits_ = fits_ && text_.append(c); }
    constexpr void put(std::string_view text) noexcept { fits_ = fits_ && text_.append(text); }
    constexpr void put_number(std::int64_t number) noexcept
    {
        fits_ = fits_ && text_.append_number(number);
    }
    // Escapes all but unreserved characters and, if there is one, `besides`.
    constexpr void put_escaped(std::string_view text, char besides = '-') noexcept
    {
        constexpr std::string_view hex = "0123456789ABCDEF";
        for (char const c : text) {
            if (percent::is_unreserved(c) || c == besides) {
                put(c);
                continue;
            }
            auto const byte = static_cast<unsigned char>(c);
            put('%');
            put(hex[byte >> 4]);
            put(hex[byte & 15]);
        }
    }
    // Whether all that was put is there.
    [[nodiscard]] constexpr bool fits() const noexcept { return fits_; }
    [[nodiscard]] constexpr std::string_view view() const noexcept { return text_.view(); }

private:
    inline_text<capacity> text_;
    bool fits_ = true;
};

} // namespace otpp::detail

#endif
