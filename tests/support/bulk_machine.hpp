// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SUPPORT_BULK_MACHINE_HPP
#define OTPP_TESTS_SUPPORT_BULK_MACHINE_HPP
// As if the processor had fewer instructions: what is not there is missing by name, not by luck.

#include <otpp/detail/cpu.hpp>

namespace support {

#if defined(__x86_64__)

/// While it lives, the processor has these features of those that it has, and no others.
class machine_with {
public:
    explicit machine_with(int features) noexcept
    {
        static_cast<void>(otpp::detail::has_sha()); // fills the cache of features
        before_ = __atomic_load_n(&otpp::detail::cpu_features, __ATOMIC_RELAXED);
        set((features & before_) | otpp::detail::has_been_asked);
    }
    machine_with(machine_with const&) = delete;
    ~machine_with() { set(before_); }

private:
    static void set(int features) noexcept
    {
        __atomic_store_n(&otpp::detail::cpu_features, features, __ATOMIC_RELAXED);
    }
    int before_;
};

#else

class machine_with {
public:
    explicit machine_with(int) noexcept {}
    machine_with(machine_with const&) = delete;
    ~machine_with() {}
};

#endif

} // namespace support

#endif
