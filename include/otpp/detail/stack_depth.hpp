// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_DETAIL_STACK_DEPTH_HPP
#define OTPP_DETAIL_STACK_DEPTH_HPP
// How far below its caller's frame a function leaves words that may be secret, in bytes: the depths for
// `wipe_stack`. A compiler spills to the stack what does not fit into registers, and a return does not
// erase it.
//
// Each depth covers the bytes that the named functions use, whatever is in them, as measured on x86-64
// with g++ 12.2 and clang 14 at -O1, -O2 and -O3; the greatest is noted. Measured again in every test
// run: tests/hardening/wiping/stack_depth.cpp fails where a function uses more. What remains in memory
// is searched for keys by the other programs beside it.

#include <cstddef>

namespace otpp::detail::stack_depth {

/// Functions that keep everything in registers when optimised; an unoptimised build wipes for them.
inline constexpr std::size_t none = 0;

/// hash_to, hmac_states::prepare_portably and hmac_states::code, for a hash with blocks of this many
/// bytes. 671 bytes (SHA-1, SHA-256) and 1,071 (SHA-512), for a key longer than a block.
[[nodiscard]] constexpr std::size_t hash(std::size_t block) noexcept { return 11 * block; }

/// truncated_codes<most>. One code: 391 bytes (SHA-256) and 543 (SHA-512). Four: 1,135 (SHA-256 by the
/// SHA instructions of x86) and 1,167 (SHA-512).
[[nodiscard]] constexpr std::size_t values(std::size_t block, std::size_t most) noexcept
{
    return (most == 1 ? 8 : 19) * block;
}

/// SHA-1 by the SHA instructions of x86, one key or up to four counters: 287 bytes.
inline constexpr std::size_t instructions = 384;

/// The same for two keys, and the kernel sha_ni: 687 bytes.
inline constexpr std::size_t streams = 1024;

/// The kernel portable, and the scalar loop over a window: 267 bytes (SHA-1 with g++ -O2) and a window of
/// 201 values.
inline constexpr std::size_t scalar_rows = 4096;

/// A bulk kernel with vectors: 2,103 bytes (SHA-1 on AVX-512 with g++ -O2). SHA-512 spills more.
inline constexpr std::size_t vectors = 16384;

/// ChaCha20-Poly1305 of Crypto++ 8.7, as Debian builds it: 2,000 bytes. Crypto++ wipes the memory that it
/// allocates, but not its stack.
inline constexpr std::size_t cryptopp = 8192;

/// The depth in this build. Without optimisation, every variable of every function is on the stack, and
/// nothing is inlined. (Where a program links files compiled either way, the linker keeps one of both.)
[[nodiscard]] constexpr std::size_t in_this_build(std::size_t optimised) noexcept
{
#if defined(__OPTIMIZE__)
    return optimised;
#else
    return 24 * optimised > 16384 ? 24 * optimised : 16384;
#endif
}

} // namespace otpp::detail::stack_depth

#endif
