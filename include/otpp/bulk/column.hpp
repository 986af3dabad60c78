// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_COLUMN_HPP
#define OTPP_BULK_COLUMN_HPP
// Codes or times of a bulk call, one for all rows or one for each row; times are in seconds since 1970
// (RFC 6238, section 4.2).

#include <otpp/detail/borrow.hpp>
#include <otpp/time.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace otpp::bulk {

/// One value for all rows, or a view of one value for each row. The values of a view are not copied:
/// they must outlive the call and should not change during it. Their distance in memory is arbitrary.
template <class T>
class column {
public:
    /// The same value for every row.
    constexpr column(T value) noexcept : one_{value}, size_{1} {}

    /// The same time for every row: a time point of the system clock, or a `unix_time`.
    template <class Time>
        requires std::same_as<T, std::int64_t> && std::is_class_v<Time> &&
                 std::convertible_to<Time const&, unix_time>
    constexpr column(Time const& time) noexcept : column{unix_time{time}.seconds}
    {}

    /// A value for each row: a vector, an array, a span.
    template <class Range>
        requires std::convertible_to<Range const&, std::span<T const>>
    column(Range const& values) noexcept
        : from_{reinterpret_cast<char const*>(std::span<T const>{values}.data())},
          stride_{sizeof(T)},
          size_{std::span<T const>{values}.size()}
    {}

    template <otpp::detail::owner_of<std::span<T const>> Range>
    column(Range const&&) = delete; // name the values: a view of them is kept

    /// A value for each row, `stride` bytes apart, which may be negative. The addresses need not be
    /// aligned.
    template <std::integral Stride>
    constexpr column(void const* first [[clang::lifetimebound]], std::size_t size,
                     Stride stride) noexcept
        : from_{static_cast<char const*>(first)},
          stride_{static_cast<std::ptrdiff_t>(stride)},
          size_{size}
    {}

    /// A value for each row by get(owner, row), which is called from several threads concurrently.
    constexpr column(void const* owner [[clang::lifetimebound]], std::size_t size,
                     T (*get)(void const* owner, std::size_t row)) noexcept
        : from_{static_cast<char const*>(owner)}, size_{size}, get_{get}
    {}

    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }

    /// The value of a row; a single value for any row.
    [[nodiscard]] T operator[](std::size_t row) const noexcept
    {
        if (size_ == 1) row = 0;
        if (get_ != nullptr) return get_(from_, row);
        if (from_ == nullptr) return one_;
        T value;
        __builtin_memcpy(&value, from_ + static_cast<std::ptrdiff_t>(row) * stride_, sizeof value);
        return value;
    }

private:
    char const* from_ = nullptr;
    std::ptrdiff_t stride_ = 0;
    T one_{};
    std::size_t size_;
    T (*get_)(void const*, std::size_t) = nullptr;
};

} // namespace otpp::bulk

#endif
