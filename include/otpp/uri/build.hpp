// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_URI_BUILD_HPP
#define OTPP_URI_BUILD_HPP
// Writing an otpauth URI: https://github.com/google/google-authenticator/wiki/Key-Uri-Format

#include <otpp/account.hpp>
#include <otpp/detail/borrow.hpp>
#include <otpp/detail/text.hpp>
#include <otpp/detail/uri_draft.hpp>
#include <otpp/result.hpp>

#include <cstddef>
#include <string_view>

namespace otpp {

/// A URI and with it a secret, revealed on purpose. Moves, does not copy, wipes itself.
class uri_text {
public:
    using lends_views = void;

    constexpr explicit uri_text(detail::nothing) noexcept {}
    uri_text(uri_text const&) = delete; // it holds a secret: take .view() where it is
    constexpr uri_text(uri_text&&) noexcept = default;
    constexpr uri_text& operator=(uri_text&&) noexcept = default;

    /// Valid as long as this object lives.
    [[nodiscard]] constexpr std::string_view view() const& noexcept [[clang::lifetimebound]]
    {
        return draft_.view();
    }
    std::string_view view() const&& = delete; // name the URI: it wipes itself

private:
    friend constexpr result<uri_text> build_uri(account const& from) noexcept;

    detail::uri_draft<max_uri_size> draft_;
};

/// Writes what all apps read alike: upper-case base32 without padding, %20 for a space, parameters
/// only where they differ from the defaults, `counter` always for hotp. What a parsed account had
/// besides (its two issuers, its other parameters) is written as it was found.
/// Errors: `uri_too_long` where escaping makes it longer than 2,953 bytes; `key_empty` for an account
/// that was moved away.
[[nodiscard]] constexpr result<uri_text> build_uri(account const& from) noexcept
{
    if (from.secret().size() == 0) return reason::key_empty; // it was moved away
    uri_text made{detail::nothing{}};
    auto& uri = made.draft_;
    uri.put("otpauth://");
    uri.put(to_string(from.type()));
    uri.put('/');
    uri.put_escaped(from.issuer_prefix(), '@');
    bool const needs_colon = detail::find(from.name(), ':') != std::string_view::npos;
    if (!from.issuer_prefix().empty() || needs_colon) uri.put(':');
    uri.put_escaped(from.name(), '@');
    uri.put("?secret=");
    auto const key = from.secret().base32();
    uri.put(key.view());
    if (!from.issuer_parameter().empty()) {
        uri.put("&issuer=");
        uri.put_escaped(from.issuer_parameter());
    }
    if (from.algorithm() != algorithm::sha1) {
        uri.put("&algorithm=");
        uri.put(to_string(from.algorithm()));
    }
    if (from.digits().value() != 6) {
        uri.put("&digits=");
        uri.put_number(from.digits().value());
    }
    if (!from.is_totp()) {
        uri.put("&counter=");
        uri.put_number(from.counter());
    }
    else if (from.period().value() != 30) {
        uri.put("&period=");
        uri.put_number(from.period().value());
    }
    if (!from.other_parameters().empty()) {
        uri.put('&');
        uri.put(from.other_parameters());
    }
    if (!uri.fits()) return {reason::uri_too_long, max_uri_size};
    return made;
}

} // namespace otpp

#endif
