// SPDX-License-Identifier: BSL-1.0
// OpenSSL's SHA1_Init, _Update and _Final, and HMAC written around them: RFC 2104, section 2.
//   openssl_by_hand        every code from the key's bytes
//   openssl_by_hand_kept   the contexts of the two padded blocks are kept while the key is the same
#include "hmac.hpp"

#define OPENSSL_SUPPRESS_DEPRECATED // they are since 3.0, and still the quickest that it has
#include <openssl/sha.h>

#include <cstring>

namespace {

using namespace bench;

void begin(SHA_CTX& context, std::span<unsigned char const> key, unsigned char with)
{
    unsigned char block[64];
    std::memset(block, with, sizeof block);
    for (std::size_t i = 0; i != key.size(); ++i) block[i] = key[i] ^ with;
    SHA1_Init(&context);
    SHA1_Update(&context, block, sizeof block);
}

void end(SHA_CTX& context, unsigned char const* message, std::size_t size, unsigned char* digest)
{
    SHA1_Update(&context, message, size);
    SHA1_Final(digest, &context);
}

struct each_from_the_key {
    explicit each_from_the_key(otpp::algorithm) {}
    void set_key(std::span<unsigned char const> bytes) { key = bytes; }
    void mac_of(unsigned char const (&message)[8], unsigned char (&mac)[64]) const
    {
        SHA_CTX context;
        begin(context, key, 0x36);
        end(context, message, sizeof message, mac);
        begin(context, key, 0x5c);
        end(context, mac, 20, mac);
    }
    std::span<unsigned char const> key;
};

struct kept_contexts {
    explicit kept_contexts(otpp::algorithm) {}
    void set_key(std::span<unsigned char const> key)
    {
        begin(inner, key, 0x36);
        begin(outer, key, 0x5c);
    }
    void mac_of(unsigned char const (&message)[8], unsigned char (&mac)[64]) const
    {
        SHA_CTX context = inner;
        end(context, message, sizeof message, mac);
        context = outer;
        end(context, mac, 20, mac);
    }
    SHA_CTX inner, outer;
};

bulk_registration const by_hand_rows{[] {
    add_hmac_peer<each_from_the_key>("openssl_by_hand", {otpp::algorithm::sha1});
    add_hmac_peer<kept_contexts>("openssl_by_hand_kept", {otpp::algorithm::sha1});
}};

} // namespace
