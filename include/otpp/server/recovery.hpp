// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_RECOVERY_HPP
#define OTPP_SERVER_RECOVERY_HPP
// Recovery codes: look-up secrets of 120 bits, NIST SP 800-63B-4, section 3.1.2,
// https://pages.nist.gov/800-63-4/sp800-63b.html. So many bits need no slow hash.

#include <otpp/base32.hpp>
#include <otpp/constant_time.hpp>
#include <otpp/detail/base64.hpp>
#include <otpp/detail/borrow.hpp>
#include <otpp/detail/text.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/hash/sha2.hpp>
#include <otpp/hmac.hpp>
#include <otpp/result.hpp>
#include <otpp/server/field.hpp>
#include <otpp/server/record.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace otpp::server {

/// One code, as it is shown once and typed once: "ABCD-EFGH-IJKL-MNOP-QRST-UVWX".
/// Wipes itself.
class recovery_code {
public:
    using lends_views = void;

    static constexpr std::size_t bytes = 15;
    static constexpr std::size_t characters = 24; ///< of base32
    static constexpr std::size_t group = 4;

    /// Of fresh random bytes: `fill_random`.
    constexpr explicit recovery_code(std::span<unsigned char const, bytes> random) noexcept
    {
        (void)base32::encode(random, text_);
    }
    /// None, that fits no set.
    constexpr recovery_code() noexcept = default;
    constexpr recovery_code(recovery_code const&) noexcept = default;
    constexpr recovery_code& operator=(recovery_code const&) noexcept = default;
    constexpr ~recovery_code() { otpp::detail::wipe(text_); }

    /// Reads what a person typed: any case, spaces and hyphens anywhere, and the digits that look
    /// like letters (0, 1 and 8 for O, I and B). The length is looked at first.
    [[nodiscard]] static constexpr result<recovery_code> parse(std::string_view typed) noexcept
    {
        constexpr std::size_t longest = 4 * characters;
        if (typed.size() > longest) return {reason::recovery_code_length, longest};
        recovery_code code;
        std::size_t size = 0;
        for (std::size_t at = 0; at != typed.size(); ++at) {
            char c = typed[at];
            if (c == ' ' || c == '-') continue;
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
            if (c == '0') c = 'O';
            if (c == '1') c = 'I';
            if (c == '8') c = 'B';
            if ((c < 'A' || c > 'Z') && (c < '2' || c > '7'))
                return {reason::recovery_code_symbol, at};
            if (size == characters) return {reason::recovery_code_length, at};
            code.text_[size++] = c;
        }
        if (size != characters) return {reason::recovery_code_length, typed.size()};
        return code;
    }

    /// Reveals the code, with a hyphen between its groups.
    [[nodiscard]] constexpr revealed_text<characters + characters / group - 1> text() const noexcept
    {
        revealed_text<characters + characters / group - 1> grouped;
        for (std::size_t i = 0; i != characters; ++i) {
            if (i != 0 && i % group == 0) grouped.append('-');
            grouped.append(text_[i]);
        }
        return grouped;
    }

    /// Reveals the code without hyphens.
    [[nodiscard]] constexpr std::string_view symbols() const& noexcept [[clang::lifetimebound]]
    {
        return {text_, characters};
    }
    std::string_view symbols() const&& = delete; // name the code: it wipes itself

private:
    char text_[characters]{};
};

namespace detail {

/// HMAC-SHA-256 of a code under the salt of its set, cut to the code's 120 bits.
[[nodiscard]] constexpr field<recovery_hash_text> hash_of(recovery_code const& code,
                                                          std::string_view salt) noexcept
{
    otpp::detail::wiped<unsigned char[recovery_code::characters]> message;
    unsigned char key[recovery_salt_text]{};
    for (std::size_t i = 0; i != recovery_salt_text; ++i)
        key[i] = static_cast<unsigned char>(salt[i]);
    for (std::size_t i = 0; i != recovery_code::characters; ++i)
        message.value[i] = static_cast<unsigned char>(code.symbols()[i]);
    auto const mac = hmac<sha256>{key}(message.value);
    field<recovery_hash_text> text;
    otpp::detail::base64url::encode(std::span{mac}.first(recovery_code::bytes),
                                    text.extend(recovery_hash_text));
    return text;
}

} // namespace detail

