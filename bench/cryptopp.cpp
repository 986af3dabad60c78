// SPDX-License-Identifier: BSL-1.0
// Crypto++: its HMAC classes as a peer, and its hashes as a backend under our HMAC.
#include "ours.hpp"
#include "peer_hmac.hpp"

#include <otpp/integrations/cryptopp.hpp>

#include <cryptopp/hmac.h>
#include <cryptopp/sha.h>

namespace {

using namespace bench;

template <class Hash>
struct cryptopp_hmac {
    explicit cryptopp_hmac(otpp::algorithm) {}

    void set_key(std::span<unsigned char const> key) { hmac.SetKey(key.data(), key.size()); }

    void code_of(unsigned char const (&message)[8], unsigned char (&mac)[64])
    {
        hmac.CalculateDigest(mac, message, sizeof message);
    }

    CryptoPP::HMAC<Hash> hmac;
};

rows const cryptopp_rows{[] {
    add_code_rows<otpp::cryptopp>("cryptopp");
    add_match_rows<otpp::cryptopp>("cryptopp");
    add_peer_rows<cryptopp_hmac<CryptoPP::SHA1>>(otpp::algorithm::sha1, "/sha1/cryptopp_hmac");
    add_peer_rows<cryptopp_hmac<CryptoPP::SHA256>>(otpp::algorithm::sha256,
                                                   "/sha256/cryptopp_hmac");
    add_peer_rows<cryptopp_hmac<CryptoPP::SHA512>>(otpp::algorithm::sha512,
                                                   "/sha512/cryptopp_hmac");
}};

} // namespace
