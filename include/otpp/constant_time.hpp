// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_CONSTANT_TIME_HPP
#define OTPP_CONSTANT_TIME_HPP
// Choosing and comparing without a branch or an address that depends on the values.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace otpp::constant_time {

/// The same value, of which the optimiser knows nothing: it cannot turn a mask back into a branch.
template <std::unsigned_integral W>
[[nodiscard, gnu::always_inline]] constexpr W opaque(W value) noexcept
{
    if (!__builtin_is_constant_evaluated()) asm("" : "+r"(value));
    return value;
}

/// All ones where a == b, else 0.
template <std::unsigned_integral W>
[[nodiscard, gnu::always_inline]] constexpr W mask_equal(W a, W b) noexcept
{
    W const differ = static_cast<W>(a ^ b);
    W const top = static_cast<W>((differ | static_cast<W>(W{0} - differ)) >> (sizeof(W) * 8 - 1));
    return opaque(static_cast<W>(top - 1));
}

/// All ones where a < b, else 0; both below half of W's range.
template <std::unsigned_integral W>
[[nodiscard, gnu::always_inline]] constexpr W mask_less(W a, W b) noexcept
{
    return opaque(static_cast<W>(W{0} - (static_cast<W>(a - b) >> (sizeof(W) * 8 - 1))));
}

/// `yes` where the mask is all ones, `no` where it is 0.
template <std::unsigned_integral W>
[[nodiscard, gnu::always_inline]] constexpr W select(W mask, W yes, W no) noexcept
{
    return static_cast<W>(no ^ (mask & (yes ^ no)));
}

/// Ends the secrecy of one bit: the only place where the library branches on what came from a
/// secret's bytes or base32 symbols. (Percent-escaped characters of a URI are public.) It is a
/// function of its own so that a tool can see every other such branch as a fault.
[[nodiscard, gnu::noinline]] constexpr bool publish(std::uint64_t mask) noexcept
{
    if (mask == 0) return false;
    std::uint32_t const yes = 1;
    return opaque(yes) != 0; // else the compiler makes the answer of the mask, without a branch
}

/// Equal texts. The lengths are public, the characters are not.
[[nodiscard]] constexpr bool equal(std::string_view a, std::string_view b) noexcept
{
    if (a.size() != b.size()) return false;
    unsigned differ = 0;
    for (std::size_t i = 0; i != a.size(); ++i)
        differ |= static_cast<unsigned>(static_cast<unsigned char>(a[i] ^ b[i]));
    return publish(mask_equal(differ, 0u));
}

} // namespace otpp::constant_time

#endif
