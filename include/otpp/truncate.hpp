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
/// watches the cache, so all places are read and one is kept.
template <class Word, std::size_t words>
[[nodiscard]] constexpr std::uint32_t truncate(std::array<Word, words> const& digest) noexcept
{
    auto const word32 = [&digest](std::size_t i) {
        if constexpr (sizeof(Word) == 4)
            return digest[i];
        else
            return static_cast<std::uint32_t>(digest[i / 2] >> (i % 2 == 0 ? 32 : 0));
    };
    auto const offset = static_cast<std::uint32_t>(digest[words - 1]) & 15;

    std::uint64_t pair = 0;
    for (std::uint32_t i = 0; i != 4; ++i) {
        std::uint64_t const here = std::uint64_t{word32(i)} << 32 | word32(i + 1);
        std::uint64_t const mask = constant_time::mask_equal(offset >> 2, i);
        pair |= here & (mask | mask << 32);
    }
    return static_cast<std::uint32_t>(pair >> (32 - 8 * (offset & 3))) & 0x7fffffff;
}

} // namespace otpp

#endif
