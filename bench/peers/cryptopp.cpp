// SPDX-License-Identifier: BSL-1.0
// Crypto++'s HMAC class, one object for all rows.
#include "hmac.hpp"

#include <cryptopp/hmac.h>
#include <cryptopp/sha.h>

namespace {

using namespace bench;

template <class Hash>
struct cryptopp_hmac {
    explicit cryptopp_hmac(otpp::algorithm) {}
    void set_key(std::span<unsigned char const> key) { hmac.SetKey(key.data(), key.size()); }
    void mac_of(unsigned char const (&message)[8], unsigned char (&mac)[64])
    {
        hmac.CalculateDigest(mac, message, sizeof message);
    }
    CryptoPP::HMAC<Hash> hmac;
};

bulk_registration const cryptopp_rows{[] {
    add_hmac_peer<cryptopp_hmac<CryptoPP::SHA1>>("cryptopp", {otpp::algorithm::sha1});
    add_hmac_peer<cryptopp_hmac<CryptoPP::SHA256>>("cryptopp", {otpp::algorithm::sha256});
    add_hmac_peer<cryptopp_hmac<CryptoPP::SHA512>>("cryptopp", {otpp::algorithm::sha512});
}};

} // namespace
