// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SUPPORT_KEYS_HPP
#define OTPP_TESTS_SUPPORT_KEYS_HPP
// The keys of the RFCs: "1234567890" over and over.

#include <otpp/secret.hpp>

#include <cstddef>

namespace support {

template <std::size_t n>
[[nodiscard]] consteval otpp::secret_literal<n> rfc_key_of()
{
    otpp::secret_literal<n> key;
    for (std::size_t i = 0; i != n; ++i)
        key.bytes[i] = static_cast<unsigned char>("1234567890"[i % 10]);
    return key;
}

inline constexpr auto rfc_key = rfc_key_of<20>(); // RFC 4226, appendix D; RFC 6238, appendix B
inline constexpr auto rfc_key_sha256 = rfc_key_of<32>();
inline constexpr auto rfc_key_sha512 = rfc_key_of<64>();

} // namespace support

#endif
