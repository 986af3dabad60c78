// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SUPPORT_TRUNCATED_HPP
#define OTPP_TESTS_SUPPORT_TRUNCATED_HPP
// Dynamic truncation as RFC 4226, section 5.3, writes it: bytes, and an index into them.

#include <cstddef>
#include <cstdint>
#include <span>

namespace support {

[[nodiscard]] constexpr std::uint32_t truncated(std::span<unsigned char const> mac)
{
    std::size_t const offset = mac.back() & 0xf;
    return static_cast<std::uint32_t>((mac[offset] & 0x7f) << 24 | mac[offset + 1] << 16 |
                                      mac[offset + 2] << 8 | mac[offset + 3]);
}

} // namespace support

#endif
