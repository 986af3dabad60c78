// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_DETAIL_X86_LANES_HPP
#define OTPP_DETAIL_X86_LANES_HPP
// Four words in a register, as the SHA instructions of x86 take them.

namespace otpp::detail {

#if defined(__x86_64__)

// The builtins, not <immintrin.h>, which costs half a second a file; they want signed lanes. clang
// knows no other spelling of the attribute in a typedef.
typedef int lanes __attribute__((vector_size(16)));

[[gnu::target("sha,sse4.1"), gnu::always_inline]] inline void add(lanes& to,
                                                                  lanes const& what) noexcept
{
    typedef unsigned unsigned_lanes __attribute__((vector_size(16))); // wraps, and may
    to = reinterpret_cast<lanes>(reinterpret_cast<unsigned_lanes>(to) +
                                 reinterpret_cast<unsigned_lanes>(what));
}

#endif

} // namespace otpp::detail

#endif
