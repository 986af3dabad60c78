// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_DETAIL_BASE64_HPP
#define OTPP_DETAIL_BASE64_HPP
// Base64: RFC 4648, sections 4 and 5, https://www.rfc-editor.org/rfc/rfc4648#section-4
// No branch and no address depends on a symbol's value, since keys are written so.

#include <otpp/constant_time.hpp>
#include <otpp/detail/bytes.hpp>
#include <otpp/detail/wipe.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace otpp::detail {

// The alphabets differ in the symbols of 62 and 63.
template <char symbol_62, char symbol_63>
struct base64_alphabet {
    // 0 to 63 and a mask of ones; or 0 and 0 for a character that is no symbol.
    struct symbol {
        std::uint32_t value = 0;
        std::uint32_t known = 0;

        constexpr explicit symbol(char character) noexcept
        {
            std::uint32_t const c = static_cast<unsigned char>(character);
            auto const take = [&](char first, char last, std::uint32_t means) {
                auto const low = static_cast<unsigned char>(first);
                auto const high = static_cast<unsigned char>(last);
                auto const in =
                    constant_time::mask_less(low - 1u, c) & constant_time::mask_less(c, high + 1u);
                value |= in & (c - low + means);
                known |= in;
            };
            take('A', 'Z', 0);
            take('a', 'z', 26);
            take('0', '9', 52);
            take(symbol_62, symbol_62, 62);
            take(symbol_63, symbol_63, 63);
        }
    };

    // Eight or sixteen characters at once, the first in the lowest byte of the first word. At run time
    // in a vector of the compiler's own, where a byte of a mask is 0xff or 0.
    template <std::size_t words>
    struct block {
        std::uint64_t values[words]; // 0 to 63 in each byte
        std::uint64_t others[words]; // a mask of what is no symbol
        std::uint64_t marks[words];  // a mask of symbol_62 and symbol_63

        [[gnu::always_inline]] constexpr explicit block(
            std::uint64_t const (&characters)[words]) noexcept
        {
            if (!little_endian || __builtin_is_constant_evaluated()) {
                for (std::size_t i = 0; i != words; ++i) one_by_one(characters[i], i);
                return;
            }
            typedef unsigned char vector __attribute__((vector_size(8 * words)));
            auto const mask = [](auto compared) { return reinterpret_cast<vector>(compared); };
            vector c{};
            __builtin_memcpy(&c, characters, sizeof c);
            vector const upper = mask((c - 'A') < 26);
            vector const lower = mask((c - 'a') < 26);
            vector const digit = mask((c - '0') < 10);
            vector const is_62 = mask(c == symbol_62);
            vector const is_63 = mask(c == symbol_63);
            vector const value = (upper & (c - 'A')) | (lower & (c - ('a' - 26))) |
                                 (digit & (c + (52 - '0'))) | (is_62 & 62) | (is_63 & 63);
            vector const mark = is_62 | is_63;
            vector const other = ~(upper | lower | digit | mark);
            __builtin_memcpy(values, &value, sizeof value);
            __builtin_memcpy(others, &other, sizeof other);
            __builtin_memcpy(marks, &mark, sizeof mark);
        }

        // The 48 bits of a word's eight symbols, the first symbol on top.
        [[nodiscard, gnu::always_inline]] constexpr std::uint64_t
        packed(std::size_t word) const noexcept
        {
            std::uint64_t x = values[word]; // pairs, then fours, then all eight
            x = (x << 6 & 0x0fc00fc00fc00fc0u) | (x >> 8 & 0x003f003f003f003fu);
            x = (x << 12 & 0x00fff00000fff000u) | (x >> 16 & 0x00000fff00000fffu);
            return (x << 24 & 0xffffff000000u) | x >> 32;
        }

    private:
        constexpr void one_by_one(std::uint64_t characters, std::size_t word) noexcept
        {
            values[word] = others[word] = marks[word] = 0;
            for (int shift = 0; shift != 64; shift += 8) {
                symbol const read{static_cast<char>(characters >> shift & 0xff)};
                values[word] |= std::uint64_t{read.value} << shift;
                others[word] |= std::uint64_t{~read.known & 0xff} << shift;
                marks[word] |= std::uint64_t{read.value >= 62 ? 0xffu : 0u} << shift;
            }
        }
    };

