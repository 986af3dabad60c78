// SPDX-License-Identifier: BSL-1.0
#ifndef BENCH_PEERS_OPENSSL_HPP
#define BENCH_PEERS_OPENSSL_HPP
// OpenSSL 3's EVP_MAC, with one context for all calls.

#include "hmac.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <memory>
#include <string>

namespace bench {

class evp_mac {
public:
    explicit evp_mac(otpp::algorithm which)
    {
        std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> const hmac{
            EVP_MAC_fetch(nullptr, "HMAC", nullptr), EVP_MAC_free};
        context_.reset(EVP_MAC_CTX_new(hmac.get()));
        std::string name = name_of(which);
        OSSL_PARAM const parameters[]{
            OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
            OSSL_PARAM_construct_end()};
        // Once: a digest named in each EVP_MAC_init is fetched each time, the greatest part of a call.
        EVP_MAC_CTX_set_params(context_.get(), parameters);
    }

    void set_key(std::span<unsigned char const> key)
    {
        EVP_MAC_init(context_.get(), key.data(), key.size(), nullptr);
        initialised_ = true;
    }
    void mac_of(unsigned char const (&message)[8], unsigned char (&mac)[64])
    {
        if (!initialised_) EVP_MAC_init(context_.get(), nullptr, 0, nullptr); // the same key again
        initialised_ = false;
        std::size_t size = 0;
        EVP_MAC_update(context_.get(), message, sizeof message);
        EVP_MAC_final(context_.get(), mac, &size, sizeof mac);
    }

private:
    std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context_{nullptr, EVP_MAC_CTX_free};
    bool initialised_ = false;
};

using openssl = hmac_peer<evp_mac>;

} // namespace bench

#endif
