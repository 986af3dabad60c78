// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_DETAIL_BORROW_HPP
#define OTPP_DETAIL_BORROW_HPP
// For declarations that keep or return a view: which temporaries they refuse, and the attribute by which
// clang++ warns of the other views that dangle: https://clang.llvm.org/docs/AttributeReference.html#lifetimebound

#include <concepts>
#include <string_view> // std::ranges::enable_borrowed_range

// g++ does not know the attribute, and would warn of it in every program that includes it.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored_attributes "clang::lifetimebound"
#endif

namespace otpp::detail {

/// A type whose views are refused on temporaries, also through a temporary result's `->`.
template <class T>
concept lender = requires { typename T::lends_views; };

/// A range that owns the elements that `View` would show: a vector or an array, not a span.
template <class T, class View>
concept owner_of = std::convertible_to<T const&, View> && !std::ranges::enable_borrowed_range<T>;

/// A parameter of which a view is kept: owners that are temporary are refused.
class kept_text {
public:
    template <std::convertible_to<std::string_view> Text>
    constexpr kept_text(Text const& text [[clang::lifetimebound]]) noexcept : view_{text}
    {}
    template <owner_of<std::string_view> Text>
    kept_text(Text const&&) = delete; // name the text: a view of it is kept

    constexpr operator std::string_view() const noexcept { return view_; }

private:
    std::string_view view_;
};

} // namespace otpp::detail

#endif
