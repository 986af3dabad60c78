// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PROVISIONING_AS_FOUND_HPP
#define OTPP_PROVISIONING_AS_FOUND_HPP
// An account as another program had it: what migrations and backups are read into. It goes through the
// otpauth key URI format, so that what is read can be written as a URI and is judged by the same rules:
// https://github.com/google/google-authenticator/wiki/Key-Uri-Format

#include <otpp/account.hpp>
#include <otpp/algorithm.hpp>
#include <otpp/base32.hpp>
#include <otpp/detail/text.hpp>
#include <otpp/detail/uri_draft.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/digits.hpp>
#include <otpp/otp_type.hpp>
#include <otpp/period.hpp>
#include <otpp/result.hpp>
#include <otpp/secret.hpp>
#include <otpp/uri.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace otpp::provisioning {

/// What another program kept of an account; the texts and the key are only looked at.
struct found_account {
    std::span<unsigned char const> secret;
    std::string_view name = {};
    std::string_view issuer_prefix = {};    ///< what stands before the label's colon
    std::string_view issuer_parameter = {}; ///< what issuer= says
    otp_type type = otp_type::totp;
    otpp::digits digits = 6;
    otpp::period period = 30;
    otpp::algorithm algorithm = otpp::algorithm::sha1;
    std::int64_t counter = 0;
    std::string_view other_parameters = {}; ///< escaped, "key=value&key=value"
};

/// An account as it was found: also with a short key, with two issuers, without a name. What even a
/// URI cannot have is an error: a key of no or over 128 bytes, a negative counter of hotp, control
/// characters in a name, and more text than 2,953 bytes. The offsets of its notes are in its URI.
[[nodiscard]] constexpr result<account> account_as_found(found_account const& from) noexcept
{
    if (from.secret.empty()) return reason::key_empty;
    if (from.secret.size() > max_key_size) return reason::key_too_long;
    bool const by_time = from.type == otp_type::totp;
    if (!by_time && from.counter < 0) return reason::counter_out_of_range;

    otpp::detail::uri_draft<max_uri_size> uri;
    uri.put("otpauth://");
    uri.put(to_string(from.type));
    uri.put('/');
    uri.put_escaped(from.issuer_prefix);
    bool const colon = otpp::detail::find(from.name, ':') != std::string_view::npos;
    if (!from.issuer_prefix.empty() || colon) uri.put(':');
    uri.put_escaped(from.name);
    uri.put("?secret=");
    {
        otpp::detail::wiped<char[base32::encoded_size(max_key_size)]> symbols;
        auto const size = base32::encode(from.secret, symbols.value);
        uri.put({symbols.value, *size});
    }
    if (!from.issuer_parameter.empty()) {
        uri.put("&issuer=");
        uri.put_escaped(from.issuer_parameter);
    }
    uri.put("&algorithm=");
    uri.put(to_string(from.algorithm));
    uri.put("&digits=");
    uri.put_number(from.digits.value());
    uri.put(by_time ? "&period=" : "&counter=");
    uri.put_number(by_time ? from.period.value() : from.counter);
    if (!from.other_parameters.empty()) {
        uri.put('&');
        uri.put(from.other_parameters);
    }
    if (!uri.fits()) return reason::uri_too_long;
    auto made = parse_uri(uri.view());
    if (!made) return made.error().reason;
    return made;
}

} // namespace otpp::provisioning

#endif
