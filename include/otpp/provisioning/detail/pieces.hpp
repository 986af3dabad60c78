// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PROVISIONING_DETAIL_PIECES_HPP
#define OTPP_PROVISIONING_DETAIL_PIECES_HPP
// A URI cut where apps cut it, without judging: RFC 3986, section 3, https://www.rfc-editor.org/rfc/rfc3986#section-3

#include <otpp/account.hpp>
#include <otpp/detail/inline_text.hpp>
#include <otpp/detail/percent.hpp>
#include <otpp/detail/query.hpp>
#include <otpp/detail/text.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace otpp::provisioning::detail {

[[nodiscard]] constexpr char to_lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

[[nodiscard]] constexpr bool equal_in_any_case(std::string_view a, std::string_view b) noexcept
{
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i != a.size(); ++i)
        if (to_lower(a[i]) != to_lower(b[i])) return false;
    return true;
}

// A part of the URI as it stands there, and where.
struct uri_piece {
    std::string_view text;
    std::size_t at;
};

// Decodes as apps do: what is no escape stays; with `plus`, a plus is a space. A text that decoded is
// longer than a URI may be is cut.
template <std::size_t room>
constexpr void decode_like_an_app(otpp::detail::inline_text<room>& to, std::string_view text,
                                  bool plus) noexcept
{
    for (std::size_t i = 0; i < text.size();) {
        auto const [byte, length] = otpp::detail::percent::decode_at(text, i);
        char const c = length == 0 ? '%' : plus && text[i] == '+' ? ' ' : static_cast<char>(byte);
        if (!to.append(c)) return;
        i += length == 0 ? 1 : length;
    }
}

class uri_pieces {
public:
    // Whether a '#' ends it, as the format says, or is a character like any other.
    enum class at_hash : bool { goes_on, ends };

    constexpr explicit uri_pieces(std::string_view uri, at_hash hash = at_hash::ends) noexcept
    {
        if (hash == at_hash::ends) uri = otpp::detail::slice(uri, 0, otpp::detail::find(uri, '#'));
        std::size_t const colon = otpp::detail::find(uri, ':');
        scheme_ = otpp::detail::slice(uri, 0, colon);
        has_authority_ = colon != std::string_view::npos && uri.size() - colon > 2 &&
                         uri[colon + 1] == '/' && uri[colon + 2] == '/';
        if (!has_authority_) return;
        std::size_t at = colon + 3;
        std::size_t const question = otpp::detail::find(uri, '?', at);
        std::size_t const end = question < uri.size() ? question : uri.size();
        std::size_t const slash = otpp::detail::find(uri, '/', at);
        std::size_t const type_end = slash < end ? slash : end;
        type_ = {otpp::detail::slice(uri, at, type_end - at), at};
        if (type_end != end) {
            at = type_end + 1;
            label_ = {otpp::detail::slice(uri, at, end - at), at};
            has_label_ = true;
        }
        if (end != uri.size()) query_ = {otpp::detail::slice(uri, end + 1), end + 1};
    }

    [[nodiscard]] constexpr bool is_otpauth(bool any_case) const noexcept
    {
        constexpr std::string_view name = "otpauth";
        return has_authority_ && (any_case ? equal_in_any_case(scheme_, name) : scheme_ == name);
    }
    [[nodiscard]] constexpr uri_piece type() const noexcept { return type_; }
    [[nodiscard]] constexpr bool has_label() const noexcept { return has_label_; } // or its '/'
    [[nodiscard]] constexpr uri_piece label() const noexcept { return label_; }

    // The first parameter of that name, its value as it stands there.
    [[nodiscard]] constexpr std::optional<uri_piece> value(std::string_view key) const noexcept
    {
        otpp::detail::query_fields fields{query_.text};
        while (auto const field = fields.next())
            if (field->is(key)) return uri_piece{field->value, query_.at + field->value_at};
        return std::nullopt;
    }

private:
    std::string_view scheme_{};
    uri_piece type_{}, label_{}, query_{};
    bool has_authority_ = false;
    bool has_label_ = false;
};

} // namespace otpp::provisioning::detail

#endif
