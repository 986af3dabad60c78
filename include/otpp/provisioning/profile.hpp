// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PROVISIONING_PROFILE_HPP
#define OTPP_PROVISIONING_PROFILE_HPP
// A URI for one app: written only if the app reads it right. The format is
// https://github.com/google/google-authenticator/wiki/Key-Uri-Format

#include <otpp/account.hpp>
#include <otpp/detail/text.hpp>
#include <otpp/otp_type.hpp>
#include <otpp/provisioning/app.hpp>
#include <otpp/provisioning/as_found.hpp>
#include <otpp/provisioning/as_read_by.hpp>
#include <otpp/provisioning/detail/apps.hpp>
#include <otpp/provisioning/reading.hpp>
#include <otpp/result.hpp>
#include <otpp/uri.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace otpp::provisioning {

/// For whom a URI is written.
enum class profile : unsigned char {
    portable, ///< for everybody: what all apps read alike, as far as the account lets
    google_authenticator,
    freeotp,
    aegis,
    apple, ///< Apple Passwords: issuer= is the site's domain, by which it fills codes in
    two_fas,
    stratum,
};

/// Its name in programs: "google_authenticator".
[[nodiscard]] constexpr std::string_view to_string(profile which) noexcept
{
    constexpr std::string_view names[]{
        "portable", "google_authenticator", "freeotp", "aegis", "apple", "two_fas", "stratum"};
    return names[static_cast<unsigned char>(which)];
}

/// The app that it is for; nothing for portable.
[[nodiscard]] constexpr std::optional<app> app_of(profile which) noexcept
{
    switch (which) {
    case profile::portable: return std::nullopt;
    case profile::google_authenticator: return app::google_authenticator;
    case profile::freeotp: return app::freeotp;
    case profile::aegis: return app::aegis;
    case profile::apple: return app::apple;
    case profile::two_fas: return app::two_fas;
    case profile::stratum: return app::stratum;
    }
    return std::nullopt;
}

namespace detail {

// "example.com": letters, digits, hyphens and dots, one of them within.
[[nodiscard]] constexpr bool is_domain(std::string_view text) noexcept
{
    bool dot = false;
    char before = '.';
    for (char const c : text) {
        bool const letter = to_lower(c) >= 'a' && to_lower(c) <= 'z';
        if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '.') return false;
        if (c == '.' && before == '.') return false;
        dot = dot || c == '.';
        before = c;
    }
    return dot && before != '.' && text.size() <= 253;
}

// Why the app would not show this account's codes or names.
[[nodiscard]] constexpr std::optional<reason> misread(account const& meant,
                                                      reading const& read) noexcept
{
    if (read.outcome() == outcome::refused) {
        switch (*read.why()) {
        case rule::type_hotp: return reason::profile_type;
        case rule::algorithm_unknown:
        case rule::algorithm_spelling: return reason::profile_algorithm;
        case rule::digits_not_6: return reason::profile_digits;
        case rule::period_not_30: return reason::profile_period;
        case rule::counter_large: return reason::profile_counter;
        default: return reason::profile_name;
        }
    }
    bool const by_time = meant.is_totp();
    if (read.type() != meant.type()) return reason::profile_type;
    if (read.algorithm() != meant.algorithm()) return reason::profile_algorithm;
    if (read.digits() != meant.digits().value()) return reason::profile_digits;
    if (by_time && read.period() != meant.period().value()) return reason::profile_period;
    auto const first = meant.counter() + reading_of(read.app()).first_shown;
    if (!by_time && read.counter() != first) return reason::profile_counter;
    if (read.symbols() != symbols::decimal) return reason::profile_name;
    if (read.name() != meant.name()) return reason::profile_name;
    bool const by_domain = read.app() == app::apple;
    if (!by_domain && read.issuer() != meant.issuer()) return reason::profile_name;
    return std::nullopt;
}

} // namespace detail

/// Writes a URI that the profile's app reads right: its own issuer in both places, and else what
/// `build_uri` writes. What the app would ignore, refuse or show otherwise is an error that says what
/// (`profile_algorithm`, …), not a URI; what it only asks its user about is written. Portable is
/// `build_uri(account)`; `lint` says what that is worth. Apple's needs the site's domain:
/// `profile_domain`.
[[nodiscard]] constexpr result<uri_text> build_uri(account const& from, profile target,
                                                   std::string_view domain = {}) noexcept
{
    if (target == profile::portable) return build_uri(from);
    bool const by_domain = target == profile::apple;
    if (by_domain && !detail::is_domain(domain)) return reason::profile_domain;
    auto const made = account_as_found({.secret = from.secret().bytes(),
                                        .name = from.name(),
                                        .issuer_prefix = from.issuer(),
                                        .issuer_parameter = by_domain ? domain : from.issuer(),
                                        .type = from.type(),
                                        .digits = from.digits(),
                                        .period = from.period(),
                                        .algorithm = from.algorithm(),
                                        .counter = from.counter(),
                                        .other_parameters = from.other_parameters()});
    if (!made) return made.error();
    auto uri = build_uri(*made);
    if (!uri) return uri;
    if (auto const why = detail::misread(from, as_read_by(*app_of(target), uri->view())))
        return *why;
    return uri;
}

} // namespace otpp::provisioning

#endif
