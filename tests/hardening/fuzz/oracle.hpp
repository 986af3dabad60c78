// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_FUZZ_ORACLE_HPP
#define OTPP_TESTS_FUZZ_ORACLE_HPP
// What a fuzz target holds the library to, besides not crashing.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <sanitizer/allocator_interface.h>

namespace fuzz {

inline void require(bool holds, char const* what)
{
    if (holds) return;
    std::fprintf(stderr, "oracle: %s\n", what);
    __builtin_trap();
}

// Of this thread alone: libFuzzer's own watcher allocates when it starts, which on a busy machine is while
// the first inputs are being tried.
inline thread_local std::size_t allocations = 0;

inline void count_allocations()
{
    [[maybe_unused]] static int const installed = __sanitizer_install_malloc_and_free_hooks(
        [](void const volatile*, std::size_t) { ++allocations; }, [](void const volatile*) {});
}

/// Calls the library, which must not allocate.
template <class Call>
auto without_allocation(Call call)
{
    count_allocations();
    std::size_t const before = allocations;
    auto result = call();
    require(allocations == before, "the library allocated");
    return result;
}

} // namespace fuzz

#endif
