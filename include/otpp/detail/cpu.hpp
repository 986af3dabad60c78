// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_DETAIL_CPU_HPP
#define OTPP_DETAIL_CPU_HPP
// What this processor can do, asked once. Intel SDM volume 2A, CPUID leaves 1 and 7; volume 1, section
// 14.3: AVX is there only if the system saves its registers, which XGETBV says.

namespace otpp::detail {

enum cpu_feature : int { has_been_asked = 1, sha = 2, avx2 = 4, avx512 = 8 };

#if defined(__x86_64__)

inline constinit int cpu_features = 0; // not asked yet

// <cpuid.h> would leave its macros in every user's file.
[[gnu::cold, gnu::noinline]] inline int ask_cpu() noexcept
{
    auto const cpuid = [](unsigned leaf, unsigned& b, unsigned& c) {
        unsigned a = leaf, d = 0;
        c = 0;
        asm("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
        return a;
    };
    auto const all_of = [](unsigned word, auto... bits) { return (... && (word >> bits & 1)); };

    unsigned b = 0, c = 0;
    bool const has_leaf_7 = cpuid(0, b, c) >= 7;
    cpuid(1, b, c);
    bool const sse41 = all_of(c, 19);
    unsigned saved = 0, high = 0;
    if (all_of(c, 27, 28)) asm("xgetbv" : "=a"(saved), "=d"(high) : "c"(0));
    b = 0;
    if (has_leaf_7) cpuid(7, b, c);

    int found = has_been_asked;
    if (sse41 && all_of(b, 29)) found |= sha;
    if (all_of(saved, 1, 2) && all_of(b, 5)) found |= avx2;
    if (all_of(saved, 1, 2, 5, 6, 7) && all_of(b, 16, 17, 30, 31)) found |= avx512; // F DQ BW VL
    __atomic_store_n(&cpu_features, found, __ATOMIC_RELAXED);
    return found;
}

[[nodiscard, gnu::always_inline]] inline bool has(cpu_feature feature) noexcept
{
    int const known = __atomic_load_n(&cpu_features, __ATOMIC_RELAXED);
    return ((known != 0 ? known : ask_cpu()) & feature) != 0;
}

[[nodiscard, gnu::always_inline]] inline bool has_sha() noexcept { return has(sha); }

#else

[[nodiscard]] constexpr bool has(cpu_feature) noexcept { return false; }
[[nodiscard]] constexpr bool has_sha() noexcept { return false; }

#endif

} // namespace otpp::detail

#endif
