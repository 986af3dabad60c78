// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_INTEGRATIONS_CRYPTOPP_SEALING_HPP
#define OTPP_INTEGRATIONS_CRYPTOPP_SEALING_HPP
// Secrets at rest under XChaCha20-Poly1305 of Crypto++ (https://www.cryptopp.com; link with pkg-config's
// libcrypto++): https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-xchacha-03, RFC 8439, section 2.8

#include <otpp/detail/wipe.hpp>
#include <otpp/random.hpp>
#include <otpp/result.hpp>
#include <otpp/secret.hpp>
#include <otpp/server/key_ring.hpp>
#include <otpp/server/sealer.hpp>

#include <cryptopp/chachapoly.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace otpp {

/// A sealer for `verifier`. What it seals is 24 random bytes, the ciphertext and its tag of 16 bytes; a nonce
/// of chance is safe for 2^80 seals of a key. PyNaCl opens it, and it opens PyNaCl's. Const calls may be
/// made from any thread. Crypto++ may throw std::bad_alloc.
class cryptopp_sealer {
public:
    static constexpr std::size_t nonce_bytes = 24;
    static constexpr std::size_t tag_bytes = 16;

    explicit cryptopp_sealer(server::key_ring keys) noexcept : keys_{std::move(keys)} {}

    [[nodiscard]] std::int64_t key_version() const noexcept { return keys_.key_version(); }

    /// Under the current key. Errors: `no_entropy`; `seal_key_unknown` of a ring that was moved away.
    [[nodiscard]] result<server::sealed_secret> seal(key_view secret,
                                                     server::seal_context const& of) const
    {
        auto const version = keys_.key_version();
        auto const key = keys_.key(version);
        if (key.empty()) return reason::seal_key_unknown;
        unsigned char bytes[nonce_bytes + max_key_size + tag_bytes];
        if (!fill_random(std::span{bytes, nonce_bytes})) return reason::no_entropy;
        auto const plain = secret.bytes();
        auto const data = of.text(version);
        encrypt(key, bytes, data.view(), plain);
        detail::wipe_stack<detail::stack_depth::cryptopp>();
        server::sealed_secret made;
        if (!made.assign(version, {bytes, nonce_bytes + plain.size() + tag_bytes}))
            return reason::seal_broken;
        return made;
    }

    /// Errors: `seal_key_unknown`; `seal_broken` where the key, the context or a bit is another.
    [[nodiscard]] result<secret> open(server::sealed_secret const& sealed,
                                      server::seal_context const& of) const
    {
        auto const key = keys_.key(sealed.key_version());
        if (key.empty()) return reason::seal_key_unknown;
        auto const bytes = sealed.bytes();
        if (bytes.size() <= nonce_bytes + tag_bytes ||
            bytes.size() > nonce_bytes + max_key_size + tag_bytes)
            return reason::seal_broken;
        std::size_t const size = bytes.size() - nonce_bytes - tag_bytes;
        auto const data = of.text(sealed.key_version());
        detail::wiped<unsigned char[max_key_size]> plain; // written before the tag is compared
        bool const good = decrypt(key, bytes, data.view(), {plain.value, size});
        detail::wipe_stack<detail::stack_depth::cryptopp>();
        if (!good) return reason::seal_broken;
        return secret::from_bytes({plain.value, size});
    }

private:
    // Not inlined: what Crypto++ leaves on the stack is then below the frame of the caller, which wipes it.
    [[gnu::noinline]] static void encrypt(std::span<unsigned char const> key, unsigned char* bytes,
                                          std::string_view data,
                                          std::span<unsigned char const> plain)
    {
        CryptoPP::XChaCha20Poly1305::Encryption cipher;
        cipher.SetKeyWithIV(key.data(), key.size(), bytes, nonce_bytes);
        cipher.EncryptAndAuthenticate(bytes + nonce_bytes, bytes + nonce_bytes + plain.size(),
                                      tag_bytes, bytes, int{nonce_bytes}, of_bytes(data),
                                      data.size(), plain.data(), plain.size());
    }
    [[gnu::noinline, nodiscard]] static bool decrypt(std::span<unsigned char const> key,
                                                     std::span<unsigned char const> bytes,
                                                     std::string_view data,
                                                     std::span<unsigned char> plain)
    {
        CryptoPP::XChaCha20Poly1305::Decryption cipher;
        cipher.SetKeyWithIV(key.data(), key.size(), bytes.data(), nonce_bytes);
        return cipher.DecryptAndVerify(plain.data(), bytes.data() + nonce_bytes + plain.size(),
                                       tag_bytes, bytes.data(), int{nonce_bytes}, of_bytes(data),
                                       data.size(), bytes.data() + nonce_bytes, plain.size());
    }

    [[nodiscard]] static unsigned char const* of_bytes(std::string_view text) noexcept
    {
        return reinterpret_cast<unsigned char const*>(text.data());
    }

    server::key_ring keys_;
};

} // namespace otpp

#endif