/// The set of unused codes in a record: a salt and the hashes.
class recovery_codes {
public:
    /// The bytes of chance that a set of `count` codes takes.
    [[nodiscard]] static constexpr std::size_t random_size(std::size_t count) noexcept
    {
        return salt_bytes + count * recovery_code::bytes;
    }

    /// The set whose texts are in a record; it lives as long as they do.
    constexpr explicit recovery_codes(std::string_view text [[clang::lifetimebound]]) noexcept
        : text_{text}
    {}
    template <otpp::detail::owner_of<std::string_view> Text>
    explicit recovery_codes(Text const&&) = delete; // name the text: a view of it is kept

    /// A record's text of new codes, each of which is handed to `show`. `random` holds
    /// `random_size(count)` fresh bytes of 1 to 16 codes; otherwise the text is empty.
    template <class Show>
    [[nodiscard]] static constexpr field<max_codes_text> make(std::span<unsigned char const> random,
                                                              Show&& show) noexcept
    {
        field<max_codes_text> text;
        std::size_t const count = (random.size() - salt_bytes) / recovery_code::bytes;
        if (random.size() < random_size(1) || random.size() > random_size(max_recovery_codes) ||
            random.size() != random_size(count))
            return text;
        otpp::detail::base64url::encode(random.first(salt_bytes), text.extend(recovery_salt_text));
        for (std::size_t i = 0; i != count; ++i) {
            auto const bytes =
                random.subspan(random_size(i)).template first<recovery_code::bytes>();
            recovery_code const code{bytes};
            text.append(',');
            text.append(detail::hash_of(code, text.view()).view());
            show(code);
        }
        return text;
    }

    [[nodiscard]] constexpr std::size_t size() const noexcept
    {
        return text_.empty() ? 0 : (text_.size() - recovery_salt_text) / stride;
    }
    [[nodiscard]] constexpr std::string_view salt() const noexcept
    {
        return text_.empty() ? text_ : otpp::detail::slice(text_, 0, recovery_salt_text);
    }

    /// Which code has this hash, or -1. It is compared with all.
    [[nodiscard]] constexpr int find(std::string_view hash) const noexcept
    {
        std::uint32_t found = ~0u;
        if (hash.size() != recovery_hash_text) return -1;
        for (std::size_t i = 0; i != size(); ++i) {
            auto const each =
                otpp::detail::slice(text_, recovery_salt_text + i * stride + 1, recovery_hash_text);
            std::uint32_t differ = 0;
            for (std::size_t j = 0; j != recovery_hash_text; ++j)
                differ |= static_cast<unsigned char>(each[j] ^ hash[j]);
            found = constant_time::select(constant_time::mask_equal(differ, 0u),
                                          static_cast<std::uint32_t>(i), found);
        }
        if (!constant_time::publish(found ^ ~0u)) return -1;
        return static_cast<int>(found);
    }

    /// A record's text of the set without one of its codes: empty without the last.
    [[nodiscard]] constexpr field<max_codes_text> without(int which) const noexcept
    {
        field<max_codes_text> text;
        std::size_t const at = recovery_salt_text + static_cast<std::size_t>(which) * stride;
        if (size() <= 1) return text;
        text.append(otpp::detail::slice(text_, 0, at));
        text.append(otpp::detail::slice(text_, at + stride));
        return text;
    }

private:
    static constexpr std::size_t salt_bytes = 12;
    static constexpr std::size_t stride = 1 + recovery_hash_text;

    std::string_view text_;
};

} // namespace otpp::server

#endif
