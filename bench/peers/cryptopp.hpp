// SPDX-License-Identifier: BSL-1.0
#ifndef BENCH_PEERS_CRYPTOPP_HPP
#define BENCH_PEERS_CRYPTOPP_HPP
// Crypto++'s HMAC classes, with one object for all calls.

#include "hmac.hpp"

#include <cryptopp/hmac.h>
#include <cryptopp/sha.h>

namespace bench {

template <class Hash>
struct cryptopp_mac {
    explicit cryptopp_mac(otpp::algorithm) {}
    void set_key(std::span<unsigned char const> key) { hmac.SetKey(key.data(), key.size()); }
    void mac_of(unsigned char const (&message)[8], unsigned char (&mac)[64])
    {
        hmac.CalculateDigest(mac, message, sizeof message);
    }
    CryptoPP::HMAC<Hash> hmac;
};

template <class Hash>
using cryptopp = hmac_peer<cryptopp_mac<Hash>>;

} // namespace bench

#endif
