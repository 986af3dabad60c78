// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BASE32_HPP
#define OTPP_BASE32_HPP
// Base32: RFC 4648, section 6, https://www.rfc-editor.org/rfc/rfc4648#section-6
// The characters decide no branch and no address. What becomes known: whether each is a symbol, whether
// bits are left over and, to the strict decoder, whether it is a small letter.

#include <otpp/constant_time.hpp>
#include <otpp/detail/bytes.hpp>
#include <otpp/result.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace otpp {

namespace detail {

// Eight characters in the bytes of a word, read as symbols by arithmetic instead of a table.
struct base32_symbols {
    std::uint64_t values; // 0 to 31 in each byte
    std::uint64_t faults; // 0x80 in each byte that is no symbol

    [[gnu::always_inline]] constexpr explicit base32_symbols(std::uint64_t characters) noexcept
    {
        std::uint64_t const ascii = characters & (ones * 0x7f);
        std::uint64_t const upper = ascii & (ones * 0x5f); // a and A differ in bit 5
        std::uint64_t const letter = at_least(upper, 'A') & ~at_least(upper, 'Z' + 1);
        std::uint64_t const digit = at_least(ascii, '2') & ~at_least(ascii, '7' + 1);
        // the low five bits of A are 1 and mean 0; those of 2 are 18 and mean 26
        values = ((ascii & (ones * 31)) + (letter >> 7) * 31 + (digit >> 7) * 8) & (ones * 31);
        faults = (characters | ~(letter | digit)) & (ones * 0x80);
    }

    // Their 40 bits, the first symbol on top: pairs, then fours, then all eight.
    [[nodiscard, gnu::always_inline]] constexpr std::uint64_t packed() const noexcept
    {
        std::uint64_t const pairs =
            (values << 5 & 0x03e003e003e003e0u) | (values >> 8 & 0x001f001f001f001fu);
        std::uint64_t const fours =
            (pairs << 10 & 0x000ffc00000ffc00u) | (pairs >> 16 & 0x000003ff000003ffu);
        return (fours << 20 & 0xfffff00000u) | fours >> 32;
    }

private:
    static constexpr std::uint64_t ones = 0x0101010101010101u;

    // 0x80 in each byte of x (all below 0x80) that is at least `low`
    [[gnu::always_inline]] static constexpr std::uint64_t at_least(std::uint64_t x,
                                                                   unsigned low) noexcept
    {
        return (x + ones * (0x80 - low)) & (ones * 0x80);
    }
};

} // namespace detail

namespace base32 {

/// Characters that `bytes` bytes become, without padding.
[[nodiscard]] constexpr std::size_t encoded_size(std::size_t bytes) noexcept
{
    return bytes / 5 * 8 + (bytes % 5 * 8 + 4) / 5;
}

/// Writes `bytes` in upper case without padding, as otpauth URIs want it; the size written.
[[nodiscard]] constexpr result<std::size_t> encode(std::span<unsigned char const> bytes,
                                                   std::span<char> out) noexcept
{
    std::size_t const size = encoded_size(bytes.size());
    if (size > out.size()) return reason::output_too_small;
    std::uint32_t bits = 0;
    int have = 0;
    std::size_t written = 0;
    auto const put = [&](std::uint32_t value) {
        std::uint32_t const is_digit = constant_time::mask_less(25u, value);
        out[written++] = static_cast<char>('A' + value - (is_digit & ('A' + 26 - '2')));
    };
    for (unsigned char const byte : bytes) {
        bits = bits << 8 | byte;
        for (have += 8; have >= 5; have -= 5) put(bits >> (have - 5) & 31);
    }
    if (have > 0) put(bits << (5 - have) & 31);
    return size;
}

/// What a decoder found.
struct decoded {
    std::size_t size;   ///< bytes written
    bool trailing_bits; ///< the last character had bits that belong to no byte: dropped
};

/// How much of what is not RFC 4648's one text of a value is read all the same.
enum class strictness : unsigned char {
    lenient, ///< also lower case, spaces, hyphens, trailing bits: what people type and services emit
    strict,  ///< only what `encode` writes, with its padding or without
};

/// Reads base32 into `out`, as far as it has room: `output_too_small` at the first character that
/// does not fit. Errors carry the offset in `text`.
[[nodiscard]] constexpr result<decoded> decode(std::string_view text, std::span<unsigned char> out,
                                               strictness how = strictness::lenient) noexcept
{
    bool const strict = how == strictness::strict;
    std::uint64_t bits = 0;  // of the group of eight that is being filled
    std::size_t symbols = 0; // in it
    std::size_t written = 0;
    std::size_t at = 0;

    auto const put = [&](std::size_t bytes) {
        for (std::size_t i = 0; i != bytes; ++i)
            out[written++] = static_cast<unsigned char>(bits >> (32 - 8 * i));
        bits = 0;
        symbols = 0;
    };

    while (at != text.size()) {
        if (symbols == 0 && text.size() - at >= 8 && out.size() - written >= 5 && !strict) {
            detail::base32_symbols const eight{detail::load_le64(text.data() + at)};
            if (!constant_time::publish(eight.faults)) {
                bits = eight.packed();
                put(5);
                at += 8;
                continue;
            }
        }
        auto const c = static_cast<unsigned char>(text[at]);
        detail::base32_symbols const one{std::uint64_t{0x4141414141414100u} | c};
        if (constant_time::publish(one.faults)) {
            if (c == '=') break;
            if (!strict && (c == ' ' || c == '-')) {
                ++at;
                continue;
            }
            bool const lookalike = c == '0' || c == '1' || c == '8' || c == '9';
            return {lookalike ? reason::base32_lookalike : reason::base32_symbol, at};
        }
        if (strict && constant_time::publish(c & c >> 1 & 0x20u))
            return {reason::base32_symbol, at};
        if (symbols == 7 && out.size() - written < 5) return {reason::output_too_small, at};
        bits = bits << 5 | (one.values & 31);
        if (++symbols == 8) put(5);
        ++at;
    }

    std::size_t const padding_at = at;
    std::size_t padding = 0;
    for (; at != text.size(); ++at) {
        if (text[at] == '=')
            ++padding;
        else if (strict || (text[at] != ' ' && text[at] != '-'))
            return {reason::base32_padding, at};
    }
    if (symbols == 1 || symbols == 3 || symbols == 6) return {reason::base32_length, padding_at};
    if (padding != 0 && (symbols == 0 || padding + symbols != 8))
        return {reason::base32_padding, padding_at};

    std::size_t const bytes = symbols * 5 / 8;
    if (out.size() - written < bytes) return {reason::output_too_small, padding_at};
    bits <<= 5 * ((8 - symbols) % 8);
    std::uint64_t const unused = bits & (0xffffffffffu >> (8 * bytes));
    bool const trailing = symbols != 0 && constant_time::publish(unused);
    if (trailing && strict) return {reason::base32_trailing_bits, padding_at - 1};
    put(bytes);
    return decoded{written, trailing};
}

} // namespace base32

} // namespace otpp

#endif
