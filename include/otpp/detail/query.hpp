// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_DETAIL_QUERY_HPP
#define OTPP_DETAIL_QUERY_HPP
// The parameters of a query, "key=value&key=value": RFC 3986, section 3.4, https://www.rfc-editor.org/rfc/rfc3986#section-3.4

#include <otpp/detail/percent.hpp>
#include <otpp/detail/text.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace otpp::detail {

// All of it as it stands in the query, escaped.
struct query_field {
    std::string_view whole;
    std::string_view key;
    std::string_view value; // empty without a '='
    std::size_t at;         // where the field and its value begin
    std::size_t value_at;

    // Whether this is the key once decoded. A malformed escape equals nothing.
    [[nodiscard]] constexpr bool is(std::string_view name) const noexcept
    {
        std::size_t read = 0;
        for (char const c : name) {
            if (read == key.size()) return false;
            auto const [byte, length] = percent::decode_at(key, read);
            if (byte != static_cast<unsigned char>(c)) return false;
            read += length;
        }
        return read == key.size();
    }
};

// Its fields in order; empty ones are skipped.
class query_fields {
public:
    // The query begins `from` characters into the text, and offsets count from the text's beginning.
    constexpr explicit query_fields(std::string_view text, std::size_t from = 0) noexcept
        : text_{text}, at_{from}
    {}

    // Empty at the end.
    [[nodiscard]] constexpr std::optional<query_field> next() noexcept
    {
        while (at_ < text_.size() && text_[at_] == '&') ++at_;
        if (at_ >= text_.size()) return std::nullopt;
        std::size_t const at = at_;
        auto const rest = slice(text_, at);
        auto const whole = slice(rest, 0, find(rest, '&'));
        auto const key = slice(whole, 0, find(whole, '='));
        at_ += whole.size();
        std::size_t const before_value = key.size() == whole.size() ? key.size() : key.size() + 1;
        return query_field{whole, key, slice(whole, before_value), at, at + before_value};
    }

private:
    std::string_view text_;
    std::size_t at_;
};

} // namespace otpp::detail

#endif
