// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_DETAIL_WIPE_HPP
#define OTPP_DETAIL_WIPE_HPP
// Overwriting what was secret, so that no optimiser drops it.

#include <type_traits>

namespace otpp::detail {

template <class T>
[[gnu::always_inline]] inline void wipe_bytes(T& object) noexcept
{
    // Sixteen bytes a store: for such sizes g++ makes "rep stos" of a memset, which costs ten times
    // as much. The empty asm may read them all, so that they stay.
    typedef long long chunk __attribute__((vector_size(16), aligned(1), may_alias));
    auto* at = reinterpret_cast<unsigned char*>(&object);
    constexpr auto chunks = sizeof(T) / 16;
    for (unsigned i = 0; i != chunks; ++i, at += 16) {
        *reinterpret_cast<chunk*>(at) = chunk{};
        asm volatile("" : "+r"(at));
    }
    if constexpr (sizeof(T) % 16 != 0) __builtin_memset(at, 0, sizeof(T) % 16);
    asm volatile("" : : "r"(&object) : "memory");
}

template <class T>
[[gnu::always_inline]] constexpr void wipe(T& object) noexcept
{
    if (!std::is_constant_evaluated()) wipe_bytes(object);
}

/// A local value that does not outlive its scope. It starts without one.
template <class T>
struct wiped {
    T value;

    constexpr wiped() noexcept {}
    wiped(wiped const&) = delete;
    wiped& operator=(wiped const&) = delete;
    constexpr ~wiped() { wipe(value); }
};

} // namespace otpp::detail

#endif
