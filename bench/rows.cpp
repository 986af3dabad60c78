// SPDX-License-Identifier: BSL-1.0
#include "rows.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cstdio>

namespace bench {

std::vector<checked_row>& checked_rows()
{
    static std::vector<checked_row> all;
    return all;
}

code_text reference_code(otpp::algorithm which, std::uint64_t key_call, std::uint64_t step)
{
    EVP_MD const* const hash = which == otpp::algorithm::sha1     ? EVP_sha1()
                               : which == otpp::algorithm::sha256 ? EVP_sha256()
                                                                  : EVP_sha512();
    unsigned char message[8];
    for (int i = 0; i != 8; ++i) message[i] = static_cast<unsigned char>(step >> (56 - 8 * i));
    unsigned char mac[64];
    unsigned size = 0;
    auto const key = key_bytes(which, key_call);
    HMAC(hash, key.data(), static_cast<int>(key.size()), message, 8, mac, &size);

    unsigned const offset = mac[size - 1] & 15u; // RFC 4226, section 5.3, word by word
    unsigned const value = (mac[offset] & 0x7fu) << 24 | unsigned{mac[offset + 1]} << 16 |
                           unsigned{mac[offset + 2]} << 8 | mac[offset + 3];
    code_text text{};
    std::snprintf(text.data(), text.size(), "%06u", value % 1'000'000);
    return text;
}

} // namespace bench
