// SPDX-License-Identifier: BSL-1.0
#include "passcode_rows.hpp"

#include "../peers/liboath.hpp"
#include "../peers/openssl.hpp"

namespace {

using namespace bench;

registration const passcode_rows{[] {
    for (auto const& [which, name] : algorithms) {
        ours<otpp::builtin>::add_rows(which, "builtin");
        ours<otpp::portable>::add_rows(which, "portable");
        add_cold_peer_rows<liboath>(which, "liboath"); // it keeps no prepared key
        add_cold_peer_rows<openssl>(which, "openssl");
        add_prepared_peer_rows<openssl>(which, "openssl");
    }
    constexpr auto sha1 = otpp::algorithm::sha1;
    add_right_match_row("match_cold_right/sha1/builtin", sha1,
                        ours<otpp::builtin>::cold_match(sha1));
    add_right_match_row("match_cold_right/sha1/liboath", sha1,
                        peer_match<liboath, keyed::every_call>(sha1));
}};

} // namespace
