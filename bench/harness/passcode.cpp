// SPDX-License-Identifier: BSL-1.0
#include "passcode.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace bench {

std::uint32_t reference_passcode(otpp::algorithm which, std::span<unsigned char const> key,
                                 std::uint64_t step)
{
    EVP_MD const* const hash = which == otpp::algorithm::sha1     ? EVP_sha1()
                               : which == otpp::algorithm::sha256 ? EVP_sha256()
                                                                  : EVP_sha512();
    unsigned char message[8], mac[64];
    for (int i = 0; i != 8; ++i) message[i] = static_cast<unsigned char>(step >> (56 - 8 * i));
    unsigned size = 0;
    HMAC(hash, key.data(), static_cast<int>(key.size()), message, 8, mac, &size);
    unsigned const offset = mac[size - 1] & 15u; // RFC 4226, section 5.3
    return ((mac[offset] & 0x7fu) << 24 | unsigned{mac[offset + 1]} << 16 |
            unsigned{mac[offset + 2]} << 8 | mac[offset + 3]) %
           passcode_count;
}

} // namespace bench
