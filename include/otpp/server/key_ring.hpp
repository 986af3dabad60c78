// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_KEY_RING_HPP
#define OTPP_SERVER_KEY_RING_HPP
// The keys that seal secrets, by version, from a text that two languages read: NIST SP 800-57 part 1,
// section 5.3.6 (a key is used for a time), https://doi.org/10.6028/NIST.SP.800-57pt1r5

#include <otpp/detail/base64.hpp>
#include <otpp/detail/borrow.hpp>
#include <otpp/detail/decimal.hpp>
#include <otpp/detail/private_file.hpp>
#include <otpp/detail/text.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/random.hpp>
#include <otpp/result.hpp>
#include <otpp/server/field.hpp>
#include <otpp/server/sealer.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>

namespace otpp::server {

/// 1 to 16 keys of 32 bytes, each with a version of its own. The first seals, all of them open: a new key
/// is put behind the first on every machine, then in front, then all factors are resealed, then the old one
/// goes. Moves, does not copy, wipes itself.
class key_ring {
public:
    using lends_views = void;

    static constexpr std::size_t key_bytes = 32;
    static constexpr std::size_t most_keys = 16;
    static constexpr std::size_t key_text = otpp::detail::base64url::encoded_size(key_bytes);
    static constexpr std::size_t max_text = 16'384; ///< bytes
    static constexpr char const* variable = "OTPP_KEYS";

    /// Keys as "VERSION.KEY", the key in base64url without padding, between them white space; a
    /// '#' in place of a key begins a comment, to the end of its line. Errors: `key_ring_text` with its offset,
    /// `key_version_doubled`.
    [[nodiscard]] static constexpr result<key_ring> from_text(std::string_view text) noexcept
    {
        if (text.size() > max_text) return {reason::key_ring_text, max_text};
        key_ring made{otpp::detail::nothing{}};
        for (std::size_t at = 0; at != text.size();) {
            if (text[at] == '#') {
                auto const end = otpp::detail::find(text, '\n', at);
                at = end == std::string_view::npos ? text.size() : end;
                continue;
            }
            if (is_space(text[at])) {
                ++at;
                continue;
            }
            std::size_t size = 1;
            while (at + size != text.size() && !is_space(text[at + size])) ++size;
            reason why{};
            if (!made.add(otpp::detail::slice(text, at, size), why)) return {why, at};
            at += size;
        }
        if (made.size_ == 0) return {reason::key_ring_text, text.size()};
        return made;
    }

    /// From a file of at most 16 KiB that nobody else may read. Errors: `key_file_unreadable`,
    /// `key_file_mode`, and those of `from_text`.
    [[nodiscard]] static result<key_ring> from_file(char const* path) noexcept
    {
        otpp::detail::wiped<char[max_text + 1]> text;
        std::size_t size = 0;
        switch (otpp::detail::read_private(path, text.value, size)) {
        case otpp::detail::private_read::good: return from_text({text.value, size});
        case otpp::detail::private_read::open_to_others: return reason::key_file_mode;
        case otpp::detail::private_read::unreadable: break;
        }
        return reason::key_file_unreadable;
    }

    /// From a variable of the environment, which whoever may debug the process can read as well. Errors:
    /// `key_variable_missing`, and those of `from_text`.
    [[nodiscard]] static result<key_ring> from_environment(char const* name = variable) noexcept
    {
        char const* const text = std::getenv(name);
        if (text == nullptr) return reason::key_variable_missing;
        return from_text(text);
    }

    /// The text of a new random key. Errors: `no_entropy`, `key_ring_text` for a version that is none.
    [[nodiscard]] static result<revealed_text<11 + key_text>> new_key(std::int64_t version) noexcept
    {
        if (version < 1 || version > max_key_version) return reason::key_ring_text;
        otpp::detail::wiped<unsigned char[key_bytes]> random;
        if (!fill_random(random.value)) return reason::no_entropy;
        revealed_text<11 + key_text> text;
        text.append_number(version);
        text.append('.');
        otpp::detail::base64url::encode(random.value, text.extend(key_text));
        return text;
    }

    constexpr explicit key_ring(otpp::detail::nothing) noexcept {}
    key_ring(key_ring const&) = delete; // keys are not copied: move them
    key_ring& operator=(key_ring const&) = delete;
    constexpr key_ring(key_ring&& from) noexcept { take(from); }
    constexpr key_ring& operator=(key_ring&& from) noexcept
    {
        if (this != &from) take(from);
        return *this;
    }
    constexpr ~key_ring()
    {
        size_ = 0;
        otpp::detail::wipe(keys_);
    }

    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    /// Of the key that seals; 0 of a ring that was moved away.
    [[nodiscard]] constexpr std::int64_t key_version() const noexcept
    {
        return size_ == 0 ? no_key_version : versions_[0];
    }
    /// Of all keys, the one that seals first.
    [[nodiscard]] constexpr std::span<std::int64_t const> versions() const& noexcept
        [[clang::lifetimebound]]
    {
        return {versions_, size_};
    }
    std::span<std::int64_t const> versions() const&& = delete; // name the ring: it wipes itself
    /// Reveals a key; empty where there is none of that version.
    [[nodiscard]] constexpr std::span<unsigned char const> key(std::int64_t version) const& noexcept
        [[clang::lifetimebound]]
    {
        for (std::size_t i = 0; i != size_; ++i)
            if (versions_[i] == version) return keys_[i];
        return {};
    }
    std::span<unsigned char const>
    key(std::int64_t) const&& = delete; // name the ring: it wipes itself

private:
    [[nodiscard]] static constexpr bool is_space(char c) noexcept
    {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    [[nodiscard]] constexpr bool add(std::string_view text, reason& why) noexcept
    {
        why = reason::key_ring_text;
        std::int64_t version = 0;
        std::size_t const digits = otpp::detail::decimal::read_canonical(text, version);
        if (digits == 0 || version < 1 || version > max_key_version ||
            text.size() != digits + 1 + key_text || text[digits] != '.' || size_ == most_keys)
            return false;
        auto const encoded = otpp::detail::slice(text, digits + 1);
        if (!otpp::detail::base64url::canonical(encoded)) return false;
        why = reason::key_version_doubled;
        if (!key(version).empty()) return false;
        versions_[size_] = version;
        otpp::detail::base64url::decode(encoded, keys_[size_++]);
        return true;
    }

    constexpr void take(key_ring& from) noexcept
    {
        for (std::size_t i = 0; i != most_keys; ++i) {
            versions_[i] = from.versions_[i];
            for (std::size_t j = 0; j != key_bytes; ++j) keys_[i][j] = from.keys_[i][j];
        }
        size_ = from.size_;
        from.size_ = 0;
        otpp::detail::wipe(from.keys_);
    }

    std::int64_t versions_[most_keys]{};
    unsigned char keys_[most_keys][key_bytes]{};
    std::size_t size_ = 0;
};

} // namespace otpp::server

#endif
