// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_FIELD_HPP
#define OTPP_SERVER_FIELD_HPP
// A text of bounded length that is kept inline and copies only what it holds.

#include <otpp/detail/borrow.hpp>
#include <otpp/detail/inline_text.hpp>

#include <cstddef>
#include <string_view>

namespace otpp::server {

/// At most `capacity` characters. It wipes itself, since a sealer may be one that does not seal.
template <std::size_t capacity>
class field : public otpp::detail::inline_text<capacity> {
    using text = otpp::detail::inline_text<capacity>;

public:
    constexpr field() noexcept : text{} {} // its own, or `field{}` would fill it with zeros first
    constexpr field(field const& from) noexcept : text{} { text::assign(from.view()); }
    constexpr field& operator=(field const& from) noexcept
    {
        if (this != &from) text::assign(from.view());
        return *this;
    }

    [[nodiscard]] constexpr std::string_view view() const noexcept [[clang::lifetimebound]]
    {
        return text::view();
    }

    /// Written by the caller from the first character on, who returns where it ends; it may write all
    /// of the capacity.
    template <class Write>
    constexpr void write(Write&& write) noexcept
    {
        char const* const end = write(static_cast<char*>(this->bytes_));
        this->become(static_cast<std::size_t>(end - this->bytes_));
    }

    friend constexpr bool operator==(field const& a, field const& b) noexcept
    {
        return a.view() == b.view();
    }
};

/// A field that reveals a secret to a person: no view of a temporary one.
template <std::size_t capacity>
class revealed_text : public field<capacity> {
public:
    using lends_views = void;

    constexpr revealed_text() noexcept : field<capacity>{} {}

    [[nodiscard]] constexpr std::string_view view() const& noexcept [[clang::lifetimebound]]
    {
        return field<capacity>::view();
    }
    std::string_view view() const&& = delete; // name the text: it wipes itself
};

} // namespace otpp::server

#endif
