// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_FACTOR_HPP
#define OTPP_SERVER_FACTOR_HPP
// What a store knows a factor by, how its passcodes are made, and which secret it has: the parameters of
// RFC 4226, section 5.3, and RFC 6238, section 4.

#include <otpp/algorithm.hpp>
#include <otpp/detail/base64.hpp>
#include <otpp/detail/borrow.hpp>
#include <otpp/detail/decimal.hpp>
#include <otpp/digits.hpp>
#include <otpp/otp_type.hpp>
#include <otpp/period.hpp>
#include <otpp/server/field.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace otpp::server {

inline constexpr std::size_t max_factor_name = 256; ///< bytes

/// What begins with this is the library's own: the decoys.
inline constexpr std::string_view reserved_name = "otpp:";

/// 1 to 256 bytes, not of the reserved ones.
[[nodiscard]] constexpr bool is_factor_name(std::string_view name) noexcept
{
    return !name.empty() && name.size() <= max_factor_name && !name.starts_with(reserved_name);
}

/// A record and a seal name it "totp/SHA1/6/30" or "hotp/SHA1/6".
struct factor_kind {
    otp_type type = otp_type::totp;
    otpp::algorithm algorithm = otpp::algorithm::sha1;
    otpp::digits digits = 6;
    otpp::period period = 30; ///< seconds; of hotp 30, and of no meaning

    friend constexpr bool operator==(factor_kind const&, factor_kind const&) = default;
};

/// Of `factor_kind{}`, which nearly all factors are.
inline constexpr std::string_view usual_kind = "totp/SHA1/6/30";

/// Characters of the longest: totp/SHA512/10/2147483647.
inline constexpr std::size_t max_kind_size = 25;

/// Appends its text; false where there is no room.
template <std::size_t capacity>
constexpr bool append(field<capacity>& to, factor_kind const& kind) noexcept
{
    bool fits = to.append(to_string(kind.type)) && to.append('/') &&
                to.append(to_string(kind.algorithm)) && to.append('/') &&
                to.append_number(kind.digits.value());
    if (kind.type == otp_type::totp)
        fits = fits && to.append('/') && to.append_number(kind.period.value());
    return fits;
}

/// Reads exactly what `append` writes; false otherwise.
[[nodiscard]] constexpr bool read(std::string_view text, factor_kind& kind) noexcept
{
    auto const starts = [&text](std::string_view with) {
        if (!text.starts_with(with)) return false;
        text.remove_prefix(with.size());
        return true;
    };
    kind = {};
    if (text == usual_kind) return true;
    if (starts("hotp/"))
        kind.type = otp_type::hotp;
    else if (!starts("totp/"))
        return false;
    if (starts("SHA1/"))
        kind.algorithm = algorithm::sha1;
    else if (starts("SHA256/"))
        kind.algorithm = algorithm::sha256;
    else if (starts("SHA512/"))
        kind.algorithm = algorithm::sha512;
    else
        return false;
    std::int64_t number = 0;
    auto size = otpp::detail::decimal::read_canonical(text, number);
    auto const digits = digits::from(number);
    if (size == 0 || !digits) return false;
    kind.digits = *digits;
    text.remove_prefix(size);
    if (kind.type == otp_type::hotp) return text.empty();
    if (!starts("/")) return false;
    size = otpp::detail::decimal::read_canonical(text, number);
    auto const period = period::from(number);
    if (size == 0 || size != text.size() || !period) return false;
    kind.period = *period;
    return true;
}

/// 96 random bits as the 16 characters of their base64url. Public; compared as it is.
class secret_id {
public:
    static constexpr std::size_t bytes = 12;
    static constexpr std::size_t characters = 16;

    /// No secret.
    constexpr secret_id() noexcept = default;

    /// Of fresh random bytes: `fill_random`.
    constexpr explicit secret_id(std::span<unsigned char const, bytes> random) noexcept
    {
        otpp::detail::base64url::encode(random, text_);
    }

    /// From a record: false, and no secret, where it is not 16 characters of base64url.
    [[nodiscard]] constexpr bool read(std::string_view text) noexcept
    {
        *this = {};
        if (text.size() != characters || !otpp::detail::base64url::canonical(text)) return false;
        std::char_traits<char>::copy(text_, text.data(), characters);
        return true;
    }

    [[nodiscard]] constexpr bool empty() const noexcept { return text_[0] == '\0'; }
    [[nodiscard]] constexpr std::string_view view() const noexcept [[clang::lifetimebound]]
    {
        return {text_, empty() ? 0 : characters};
    }

    friend constexpr bool operator==(secret_id const& a, secret_id const& b) noexcept
    {
        if (!__builtin_is_constant_evaluated())
            return __builtin_memcmp(a.text_, b.text_, characters) == 0;
        bool same = true;
        for (std::size_t i = 0; i != characters; ++i) same &= a.text_[i] == b.text_[i];
        return same;
    }

private:
    char text_[characters]{};
};

} // namespace otpp::server

#endif
