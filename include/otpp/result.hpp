// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_RESULT_HPP
#define OTPP_RESULT_HPP
// Errors are values: a reason, and the byte offset in the text where it was found.

#include <otpp/detail/borrow.hpp>
#include <otpp/reason.hpp>

#include <cstddef>
#include <utility>

namespace otpp {

/// What was wrong, and where.
struct error {
    /// The offset of a fault that has no place in a text.
    static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

    otpp::reason reason;
    std::size_t offset = nowhere; ///< in bytes, from the start of the text that was given

    friend constexpr bool operator==(error const&, error const&) = default;
};

namespace detail {

// Makes the T that a result holds beside an error and shows to nobody.
struct nothing {
    explicit nothing() = default; // not from {}: nobody gets an empty secret by a slip
};

} // namespace detail

/// A value or an error; T is one of this library's types, each of which has an empty state. To look into the one that is not there traps, in every build.
/// No std::optional: a dozen of those are a fifth of what this library costs to include.
template <class T>
class [[nodiscard]] result {
public:
    constexpr result(T&& value) noexcept : value_{std::move(value)}, has_value_{true} {}
    constexpr result(T const& value) noexcept
        requires requires { T(value); }
        : value_{value}, has_value_{true}
    {}
    constexpr result(otpp::error why) noexcept : error_{why} {}
    constexpr result(otpp::reason why, std::size_t offset = otpp::error::nowhere) noexcept
        : error_{why, offset}
    {}

    [[nodiscard]] constexpr bool has_value() const noexcept { return has_value_; }
    constexpr explicit operator bool() const noexcept { return has_value_; }

    [[nodiscard]] constexpr T& operator*() & noexcept [[clang::lifetimebound]]
    {
        return *checked();
    }
    [[nodiscard]] constexpr T const& operator*() const& noexcept [[clang::lifetimebound]]
    {
        return *checked();
    }
    /// The value itself: a reference into a temporary result would dangle.
    [[nodiscard]] constexpr T operator*() && noexcept { return std::move(*checked()); }
    T operator*() const&& = delete; // name the result

    [[nodiscard]] constexpr T* operator->() & noexcept [[clang::lifetimebound]]
    {
        return checked();
    }
    [[nodiscard]] constexpr T const* operator->() const& noexcept [[clang::lifetimebound]]
    {
        return checked();
    }
    T const* operator->() const&& // name the result: views of its value would outlive it
        requires detail::lender<T>
    = delete;

    [[nodiscard]] constexpr otpp::error error() const noexcept
    {
        if (has_value_) __builtin_trap();
        return error_;
    }

private:
    constexpr T* checked() noexcept
    {
        if (!has_value_) __builtin_trap();
        return &value_;
    }
    constexpr T const* checked() const noexcept
    {
        if (!has_value_) __builtin_trap();
        return &value_;
    }

    static constexpr T empty() noexcept
    {
        if constexpr (requires { T{detail::nothing{}}; })
            return T{detail::nothing{}};
        else
            return T{};
    }

    T value_ = empty();
    otpp::error error_{};
    bool has_value_ = false;
};

} // namespace otpp

#endif
