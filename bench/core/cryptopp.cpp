// SPDX-License-Identifier: BSL-1.0
// Crypto++: its hashes as the backend of OTP++, and its HMAC classes as a peer.
#include "../peers/cryptopp.hpp"
#include "passcode_rows.hpp"

#include <otpp/integrations/cryptopp.hpp>

namespace {

using namespace bench;

template <class Peer>
void add_rows(otpp::algorithm which)
{
    ours<otpp::cryptopp>::add_rows(which, "cryptopp");
    add_cold_peer_rows<Peer>(which, "cryptopp_hmac");
    add_prepared_peer_rows<Peer>(which, "cryptopp_hmac");
}

registration const cryptopp_rows{[] {
    add_rows<cryptopp<CryptoPP::SHA1>>(otpp::algorithm::sha1);
    add_rows<cryptopp<CryptoPP::SHA256>>(otpp::algorithm::sha256);
    add_rows<cryptopp<CryptoPP::SHA512>>(otpp::algorithm::sha512);
}};

} // namespace
