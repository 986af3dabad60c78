// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_SEALER_HPP
#define OTPP_SERVER_SEALER_HPP
// How a secret lies in a store: sealed by an authenticated cipher, with what it belongs to as the
// associated data, so that no other factor's and no older one opens in its place (RFC 5116, section 2.1).

#include <otpp/detail/base64.hpp>
#include <otpp/detail/borrow.hpp>
#include <otpp/detail/decimal.hpp>
#include <otpp/detail/text.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/result.hpp>
#include <otpp/secret.hpp>
#include <otpp/server/factor.hpp>
#include <otpp/server/field.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace otpp::server {

/// What a sealer may make of a secret of at most 128 bytes.
inline constexpr std::size_t max_sealed_size = 384;
inline constexpr std::size_t max_sealed_text =
    10 + 1 + otpp::detail::base64url::encoded_size(max_sealed_size);

/// The version of the key of no sealer: `plaintext_sealer`.
inline constexpr std::int64_t no_key_version = 0;
inline constexpr std::int64_t max_key_version = 2'147'483'647;

/// What a sealer makes of a secret, and opens again. It wipes itself: one sealer does not seal.
class sealed_secret {
public:
    using lends_views = void;

    /// False for a version that is none, for no bytes, and for more than 384.
    [[nodiscard]] constexpr bool assign(std::int64_t key_version,
                                        std::span<unsigned char const> bytes) noexcept
    {
        if (key_version < 0 || key_version > max_key_version || bytes.empty() ||
            bytes.size() > max_sealed_size)
            return false;
        version_ = key_version;
        return bytes_.assign(bytes.data(), bytes.size());
    }

    /// From a record's text; false where it is none.
    [[nodiscard]] constexpr bool read(std::string_view text) noexcept;

    [[nodiscard]] constexpr std::int64_t key_version() const noexcept { return version_; }
    [[nodiscard]] constexpr std::span<unsigned char const> bytes() const& noexcept
        [[clang::lifetimebound]]
    {
        return {bytes_.data(), bytes_.size()};
    }
    std::span<unsigned char const>
    bytes() const&& = delete; // name the sealed secret: it wipes itself

private:
    std::int64_t version_ = no_key_version;
    otpp::detail::inline_bytes<unsigned char, max_sealed_size> bytes_;
};

namespace detail {

// "version.base64url": the size of "version.", or 0 where the text is no sealed secret.
[[nodiscard]] constexpr std::size_t sealed_prefix(std::string_view text,
                                                  std::int64_t& version) noexcept
{
    std::size_t const digits = otpp::detail::decimal::read_canonical(text, version);
    if (digits == 0 || version < 0 || version > max_key_version) return 0;
    if (text.size() <= digits + 1 || text[digits] != '.') return 0;
    std::string_view const sealed = otpp::detail::slice(text, digits + 1);
    if (otpp::detail::base64url::decoded_size(sealed.size()) > max_sealed_size ||
        !otpp::detail::base64url::canonical(sealed))
        return 0;
    return digits + 1;
}

} // namespace detail

constexpr bool sealed_secret::read(std::string_view text) noexcept
{
    std::size_t const prefix = detail::sealed_prefix(text, version_);
    if (prefix == 0) return false;
    bytes_.clear();
    otpp::detail::base64url::decode(
        otpp::detail::slice(text, prefix),
        bytes_.extend(otpp::detail::base64url::decoded_size(text.size() - prefix)));
    return true;
}

/// Whether a record's text is a secret that is not sealed under this key. No text is none.
[[nodiscard]] constexpr bool under_another_key(std::string_view text, std::int64_t version) noexcept
{
    std::int64_t found = 0;
    bool const is_sealed = detail::sealed_prefix(text, found) != 0;
    otpp::detail::wipe_stack<otpp::detail::stack_depth::none>();
    return is_sealed && found != version;
}

/// As a record holds it.
[[nodiscard]] constexpr field<max_sealed_text> text_of(sealed_secret const& sealed) noexcept
{
    field<max_sealed_text> text;
    text.append_number(sealed.key_version());
    text.append('.');
    if (char* const at = text.extend(otpp::detail::base64url::encoded_size(sealed.bytes().size())))
        otpp::detail::base64url::encode(sealed.bytes(), at);
    return text;
}

/// What a sealed secret belongs to. The name lives elsewhere.
struct seal_context {
    std::string_view factor{};
    secret_id id{};
    factor_kind kind{};

    /// The associated data under a key, the same bytes in every language:
    /// "otpp1 ID totp/SHA1/6/30 VERSION FACTOR".
    [[nodiscard]] constexpr field<6 + secret_id::characters + 1 + max_kind_size + 12 +
                                  max_factor_name>
    text(std::int64_t key_version) const noexcept
    {
        field<6 + secret_id::characters + 1 + max_kind_size + 12 + max_factor_name> data;
        data.append("otpp1 ");
        data.append(id.view());
        data.append(' ');
        append(data, kind);
        data.append(' ');
        data.append_number(key_version);
        data.append(' ');
        data.append(factor);
        return data;
    }
};

/// A ring of keys by version. `seal` uses the current one, `open` the one that is named. Errors:
/// `seal_broken`, `seal_key_unknown`, `no_entropy`. Const, and from any thread. What it throws counts as
/// an error.
template <class S>
concept sealer = requires(S const& ring, key_view key, sealed_secret const& sealed,
                          seal_context const& context) {
    { ring.key_version() } -> std::same_as<std::int64_t>;
    { ring.seal(key, context) } -> std::same_as<result<sealed_secret>>;
    { ring.open(sealed, context) } -> std::same_as<result<secret>>;
};

/// Does not seal: whoever reads the store has the secrets. Named where it is wanted, and nowhere a
/// default.
struct plaintext_sealer {
    [[nodiscard]] constexpr std::int64_t key_version() const noexcept { return no_key_version; }

    [[nodiscard]] constexpr result<sealed_secret> seal(key_view key,
                                                       seal_context const&) const noexcept
    {
        sealed_secret made;
        if (!made.assign(no_key_version, key.bytes())) return reason::key_too_long;
        return made;
    }
    [[nodiscard]] constexpr result<secret> open(sealed_secret const& sealed,
                                                seal_context const&) const noexcept
    {
        if (sealed.key_version() != no_key_version) return reason::seal_key_unknown;
        return secret::from_bytes(sealed.bytes());
    }
};

} // namespace otpp::server

#endif