    // The symbol of a value of 0 to 63.
    [[nodiscard]] static constexpr char character(std::uint32_t value) noexcept
    {
        std::uint32_t c = 'A';
        auto const from = [&](std::uint32_t least, int further) {
            c += ~constant_time::mask_less(value, least) & static_cast<std::uint32_t>(further);
        };
        from(26, 'a' - 'Z' - 1);
        from(52, '0' - 'z' - 1);
        from(62, symbol_62 - '9' - 1);
        from(63, symbol_63 - symbol_62 - 1);
        return static_cast<char>(c + value);
    }

    // ---- whole texts, without padding: one text for each value

    // Characters that `bytes` bytes become.
    [[nodiscard]] static constexpr std::size_t encoded_size(std::size_t bytes) noexcept
    {
        return bytes / 3 * 4 + (bytes % 3 * 8 + 5) / 6;
    }

    // Bytes that `characters` characters become; of an impossible length, those of the whole groups.
    [[nodiscard]] static constexpr std::size_t decoded_size(std::size_t characters) noexcept
    {
        return characters / 4 * 3 + characters % 4 * 6 / 8;
    }

    // `out` has `encoded_size` characters.
    static constexpr void encode(std::span<unsigned char const> bytes, char* out) noexcept
    {
        std::uint32_t bits = 0;
        int have = 0;
        for (unsigned char const byte : bytes) {
            bits = bits << 8 | byte;
            for (have += 8; have >= 6; have -= 6) *out++ = character(bits >> (have - 6) & 63);
        }
        if (have > 0) *out = character(bits << (6 - have) & 63);
    }

    // Whether this is what `encode` makes of some bytes.
    [[nodiscard]] static constexpr bool canonical(std::string_view text) noexcept
    {
        bool const good = all_canonical(text);
        wipe_stack<stack_depth::none>();
        return good;
    }

    // Reads canonical text; `out` has `decoded_size` bytes.
    static constexpr void decode(std::string_view text, unsigned char* out) noexcept
    {
        decode_all(text, out);
        wipe_stack<stack_depth::none>();
    }

private:
    [[nodiscard]] static constexpr bool all_canonical(std::string_view text) noexcept
    {
        std::uint64_t faults = 0;
        std::size_t at = 0;
        for (; text.size() - at >= 16; at += 16) {
            block<2> const read{{load_le64(text.data() + at), load_le64(text.data() + at + 8)}};
            faults |= read.others[0] | read.others[1];
        }
        if (text.size() - at >= 8) {
            block<1> const read{{load_le64(text.data() + at)}};
            faults |= read.others[0];
            at += 8;
        }
        std::size_t const left = text.size() - at;
        if (left != 0) {
            block<1> const read{{load_rest(text, left)}};
            // the bits of the last character that belong to no byte
            std::uint64_t const unused = left % 4 == 2 ? 15 : left % 4 == 3 ? 3 : 0;
            faults |= read.others[0] | (read.values[0] & unused << (8 * left - 8));
        }
        return left % 4 != 1 && faults == 0;
    }

    static constexpr void decode_all(std::string_view text, unsigned char* out) noexcept
    {
        std::size_t at = 0;
        for (; text.size() - at >= 16; at += 16, out += 12) {
            block<2> const read{{load_le64(text.data() + at), load_le64(text.data() + at + 8)}};
            std::uint64_t const first = read.packed(0), second = read.packed(1);
            store_be<std::uint64_t>(out, first << 16 | second >> 32);
            store_be<std::uint32_t>(out + 8, static_cast<std::uint32_t>(second));
        }
        while (at != text.size()) {
            std::size_t const left = text.size() - at < 8 ? text.size() - at : 8;
            block<1> const read{{left == 8 ? load_le64(text.data() + at) : load_rest(text, left)}};
            std::uint64_t const bytes = read.packed(0);
            for (std::size_t i = 0; i != left * 6 / 8; ++i)
                *out++ = static_cast<unsigned char>(bytes >> (40 - 8 * i));
            at += left;
        }
    }

    // The last `n` characters, fewer than eight, and symbols of 0 behind them.
    [[nodiscard]] static constexpr std::uint64_t load_rest(std::string_view text,
                                                           std::size_t n) noexcept
    {
        std::uint64_t rest = 0;
        if (text.size() >= 8)
            rest = load_le64(text.data() + text.size() - 8) >> (64 - 8 * n);
        else
            for (std::size_t i = n; i != 0; --i)
                rest = rest << 8 | static_cast<unsigned char>(text[text.size() - 1 - n + i]);
        return rest | 0x4141414141414141u << (8 * n); // 'A'
    }
};

using base64 = base64_alphabet<'+', '/'>;    // section 4
using base64url = base64_alphabet<'-', '_'>; // section 5

} // namespace otpp::detail

#endif
