// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_DETAIL_BYTES_HPP
#define OTPP_DETAIL_BYTES_HPP
// Words from bytes and back, without a branch at compile time: compilers make one move of each.

#include <concepts>
#include <cstddef>
#include <cstdint>

namespace otpp::detail {

template <std::unsigned_integral W>
[[nodiscard, gnu::always_inline]] constexpr W load_be(unsigned char const* from) noexcept
{
    if constexpr (sizeof(W) == 4)
        return W{from[0]} << 24 | W{from[1]} << 16 | W{from[2]} << 8 | W{from[3]};
    else
        return W{load_be<std::uint32_t>(from)} << 32 | load_be<std::uint32_t>(from + 4);
}

template <std::unsigned_integral W>
[[gnu::always_inline]] constexpr void store_be(unsigned char* to, W word) noexcept
{
    for (std::size_t i = 0; i != sizeof(W); ++i)
        to[i] = static_cast<unsigned char>(word >> (8 * (sizeof(W) - 1 - i)));
}

// Of arrays that do not overlap.
template <class Byte>
    requires(sizeof(Byte) == 1)
[[gnu::always_inline]] constexpr void copy_bytes(Byte* to, Byte const* from, std::size_t n) noexcept
{
    if (!__builtin_is_constant_evaluated())
        __builtin_memcpy(to, from, n);
    else
        for (std::size_t i = 0; i != n; ++i) to[i] = from[i];
}

inline constexpr bool little_endian = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;

[[nodiscard, gnu::always_inline]] constexpr std::uint64_t load_le64(char const* from) noexcept
{
    std::uint64_t word = 0;
    if (little_endian && !__builtin_is_constant_evaluated())
        __builtin_memcpy(&word, from, 8);
    else
        for (int i = 0; i != 8; ++i)
            word |= std::uint64_t{static_cast<unsigned char>(from[i])} << (8 * i);
    return word;
}

// g++ 12 makes more than one move of eight stores.
[[gnu::always_inline]] constexpr void store_le64(char* to, std::uint64_t word) noexcept
{
    if (little_endian && !__builtin_is_constant_evaluated())
        __builtin_memcpy(to, &word, 8);
    else
        for (int i = 0; i != 8; ++i) to[i] = static_cast<char>(word >> (8 * i));
}

} // namespace otpp::detail

#endif
