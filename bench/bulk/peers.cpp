// SPDX-License-Identifier: BSL-1.0
#include "../peers/liboath.hpp"
#include "../peers/openssl.hpp"
#include "../peers/openssl_by_hand.hpp"
#include "row_by_row.hpp"

namespace {

using namespace bench;

registration const peer_rows{[] {
    using enum otpp::algorithm;
    add_row_by_row<liboath>("liboath", {sha1, sha256, sha512});
    add_row_by_row<openssl>("openssl", {sha1, sha256, sha512});
    add_row_by_row<openssl_by_hand>("openssl_by_hand", {sha1});
    add_row_by_row<openssl_by_hand_kept>("openssl_by_hand_kept", {sha1});
}};

} // namespace
