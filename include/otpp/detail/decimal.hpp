// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_DETAIL_DECIMAL_HPP
#define OTPP_DETAIL_DECIMAL_HPP
// Decimal numbers as text and back, eight digits at a time: half of what a server's record holds is times and
// counts.

#include <otpp/detail/bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace otpp::detail::decimal {

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
[[nodiscard]] constexpr char* put_small(char* to, std::uint32_t value) noexcept
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
    store_le64(to, all >> (8 * zeros));
    return to + (8 - zeros);
}

// Characters that `put` may write.
inline constexpr std::size_t longest = 20 + 8;

// Returns the end of the number; may write on behind it.
[[nodiscard]] constexpr char* put(char* to, std::int64_t value) noexcept
{
    constexpr std::uint64_t block = 100'000'000;
    auto rest = static_cast<std::uint64_t>(value);
    if (value < 0) {
        *to++ = '-';
        rest = 0 - rest;
    }
    auto const put_block = [&to](std::uint64_t eight) {
        store_le64(to, eight_digits(static_cast<std::uint32_t>(eight)));
        to += 8;
    };
    if (rest < block) return put_small(to, static_cast<std::uint32_t>(rest));
    std::uint64_t const more = rest / block;
    if (more < block)
        to = put_small(to, static_cast<std::uint32_t>(more));
    else {
        to = put_small(to, static_cast<std::uint32_t>(more / block));
        put_block(more % block);
    }
    put_block(rest % block);
    return to;
}

// The digits that a text begins with.
struct digits {
    std::size_t size;    // how many
    std::uint64_t value; // their number; meaningless where it overflows
    bool overflows;      // beyond 2^63-1
};

[[nodiscard]] constexpr digits read_digits(std::string_view text) noexcept
{
    std::size_t at = 0;
    while (at != text.size() && text[at] == '0') ++at;
    std::size_t const first = at;
    std::uint64_t sum = 0;
    while (text.size() - at >= 8 && at - first != 16) {
        std::uint64_t const eight = load_le64(text.data() + at) ^ ascii_zeros;
        std::uint64_t const others = no_digits(eight);
        int const n = others == 0 ? 8 : __builtin_ctzll(others) / 8;
        if (n == 0) break;
        sum = sum * small_powers[n] + number_of(eight << (64 - 8 * n));
        at += static_cast<std::size_t>(n);
        if (n != 8) break;
    }
    for (; at != text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
        if (at - first == 19) return {at, 0, true};
        sum = sum * 10 + static_cast<unsigned>(text[at] - '0');
    }
    return {at, sum, sum > INT64_MAX};
}

// ---- one text for each number: no sign but a minus, no leading zeros, no -0

// Reads the number that `text` begins with: the characters that it takes, or 0 where there is none
// or it is beyond 2^63-1 to either side.
[[nodiscard]] constexpr std::size_t read_canonical(std::string_view text,
                                                   std::int64_t& value) noexcept
{
    bool const minus = !text.empty() && text[0] == '-';
    if (minus) text.remove_prefix(1);
    auto const read = read_digits(text);
    bool const zero_first = read.size != 0 && text[0] == '0';
    if (read.size == 0 || read.overflows || (zero_first && (read.size != 1 || minus))) return 0;
    value = minus ? -static_cast<std::int64_t>(read.value) : static_cast<std::int64_t>(read.value);
    return read.size + minus;
}

// Whether the characters from `first` up to `end` are such a number, and which: faster, where the end is
// known.
[[nodiscard]] constexpr bool read_canonical(std::string_view text, std::size_t first,
                                            std::size_t end, std::int64_t& value) noexcept
{
    std::size_t const n = end - first;
    if (n == 1) { // half of a record's
        value = text[first] - '0';
        return value >= 0 && value <= 9;
    }
    if (n > 1 && n <= 16 && end >= (n > 8 ? 16u : 8u) && text[first] != '0') {
        // its last eight characters, and those before; what is not of it becomes zeros in front
        auto const digits = [&text](std::size_t behind, std::size_t size) {
            std::uint64_t const eight = load_le64(text.data() + behind - 8) ^ ascii_zeros;
            return size < 8 ? eight & ~std::uint64_t{0} << (64 - 8 * size) : eight;
        };
        std::uint64_t const low = digits(end, n);
        std::uint64_t const high = n > 8 ? digits(end - 8, n - 8) : 0;
        value = static_cast<std::int64_t>(number_of(high) * 100'000'000 + number_of(low));
        if ((no_digits(low) | no_digits(high)) == 0) return true;
    }
    return n != 0 && read_canonical(text.substr(first, n), value) == n;
}

} // namespace otpp::detail::decimal

#endif
