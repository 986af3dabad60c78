// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_NUMBER_HPP
#define OTPP_SERVER_NUMBER_HPP
// Decimal numbers in one way of writing each: no sign but a minus, no leading zeros, no -0. Eight digits
// at a time, since half of what a record says is times and counts.

#include <otpp/detail/bytes.hpp>
#include <otpp/server/field.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace otpp {

namespace detail {

inline constexpr std::uint64_t ascii_zeros = 0x3030303030303030u;
inline constexpr std::uint32_t small_powers[]{1,       10,        100,        1'000,      10'000,
                                              100'000, 1'000'000, 10'000'000, 100'000'000};

// How many of eight characters, the first in the lowest byte, are digits before another comes.
[[nodiscard]] constexpr int leading_digits(std::uint64_t eight) noexcept
{
    std::uint64_t const digits = eight ^ ascii_zeros;
    std::uint64_t const others = ((digits + 0x7676767676767676u) | digits) & 0x8080808080808080u;
    return others == 0 ? 8 : __builtin_ctzll(others) / 8;
}

// The number that the first `n` of eight characters write; 1 to 8, all digits.
[[nodiscard]] constexpr std::uint64_t number_of(std::uint64_t eight, int n) noexcept
{
    std::uint64_t x = (eight ^ ascii_zeros) << (64 - 8 * n); // zeros come in front
    x = (x * 10 + (x >> 8)) & 0x00ff00ff00ff00ffu;
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
    std::uint64_t const all = eight_digits(value);
    int const zeros = __builtin_ctzll(all ^ ascii_zeros) / 8;
    store_le64(to, all >> (8 * zeros));
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
    if (rest < block) return put_small_number(to, static_cast<std::uint32_t>(rest));
    std::uint64_t const more = rest / block;
    to = put_number(to, static_cast<std::int64_t>(more));
    store_le64(to, eight_digits(static_cast<std::uint32_t>(rest - more * block)));
    return to + 8;
}

} // namespace detail

/// Reads the number that `text` begins with: the characters that it takes, or 0 where there is none
/// or it is beyond 2^63-1 to either side.
[[nodiscard]] constexpr std::size_t read_number(std::string_view text, std::int64_t& value) noexcept
{
    bool const minus = !text.empty() && text[0] == '-';
    std::size_t const first = minus ? 1 : 0;
    std::size_t at = first;
    std::uint64_t sum = 0;
    while (text.size() - at >= 8) {
        std::uint64_t const eight = detail::load_le64(text.data() + at);
        int const n = detail::leading_digits(eight);
        if (n == 0 || at - first == 16) break;
        sum = sum * detail::small_powers[n] + detail::number_of(eight, n);
        at += static_cast<std::size_t>(n);
        if (n != 8) break;
    }
    for (; at != text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
        if (at - first == 19) return 0;
        sum = sum * 10 + static_cast<unsigned>(text[at] - '0');
    }
    if (sum > INT64_MAX || at == first || (text[first] == '0' && (at - first != 1 || minus)))
        return 0;
    value = minus ? -static_cast<std::int64_t>(sum) : static_cast<std::int64_t>(sum);
    return at;
}

/// Appends a number; false where there is no room.
template <std::size_t capacity>
constexpr bool append_number(field<capacity>& to, std::int64_t value) noexcept
{
    char digits[20 + 8]{};
    char const* const end = detail::put_number(digits, value);
    return to.append(std::string_view{digits, static_cast<std::size_t>(end - digits)});
}

} // namespace otpp

#endif
