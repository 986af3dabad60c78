// SPDX-License-Identifier: BSL-1.0
#ifndef BENCH_PEERS_OPENSSL_BY_HAND_HPP
#define BENCH_PEERS_OPENSSL_BY_HAND_HPP
// HMAC written around OpenSSL's SHA1_Init, _Update and _Final: RFC 2104, section 2.
//   openssl_by_hand        every code from the key's bytes
//   openssl_by_hand_kept   the contexts of the two padded blocks are kept while the key is the same

#include "hmac.hpp"

#include <openssl/sha.h> // deprecated since OpenSSL 3.0, and still its fastest SHA-1

namespace bench {

namespace by_hand {

inline void begin(SHA_CTX& context, std::span<unsigned char const> key, unsigned char pad)
{
    unsigned char block[64];
    std::memset(block, pad, sizeof block);
    for (std::size_t i = 0; i != key.size(); ++i) block[i] = key[i] ^ pad;
    SHA1_Init(&context);
    SHA1_Update(&context, block, sizeof block);
}

inline void end(SHA_CTX& context, unsigned char const* message, std::size_t size,
                unsigned char* digest)
{
    SHA1_Update(&context, message, size);
    SHA1_Final(digest, &context);
}

struct from_key {
    explicit from_key(otpp::algorithm) {}
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

} // namespace by_hand

using openssl_by_hand = hmac_peer<by_hand::from_key>;
using openssl_by_hand_kept = hmac_peer<by_hand::kept_contexts>;

} // namespace bench

#endif
