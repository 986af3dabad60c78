// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SECRET_HPP
#define OTPP_SECRET_HPP
// The shared key: RFC 4226, section 4 (R6: at least 128 bits, 160 recommended), and its views.

#include <otpp/algorithm.hpp>
#include <otpp/base32.hpp>
#include <otpp/detail/borrow.hpp>
#include <otpp/detail/bytes.hpp>
#include <otpp/detail/fixed_string.hpp>
#include <otpp/detail/inline_text.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/random.hpp>
#include <otpp/result.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace otpp {

/// Bytes of the longest key: a SHA-512 block.
inline constexpr std::size_t max_key_size = 128;

/// A secret as base32 text, revealed on purpose. Moves, does not copy, wipes itself.
class base32_text {
public:
    using lends_views = void;

    base32_text(base32_text const&) = delete; // a secret is not copied: take .view() where it is
    constexpr base32_text(base32_text&&) noexcept = default;
    constexpr base32_text& operator=(base32_text&&) noexcept = default;

    /// Valid as long as this object lives.
    [[nodiscard]] constexpr std::string_view view() const& noexcept [[clang::lifetimebound]]
    {
        return text_.view();
    }
    std::string_view view() const&& = delete; // name the text: it wipes itself

private:
    friend class secret;
    constexpr base32_text(std::span<unsigned char const> bytes, std::size_t group) noexcept
    {
        detail::wiped<char[base32::encoded_size(max_key_size)]> plain;
        std::size_t const size = *base32::encode(bytes, plain.value);
        for (std::size_t i = 0; i != size; ++i) {
            if (group != 0 && i != 0 && i % group == 0) (void)text_.append(' ');
            (void)text_.append(plain.value[i]);
        }
    }

    detail::inline_text<2 * base32::encoded_size(max_key_size)> text_; // room for groups of one
};

/// A key of 1 to 128 bytes. Owns them, moves, wipes itself, and shows them only through
/// `bytes()` and `base32()`. One that was moved away may be assigned to or destroyed.
class secret {
public:
    using lends_views = void;

    /// Takes a copy; 1 to 128 bytes.
    [[nodiscard]] static constexpr result<secret>
    from_bytes(std::span<unsigned char const> bytes) noexcept
    {
        if (bytes.empty()) return reason::key_empty;
        if (bytes.size() > max_key_size) return reason::key_too_long;
        secret made{detail::nothing{}};
        detail::copy_bytes(made.bytes_, bytes.data(), bytes.size());
        made.size_ = static_cast<unsigned char>(bytes.size());
        return made;
    }

    /// Reads RFC 4648 base32: any case, spaces and hyphens between groups, with padding or
    /// without. Bits left over in the last character are dropped: `had_trailing_bits()`.
    [[nodiscard]] static constexpr result<secret> from_base32(std::string_view text) noexcept
    {
        constexpr std::size_t longest = 4 * base32::encoded_size(max_key_size); // widely spaced
        if (text.size() > longest) return {reason::key_too_long, longest};
        secret made{detail::nothing{}};
        auto const read = base32::decode(text, made.bytes_);
        detail::wipe_stack<detail::stack_depth::none>();
        if (!read) {
            bool const full = read.error().reason == reason::output_too_small;
            return {full ? reason::key_too_long : read.error().reason, read.error().offset};
        }
        if (read->size == 0) return {reason::key_empty, 0};
        made.size_ = static_cast<unsigned char>(read->size);
        made.trailing_bits_ = read->trailing_bits;
        return made;
    }

    /// A new random key of 16 to 128 bytes, from the operating system.
    [[nodiscard]] static result<secret> generate(std::size_t size = 20) noexcept
    {
        if (size < 16) return reason::key_too_short;
        if (size > max_key_size) return reason::key_too_long;
        secret made{detail::nothing{}};
        if (!fill_random(std::span{made.bytes_, size})) return reason::no_entropy;
        made.size_ = static_cast<unsigned char>(size);
        return made;
    }

    /// A new random key as long as the algorithm's output: 20, 32 or 64 bytes.
    [[nodiscard]] static result<secret> generate(algorithm which) noexcept
    {
        return generate(key_size(which));
    }

