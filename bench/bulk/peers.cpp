// SPDX-License-Identifier: BSL-1.0
// Peers whose functions take one key and one code, called in a loop over the table.
#include "rows.hpp"

#include "../peers/liboath.hpp"
#include "../peers/openssl.hpp"
#include "../peers/openssl_by_hand.hpp"
#ifdef BENCH_ALL_PEERS
#include "../peers/botan.hpp"
#include "../peers/cryptopp.hpp"
#endif

namespace {

using namespace bench;

template <class Peer>
struct row_by_row final : subject {
    explicit row_by_row(otpp::algorithm which) : peer{which} {}

    void set_key(table const& input, std::size_t row)
    {
        if (row == 0 || !input.one_key) peer.set_key(input.key(row));
    }
    void passcodes(table const& input, std::uint32_t* out) override
    {
        for (std::size_t row = 0; row != input.rows; ++row) {
            set_key(input, row);
            out[row] = peer.passcode(input.time(row));
        }
    }
    void match(table const& input, std::int8_t* out) override
    {
        for (std::size_t row = 0; row != input.rows; ++row) {
            set_key(input, row);
            out[row] = peer.match(input.time(row), input.submitted(row));
        }
    }
    [[nodiscard]] bool reports_drift() const override
    {
        if constexpr (requires { Peer::reports_drift; }) return Peer::reports_drift;
        return true;
    }

    Peer peer;
};

template <class Peer>
void add(char const* name, std::vector<otpp::algorithm> const& which)
{
    add_peer(name, which, false, [](otpp::algorithm algorithm, work const&) {
        return std::make_unique<row_by_row<Peer>>(algorithm);
    });
}

registration const peer_rows{[] {
    using enum otpp::algorithm;
    add<liboath>("liboath", {sha1, sha256, sha512});
    add<openssl>("openssl", {sha1, sha256, sha512});
    add<openssl_by_hand>("openssl_by_hand", {sha1});
    add<openssl_by_hand_kept>("openssl_by_hand_kept", {sha1});
#ifdef BENCH_ALL_PEERS
    add<botan>("botan", {sha1, sha256, sha512});
    add<cryptopp<CryptoPP::SHA1>>("cryptopp", {sha1});
    add<cryptopp<CryptoPP::SHA256>>("cryptopp", {sha256});
    add<cryptopp<CryptoPP::SHA512>>("cryptopp", {sha512});
#endif
}};

} // namespace
