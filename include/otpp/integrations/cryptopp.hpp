// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_INTEGRATIONS_CRYPTOPP_HPP
#define OTPP_INTEGRATIONS_CRYPTOPP_HPP
// Crypto++'s hashes as a backend: https://www.cryptopp.com; link with pkg-config's libcrypto++.

#include <otpp/backend.hpp>
#include <otpp/hash/sha1.hpp>
#include <otpp/hash/sha2.hpp>

#include <cryptopp/sha.h>

#include <cstddef>

namespace otpp {

namespace detail {

// Ours gives the shape, theirs the compression. It is not constexpr.
template <class Theirs, hash_function Ours>
struct cryptopp_hash : Ours {
    static void compress(typename Ours::state* states, typename Ours::block* blocks,
                         std::size_t n) noexcept
    {
        for (std::size_t i = 0; i != n; ++i) Theirs::Transform(states[i].data(), blocks[i].data());
    }
};

} // namespace detail

/// `basic_totp<otpp::cryptopp>`, `basic_hotp<otpp::cryptopp>`, `hmac<otpp::cryptopp::sha256>`.
struct cryptopp {
    using sha1 = detail::cryptopp_hash<CryptoPP::SHA1, otpp::sha1>;
    using sha256 = detail::cryptopp_hash<CryptoPP::SHA256, otpp::sha256>;
    using sha512 = detail::cryptopp_hash<CryptoPP::SHA512, otpp::sha512>;
};

} // namespace otpp

#endif
