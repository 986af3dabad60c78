// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TRUNCATE_HPP
#define OTPP_TRUNCATE_HPP
// Dynamic truncation: RFC 4226, section 5.3, https://www.rfc-editor.org/rfc/rfc4226#section-5.3

#include <otpp/constant_time.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace otpp {

/// The 31 bits of an HMAC that become a passcode. The digest is given as its big-endian words.
/// The four bytes stand where the last nibble points. To index with it would show it to whoever
/// watches the cache: each of its bits chooses between two pieces instead, both of them read.
template <class Word, std::size_t words>
[[nodiscard]] constexpr std::uint32_t truncate(std::array<Word, words> const& digest) noexcept
{
    using constant_time::select;
    auto const eight_bytes = [&digest](std::size_t i) {
        if constexpr (sizeof(Word) == 4)
            return std::uint64_t{digest[2 * i]} << 32 | (2 * i + 1 < words ? digest[2 * i + 1] : 0);
        else
            return digest[i];
    };
    auto const offset = static_cast<std::uint64_t>(digest[words - 1]) & 15;
    auto const by_8 = constant_time::opaque(0 - (offset >> 3));
    auto const by_4 = constant_time::opaque(0 - (offset >> 2 & 1));

    auto const bytes_0 = select(by_8, eight_bytes(1), eight_bytes(0));
    auto const bytes_8 = select(by_8, eight_bytes(2), eight_bytes(1));
    auto const bytes = select(by_4, bytes_0 << 32 | bytes_8 >> 32, bytes_0);
    return static_cast<std::uint32_t>(bytes << (8 * (offset & 3) + 1) >> 33); // the top bit goes
}

} // namespace otpp

#endif
