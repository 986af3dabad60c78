// SPDX-License-Identifier: BSL-1.0
// OpenSSL 3's EVP_MAC, one context for all rows.
#include "hmac.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

namespace {

using namespace bench;

struct evp_mac {
    explicit evp_mac(otpp::algorithm which)
    {
        std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> const hmac{
            EVP_MAC_fetch(nullptr, "HMAC", nullptr), EVP_MAC_free};
        context.reset(EVP_MAC_CTX_new(hmac.get()));
        std::string name = name_of(which);
        OSSL_PARAM const set[]{
            OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
            OSSL_PARAM_construct_end()};
        EVP_MAC_CTX_set_params(context.get(), set); // once: to name the digest again costs most
    }

    void set_key(std::span<unsigned char const> key)
    {
        EVP_MAC_init(context.get(), key.data(), key.size(), nullptr);
        fresh = true;
    }
    void mac_of(unsigned char const (&message)[8], unsigned char (&mac)[64])
    {
        if (!fresh) EVP_MAC_init(context.get(), nullptr, 0, nullptr); // the same key again
        fresh = false;
        std::size_t size = 0;
        EVP_MAC_update(context.get(), message, sizeof message);
        EVP_MAC_final(context.get(), mac, &size, sizeof mac);
    }

    std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context{nullptr, EVP_MAC_CTX_free};
    bool fresh = false;
};

bulk_registration const openssl_rows{[] {
    add_hmac_peer<evp_mac>(
        "openssl", {otpp::algorithm::sha1, otpp::algorithm::sha256, otpp::algorithm::sha512});
}};

} // namespace
