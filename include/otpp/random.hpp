// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_RANDOM_HPP
#define OTPP_RANDOM_HPP
// Random bytes of the operating system, and nothing else: RFC 4086, section 7.

#include <cerrno>
#include <cstddef>
#include <span>
#if defined(__linux__) || defined(__APPLE__)
#include <sys/random.h>
#else
#error "otpp/random.hpp: no random source is known for this system; Linux and macOS are"
#endif

namespace otpp {

/// Fills the whole of `bytes`; false if the system refuses, and then the bytes are not to be used.
[[nodiscard]] inline bool fill_random(std::span<unsigned char> bytes) noexcept
{
    while (!bytes.empty()) {
        std::size_t const chunk = bytes.size() < 256 ? bytes.size() : 256; // getentropy's limit
#if defined(__linux__)
        auto const got = ::getrandom(bytes.data(), chunk, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(got));
#else
        if (::getentropy(bytes.data(), chunk) != 0) return false;
        bytes = bytes.subspan(chunk);
#endif
    }
    return true;
}

} // namespace otpp

#endif
