// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_DETAIL_NUMBER_HPP
#define OTPP_SERVER_DETAIL_NUMBER_HPP
// Decimal numbers in one way of writing each: no sign but a minus, no leading zeros, no -0. Eight digits
// at a time, since half of what a record says is times and counts.

#include <otpp/detail/bytes.hpp>
#include <otpp/server/field.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace otpp::server {

namespace detail {

inline constexpr std::uint64_t ascii_zeros = 0x3030303030303030u;
inline constexpr std::uint32_t small_powers[]{1,       10,        100,        1'000,      10'000,
                                              100'000, 1'000'000, 10'000'000, 100'000'000};

// Of eight characters without `ascii_zeros`, the first in the lowest byte: the highest bit of each that
// is no digit.
[[nodiscard]] constexpr std::uint64_t no_digits(std::uint64_t eight) noexcept
{
    return ((eight + 0x7676767676767676u) | eight) & 0x8080808080808080u;
}

// Of eight digits without `ascii_zeros`: the number that they write.
[[nodiscard]] constexpr std::uint64_t number_of(std::uint64_t eight) noexcept
{
    std::uint64_t x = (eight * 10 + (eight >> 8)) & 0x00ff00ff00ff00ffu;
    x = (x * 100 + (x >> 16)) & 0x0000ffff0000ffffu;
    return static_cast<std::uint32_t>(x * 10'000 + (x >> 32));
}

// Eight digits, with their leading zeros, of a number below 10^8; the first in the lowest byte.
[[nodiscard]] constexpr std::uint64_t eight_digits(std::uint32_t number) noexcept
{
    std::uint64_t x = number / 10'000 + (std::uint64_t{number % 10'000} << 32);
    std::uint64_t const hundreds = (x * 10'486u >> 20) & 0x0000007f0000007fu;
    x = hundreds + ((x - hundreds * 100) << 16);
    std::uint64_t const tens = (x * 103u >> 10) & 0x000f000f000f000fu;
    return (tens + ((x - tens * 10) << 8)) | ascii_zeros;
}

// Below 10^8. Writes up to eight characters behind the number too.
[[nodiscard]] constexpr char* put_small_number(char* to, std::uint32_t value) noexcept
{
    if (value < 10) {
        *to = static_cast<char>('0' + value);
        return to + 1;
    }
    if (value < 1000) { // counts, and the first two digits of a time
        if (value >= 100) *to++ = static_cast<char>('0' + value / 100);
        to[0] = static_cast<char>('0' + value / 10 % 10);
        to[1] = static_cast<char>('0' + value % 10);
        return to + 2;
    }
    std::uint64_t const all = eight_digits(value);
    int const zeros = __builtin_ctzll(all ^ ascii_zeros) / 8;
    otpp::detail::store_le64(to, all >> (8 * zeros));
    return to + (8 - zeros);
}

[[nodiscard]] constexpr char* put_number(char* to, std::int64_t value) noexcept
{
    constexpr std::uint64_t block = 100'000'000;
    auto rest = static_cast<std::uint64_t>(value);
    if (value < 0) {
        *to++ = '-';
        rest = 0 - rest;
    }
    auto const put_block = [&to](std::uint64_t eight) {
        otpp::detail::store_le64(to, eight_digits(static_cast<std::uint32_t>(eight)));
        to += 8;
    };
    if (rest < block) return put_small_number(to, static_cast<std::uint32_t>(rest));
    std::uint64_t const more = rest / block;
    if (more < block)
        to = put_small_number(to, static_cast<std::uint32_t>(more));
    else {
        to = put_small_number(to, static_cast<std::uint32_t>(more / block));
        put_block(more % block);
    }
    put_block(rest % block);
    return to;
}

} // namespace detail

/// Reads the number that `text` begins with: the characters that it takes, or 0 where there is none
/// or it is beyond 2^63-1 to either side.
[[nodiscard]] constexpr std::size_t read_number(std::string_view text, std::int64_t& value) noexcept
{
    auto const is_digit = [&text](std::size_t i) {
        return i < text.size() && text[i] >= '0' && text[i] <= '9';
    };
    if (is_digit(0) && !is_digit(1)) {
        value = text[0] - '0';
        return 1;
    }
    bool const minus = !text.empty() && text[0] == '-';
    std::size_t const first = minus ? 1 : 0;
    std::size_t at = first;
    std::uint64_t sum = 0;
    while (text.size() - at >= 8) {
        std::uint64_t const eight = otpp::detail::load_le64(text.data() + at) ^ detail::ascii_zeros;
        std::uint64_t const others = detail::no_digits(eight);
        int const n = others == 0 ? 8 : __builtin_ctzll(others) / 8;
        if (n == 0 || at - first == 16) break;
        sum = sum * detail::small_powers[n] + detail::number_of(eight << (64 - 8 * n));
        at += static_cast<std::size_t>(n);
        if (n != 8) break;
    }
    for (; is_digit(at); ++at) {
        if (at - first == 19) return 0;
        sum = sum * 10 + static_cast<unsigned>(text[at] - '0');
    }
    if (sum > INT64_MAX || at == first || (text[first] == '0' && (at - first != 1 || minus)))
        return 0;
    value = minus ? -static_cast<std::int64_t>(sum) : static_cast<std::int64_t>(sum);
    return at;
}

/// Whether the characters from `first` up to `end` are a number, and which: the same numbers, faster where
/// the end is known.
[[nodiscard]] constexpr bool read_number(std::string_view text, std::size_t first, std::size_t end,
                                         std::int64_t& value) noexcept
{
    std::size_t const n = end - first;
    if (n == 1) { // half of a record's
        value = text[first] - '0';
        return value >= 0 && value <= 9;
    }
    if (n > 1 && n <= 16 && end >= (n > 8 ? 16u : 8u) && text[first] != '0') {
        // its last eight characters, and those before; what is not of it becomes zeros in front
        auto const digits = [&text](std::size_t behind, std::size_t size) {
            std::uint64_t const eight =
                otpp::detail::load_le64(text.data() + behind - 8) ^ detail::ascii_zeros;
            return size < 8 ? eight & ~std::uint64_t{0} << (64 - 8 * size) : eight;
        };
        std::uint64_t const low = digits(end, n);
        std::uint64_t const high = n > 8 ? digits(end - 8, n - 8) : 0;
        value = static_cast<std::int64_t>(detail::number_of(high) * 100'000'000 +
                                          detail::number_of(low));
        if ((detail::no_digits(low) | detail::no_digits(high)) == 0) return true;
    }
    return n != 0 && read_number(text.substr(first, n), value) == n;
}

/// Appends a number; false where there is no room.
template <std::size_t capacity>
constexpr bool append_number(field<capacity>& to, std::int64_t value) noexcept
{
    char digits[20 + 8]{};
    char const* const end = detail::put_number(digits, value);
    return to.append(std::string_view{digits, static_cast<std::size_t>(end - digits)});
}

} // namespace otpp::server

#endif
