// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_DETAIL_BASE64URL_HPP
#define OTPP_SERVER_DETAIL_BASE64URL_HPP
// Base64 for names and lines, without padding: RFC 4648, section 5, https://www.rfc-editor.org/rfc/rfc4648#section-5
// One text for each value: what a record holds is compared as text.

#include <otpp/detail/bytes.hpp>
#include <otpp/detail/wipe.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace otpp::server {

namespace detail {

// Sixteen characters at once, in a vector of the compiler's own.
typedef unsigned char sixteen __attribute__((vector_size(16)));

[[nodiscard]] constexpr bool is_base64url(char c) noexcept
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

// Characters of the alphabet alone.
[[nodiscard]] constexpr bool is_base64url(char const* text, std::size_t n) noexcept
{
    if (__builtin_is_constant_evaluated() || n < 16) {
        bool good = true;
        for (std::size_t i = 0; i != n; ++i) good &= is_base64url(text[i]);
        return good;
    }
    sixteen good = ~sixteen{};
    auto const check = [&good](char const* at) {
        sixteen c{};
        __builtin_memcpy(&c, at, 16);
        auto const letter = ((c | 0x20) - 'a') < 26;
        auto const digit = (c - '0') < 10;
        good &= static_cast<sixteen>(letter | digit | (c == '-') | (c == '_'));
    };
    std::size_t at = 0;
    for (; n - at > 16; at += 16) check(text + at);
    check(text + n - 16); // the last sixteen, some of them once more
    std::uint64_t halves[2];
    __builtin_memcpy(halves, &good, 16);
    return (halves[0] & halves[1]) == ~std::uint64_t{0};
}

// Sixteen characters, all of the alphabet, to the twelve bytes that they stand for.
inline void decode_sixteen(char const* from, unsigned char* to) noexcept
{
    sixteen c{};
    __builtin_memcpy(&c, from, 16);
    auto const where = [](auto mask) { return reinterpret_cast<sixteen>(mask); };
    sixteen const values = (where((c - 'A') < 26) & (c - 'A')) |
                           (where((c - 'a') < 26) & (c - ('a' - 26))) |
                           (where((c - '0') < 10) & (c + (52 - '0'))) | (where(c == '-') & 62) |
                           (where(c == '_') & 63);
    std::uint64_t eights[2];
    __builtin_memcpy(eights, &values, 16);
    for (std::uint64_t& x : eights) { // the first character is in the lowest byte
        x = (x & 0x003f003f003f003fu) << 6 | (x >> 8 & 0x003f003f003f003fu);
        x = (x & 0x00000fff00000fffu) << 12 | (x >> 16 & 0x00000fff00000fffu);
        x = x << 40 | (x >> 32) << 16; // 48 bits from the highest on
    }
    std::uint64_t const first = __builtin_bswap64(eights[0] | eights[1] >> 48);
    std::uint32_t const last = __builtin_bswap32(static_cast<std::uint32_t>(eights[1] >> 16));
    __builtin_memcpy(to, &first, 8);
    __builtin_memcpy(to + 8, &last, 4);
}

// The last characters, fewer than sixteen.
inline void decode_rest(char const* from, std::size_t n, unsigned char* to) noexcept
{
    otpp::detail::wiped<char[16]> text;
    otpp::detail::wiped<unsigned char[12]> bytes;
    __builtin_memset(text.value, 'A', 16);
    __builtin_memcpy(text.value, from, n);
    decode_sixteen(text.value, bytes.value);
    __builtin_memcpy(to, bytes.value, n * 6 / 8);
}

} // namespace detail

namespace base64url {

/// Characters that `bytes` bytes become.
[[nodiscard]] constexpr std::size_t encoded_size(std::size_t bytes) noexcept
{
    return bytes / 3 * 4 + (bytes % 3 * 8 + 5) / 6;
}

/// Bytes that `characters` characters become; of an impossible length, those of the whole groups.
[[nodiscard]] constexpr std::size_t decoded_size(std::size_t characters) noexcept
{
    return characters / 4 * 3 + characters % 4 * 6 / 8;
}

/// The character of a value of 0 to 63, by arithmetic: no address depends on it.
[[nodiscard]] constexpr char character(unsigned value) noexcept
{
    auto const beyond = [value](unsigned last) { return 0u - ((last - value) >> 31); };
    unsigned c = 'A' + value;
    c += beyond(25) & ('a' - 'Z' - 1);
    c -= beyond(51) & ('z' + 1 - '0');
    c -= beyond(61) & ('9' + 1 - '-');
    c += beyond(62) & ('_' - '-' - 1);
    return static_cast<char>(c);
}

/// The value of a character; over 63 where it is none.
[[nodiscard]] constexpr unsigned value(char character) noexcept
{
    unsigned const c = static_cast<unsigned char>(character);
    auto const in = [c](unsigned low, unsigned high) {
        return ((low - 1 - c) & (c - high - 1)) >> 31; // both below 0
    };
    unsigned const good = in('A', 'Z') * (c - 'A' + 1) + in('a', 'z') * (c - 'a' + 27) +
                          in('0', '9') * (c - '0' + 53) + in('-', '-') * 63 + in('_', '_') * 64;
    return good - 1;
}

/// Writes `bytes`; `out` has room for `encoded_size` characters.
constexpr void encode(std::span<unsigned char const> bytes, char* out) noexcept
{
    std::uint32_t bits = 0;
    int have = 0;
    for (unsigned char const byte : bytes) {
        bits = bits << 8 | byte;
        for (have += 8; have >= 6; have -= 6) *out++ = character(bits >> (have - 6) & 63);
    }
    if (have > 0) *out = character(bits << (6 - have) & 63);
}

/// Whether this is what `encode` makes of some bytes.
[[nodiscard]] constexpr bool canonical(std::string_view text) noexcept
{
    bool const good = detail::is_base64url(text.data(), text.size()) && text.size() % 4 != 1;
    otpp::detail::wipe_stack<0>(); // keys are written so
    if (!good || text.size() % 4 == 0) return good;
    return (value(text.back()) & (text.size() % 4 == 2 ? 15 : 3)) == 0;
}

/// Reads canonical text; `out` has room for `decoded_size` bytes.
constexpr void decode(std::string_view text, unsigned char* out) noexcept
{
    if (otpp::detail::little_endian && !__builtin_is_constant_evaluated()) {
        for (; text.size() >= 16; text.remove_prefix(16), out += 12)
            detail::decode_sixteen(text.data(), out);
        if (!text.empty()) detail::decode_rest(text.data(), text.size(), out);
        text = {};
    }
    std::uint32_t bits = 0;
    int have = 0;
    for (char const c : text) {
        bits = bits << 6 | (value(c) & 63);
        if ((have += 6) >= 8) *out++ = static_cast<unsigned char>(bits >> (have -= 8));
    }
    otpp::detail::wipe_stack<0>();
}

} // namespace base64url

} // namespace otpp::server

#endif
