// SPDX-License-Identifier: BSL-1.0
#include <otpp/integrations/cryptopp.hpp>

#include "support/backends.hpp"
#include "support/catch.hpp"
#include "support/keys.hpp"
#include "support/random.hpp"

#include <otpp/hmac.hpp>
#include <otpp/totp.hpp>

#include <cryptopp/hmac.h>

#include <cstddef>
#include <vector>

namespace {

std::vector<unsigned char> random_bytes(support::random& source, std::size_t size)
{
    std::vector<unsigned char> bytes(size);
    for (auto& byte : bytes) byte = source.byte();
    return bytes;
}

// Crypto++'s own HMAC, which shares nothing with ours.
template <class Theirs, class Ours>
int hmac_differences(std::size_t digest_size)
{
    support::random random{200};
    int different = 0;
    for (std::size_t size = 0; size <= 200; ++size) {
        auto const key = random_bytes(random, size);
        auto const message = random_bytes(random, random.below(300));
        std::vector<unsigned char> expected(digest_size);
        CryptoPP::HMAC<Theirs> theirs{key.data(), key.size()};
        theirs.CalculateDigest(expected.data(), message.data(), message.size());
        auto const code = otpp::hmac<Ours>{key}(message);
        different += !std::equal(code.begin(), code.end(), expected.begin(), expected.end());
    }
    return different;
}

} // namespace

TEST_CASE("every backend's HMAC is Crypto++'s own, for keys of 0 to 200 bytes",
          "[integrations/cryptopp][backends]")
{
    support::for_each_backend([]<class B>() {
        INFO(support::name_of(support::id_of<B>));
        CHECK(hmac_differences<CryptoPP::SHA1, typename B::sha1>(20) == 0);
        CHECK(hmac_differences<CryptoPP::SHA256, typename B::sha256>(32) == 0);
        CHECK(hmac_differences<CryptoPP::SHA512, typename B::sha512>(64) == 0);
        support::count_case(support::id_of<B>);
    });
}

TEST_CASE("Crypto++ gives the RFC's passcodes", "[integrations/cryptopp]")
{
    using totp = otpp::basic_totp<otpp::cryptopp>;
    otpp::unix_time const time{59};
    CHECK(totp{support::rfc_key, {.digits = 8}}.at(time) == "94287082");
    CHECK(totp{support::rfc_key_sha256, {.digits = 8, .algorithm = otpp::algorithm::sha256}}.at(
              time) == "46119246");
    CHECK(totp{support::rfc_key_sha512, {.digits = 8, .algorithm = otpp::algorithm::sha512}}.at(
              time) == "90693936");
}

TEST_CASE("Crypto++'s hashes are a backend, and not the default", "[integrations/cryptopp]")
{
    static_assert(otpp::backend<otpp::cryptopp>);
    static_assert(!std::is_same_v<otpp::totp, otpp::basic_totp<otpp::cryptopp>>);
    CHECK(sizeof(otpp::cryptopp::sha1::state) == 20);
}
