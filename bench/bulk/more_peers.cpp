// SPDX-License-Identifier: BSL-1.0
// Peers of -Dall_peers=true.
#include "../peers/botan.hpp"
#include "../peers/cryptopp.hpp"
#include "row_by_row.hpp"

namespace {

using namespace bench;

registration const peer_rows{[] {
    using enum otpp::algorithm;
    add_row_by_row<botan>("botan", {sha1, sha256, sha512});
    add_row_by_row<cryptopp<CryptoPP::SHA1>>("cryptopp", {sha1});
    add_row_by_row<cryptopp<CryptoPP::SHA256>>("cryptopp", {sha256});
    add_row_by_row<cryptopp<CryptoPP::SHA512>>("cryptopp", {sha512});
}};

} // namespace
