// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_DETAIL_WIPE_HPP
#define OTPP_DETAIL_WIPE_HPP
// Overwriting what was secret, so that no optimiser drops it.

#include <otpp/detail/stack_depth.hpp>

#include <cstddef>

namespace otpp::detail {

template <class T>
[[gnu::always_inline]] inline void wipe_bytes(T& object) noexcept
{
    // Sixteen bytes a store: for such sizes g++ makes "rep stos" of a memset, which costs ten times
    // as much. The empty asm may read them all, so that they stay.
    typedef long long chunk __attribute__((vector_size(16), aligned(1), may_alias));
    auto* at = reinterpret_cast<unsigned char*>(&object);
    auto const clear = [&at] {
        *reinterpret_cast<chunk*>(at) = chunk{};
        at += 16;
    };
    for (auto* const end = at + sizeof(T) / 64 * 64; at != end;) {
        clear(), clear(), clear(), clear();
        asm volatile("" : "+r"(at));
    }
    if constexpr (sizeof(T) / 16 % 4 >= 1) clear();
    if constexpr (sizeof(T) / 16 % 4 >= 2) clear();
    if constexpr (sizeof(T) / 16 % 4 >= 3) clear();
    if constexpr (sizeof(T) % 16 != 0) __builtin_memset(at, 0, sizeof(T) % 16);
    asm volatile("" : : "r"(&object) : "memory");
}

template <class T>
[[gnu::always_inline]] constexpr void wipe(T& object) noexcept
{
    if (!__builtin_is_constant_evaluated()) wipe_bytes(object);
}

// Somebody may read the object: what was stored there stays.
template <class T>
[[gnu::always_inline]] constexpr void keep_stores(T& object) noexcept
{
    if (!__builtin_is_constant_evaluated()) asm volatile("" : : "r"(&object) : "memory");
}

template <class T>
[[gnu::always_inline]] constexpr void wipe_range(T* from, std::size_t n) noexcept
{
    if (__builtin_is_constant_evaluated()) return;
    asm("" : "+r"(n)); // where g++ knows a bound, it makes "rep stos" of this too
    __builtin_memset(from, 0, n * sizeof(T));
    asm volatile("" : : "r"(from) : "memory");
}

template <std::size_t depth>
[[gnu::noinline]] inline void wipe_stack_below() noexcept
{
    unsigned char below[depth];
    if constexpr (depth > 4096)
        wipe_range(below, depth); // the C library's widest stores, worth a call
    else
        wipe_bytes(below);
}

// Wipes what a function that has returned left on the stack: `depth` bytes below here, a depth of
// stack_depth.hpp.
template <std::size_t depth>
[[gnu::always_inline]] constexpr void wipe_stack() noexcept
{
    if (__builtin_is_constant_evaluated()) return;
    constexpr std::size_t bytes = stack_depth::in_this_build(depth);
    if constexpr (bytes != 0) wipe_stack_below<bytes>();
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
