// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_DETAIL_CPU_HPP
#define OTPP_DETAIL_CPU_HPP
// What this processor can do, asked once. Intel SDM volume 2A, CPUID leaf 7: EBX bit 29 is SHA.

namespace otpp::detail {

#if defined(__x86_64__)

inline constinit int sha_instructions = -1; // not asked yet; 0 no, 1 yes

// <cpuid.h> would leave its macros in every user's file.
[[gnu::cold, gnu::noinline]] inline int ask_for_sha() noexcept
{
    auto const cpuid = [](unsigned leaf, unsigned& b, unsigned& c) {
        unsigned a = leaf, d = 0;
        c = 0;
        asm("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
        return a;
    };
    unsigned b = 0, c = 0;
    bool const has_leaf_7 = cpuid(0, b, c) >= 7;
    cpuid(1, b, c);
    bool const sse41 = (c >> 19 & 1) != 0;
    if (has_leaf_7) cpuid(7, b, c);
    int const found = has_leaf_7 && sse41 && (b >> 29 & 1) != 0 ? 1 : 0;
    __atomic_store_n(&sha_instructions, found, __ATOMIC_RELAXED);
    return found;
}

[[nodiscard, gnu::always_inline]] inline bool has_sha() noexcept
{
    int const known = __atomic_load_n(&sha_instructions, __ATOMIC_RELAXED);
    return (known >= 0 ? known : ask_for_sha()) == 1;
}

#else

[[nodiscard]] constexpr bool has_sha() noexcept { return false; }

#endif

} // namespace otpp::detail

#endif
