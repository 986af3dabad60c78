// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_WIPING_HARNESS_HPP
#define OTPP_TESTS_WIPING_HARNESS_HPP
// Runs a piece of work in a process of its own, then looks for what it left in memory.

#include <cstddef>
#include <span>
#include <string_view>

namespace wiping {

/// An input of the listing by name, in the clear until the work has ended.
std::span<unsigned char const> bytes(std::string_view name);
std::string_view text(std::string_view name);

/// Something secret that is not in the listing, such as a generated key: sought, too.
void seek(std::span<unsigned char const> secret);

/// Names a path through the library. The program runs each once.
struct path {
    path(char const* name, void (*work)());

    char const* name;
    void (*work)();
    path* next;
};

/// The caller's own copy of a result, done with.
void forget(void* object, std::size_t size);

template <class T>
void forget(T& object)
{
    forget(&object, sizeof object);
}

} // namespace wiping

#endif
