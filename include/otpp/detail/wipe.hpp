// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_DETAIL_WIPE_HPP
#define OTPP_DETAIL_WIPE_HPP
// Overwriting what was secret, so that no optimiser drops it.

#include <type_traits>

namespace otpp::detail {

template <class T>
[[gnu::always_inline]] constexpr void wipe(T& object) noexcept
{
    if (!std::is_constant_evaluated()) {
        void* const where = &object;
        __builtin_memset(where, 0, sizeof object);
        asm volatile("" : : "r"(where) : "memory"); // somebody may read it: the stores stay
    }
}

/// A local value that does not outlive its scope.
template <class T>
struct wiped {
    T value{};

    constexpr wiped() noexcept = default;
    wiped(wiped const&) = delete;
    wiped& operator=(wiped const&) = delete;
    constexpr ~wiped() { wipe(value); }
};

} // namespace otpp::detail

#endif
