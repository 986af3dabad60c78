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

[[nodiscard, gnu::always_inline]] constexpr std::uint64_t load_le64(char const* from) noexcept
{
    auto const byte = [from](int i) {
        return std::uint64_t{static_cast<unsigned char>(from[i])} << (8 * i);
    };
    return byte(0) | byte(1) | byte(2) | byte(3) | byte(4) | byte(5) | byte(6) | byte(7);
}

[[gnu::always_inline]] constexpr void store_le64(char* to, std::uint64_t word) noexcept
{
    to[0] = static_cast<char>(word);
    to[1] = static_cast<char>(word >> 8);
    to[2] = static_cast<char>(word >> 16);
    to[3] = static_cast<char>(word >> 24);
    to[4] = static_cast<char>(word >> 32);
    to[5] = static_cast<char>(word >> 40);
    to[6] = static_cast<char>(word >> 48);
    to[7] = static_cast<char>(word >> 56);
}

} // namespace otpp::detail

#endif