    constexpr explicit secret(detail::nothing) noexcept
    {
        detail::wipe(bytes_); // g++ makes "rep stos" of {}
        if (__builtin_is_constant_evaluated())
            for (unsigned char& byte : bytes_) byte = 0;
    }
    secret(secret const&) = delete;            // a secret is not copied: move it
    secret& operator=(secret const&) = delete; // a secret is not copied: move it
    constexpr secret(secret&& from) noexcept { take(from); }
    constexpr secret& operator=(secret&& from) noexcept
    {
        if (this != &from) take(from);
        return *this;
    }
    constexpr ~secret()
    {
        size_ = 0;
        detail::wipe(bytes_);
    }

    bool operator==(secret const&) const = delete; // a secret is not compared: match a passcode
    template <class S>
    friend S& operator<<(S&, secret const&) = delete; // a secret is not printed: .base32()

    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    /// Whether the base32 text that this came from had bits that belong to no byte.
    [[nodiscard]] constexpr bool had_trailing_bits() const noexcept { return trailing_bits_; }

    /// Reveals the key. Valid as long as this object lives.
    [[nodiscard]] constexpr std::span<unsigned char const> bytes() const& noexcept
        [[clang::lifetimebound]]
    {
        return {bytes_, size_};
    }
    std::span<unsigned char const> bytes() const&& = delete; // name the secret: it wipes itself
    /// Reveals the key as text, with a space after every `group` characters (0: none).
    [[nodiscard]] constexpr base32_text base32(std::size_t group = 0) const noexcept
    {
        return {bytes(), group};
    }

private:
    constexpr void take(secret& from) noexcept
    {
        for (std::size_t i = 0; i != max_key_size; ++i) bytes_[i] = from.bytes_[i];
        size_ = from.size_;
        trailing_bits_ = from.trailing_bits_;
        from.size_ = 0;
        detail::wipe(from.bytes_);
    }

    unsigned char bytes_[max_key_size];
    unsigned char size_{};
    bool trailing_bits_{};
};

/// A key written into the program: for tests and examples. Copies, since it is no secret.
template <std::size_t n>
struct secret_literal {
    unsigned char bytes[n]{};
};

/// A view of a key, valid as long as the key lives: temporaries are refused. A function that keeps
/// no view and is to accept a temporary secret takes a `secret const&` besides.
class key_view {
public:
    constexpr explicit key_view(detail::nothing) noexcept {}
    /// Traps for a secret that was moved away: an empty key is one that everybody has.
    constexpr key_view(secret const& key [[clang::lifetimebound]]) noexcept : bytes_{key.bytes()}
    {
        if (bytes_.empty()) __builtin_trap();
    }
    key_view(secret const&&) = delete; // name the secret: it wipes itself

    template <std::size_t n>
        requires(n >= 1 && n <= max_key_size)
    constexpr key_view(secret_literal<n> const& key [[clang::lifetimebound]]) noexcept
        : bytes_{key.bytes}
    {}
    template <std::size_t n>
    key_view(secret_literal<n> const&&) = delete; // name the literal: the view would outlive it

    /// A view of 1 to 128 bytes that the caller keeps.
    [[nodiscard]] static constexpr result<key_view> from(std::span<unsigned char const> bytes
                                                         [[clang::lifetimebound]]) noexcept
    {
        if (bytes.empty()) return reason::key_empty;
        if (bytes.size() > max_key_size) return reason::key_too_long;
        return key_view{bytes};
    }
    template <detail::owner_of<std::span<unsigned char const>> Owner>
    static result<key_view>
    from(Owner const&&) = delete; // name the bytes: the view would outlive them

    /// Valid as long as the key lives.
    [[nodiscard]] constexpr std::span<unsigned char const> bytes() const noexcept { return bytes_; }

private:
    constexpr explicit key_view(std::span<unsigned char const> bytes) noexcept : bytes_{bytes} {}
    std::span<unsigned char const> bytes_;
};

namespace detail {

template <fixed_string text>
consteval auto make_base32_literal()
{
    constexpr auto check = [] {
        auto const read = secret::from_base32(text.view());
        return read ? literal_check{true, {}, read->size()} : literal_check{false, read.error()};
    }();
    check_literal<check.good, check.error.reason, check.error.offset>();
    secret_literal<check.size> made;
    if constexpr (check.good) {
        auto const read = secret::from_base32(text.view());
        for (std::size_t i = 0; i != check.size; ++i) made.bytes[i] = read->bytes()[i];
    }
    return made;
}

} // namespace detail

/// A key from base32 in the source, checked by the compiler. For tests and examples only: the
/// text can end up in the program's symbol names.
template <detail::fixed_string text>
inline constexpr auto base32_literal = detail::make_base32_literal<text>();

} // namespace otpp

#endif
