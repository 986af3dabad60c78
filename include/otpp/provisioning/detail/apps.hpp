// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PROVISIONING_DETAIL_APPS_HPP
#define OTPP_PROVISIONING_DETAIL_APPS_HPP
// The table of apps: how each reads an otpauth URI, as its public source says, read on 2026-11-24.
// Data alone, that `as_read_by` follows; facts.hpp has the same in sentences. Whoever reads URIs in
// another way than otpp does: https://github.com/google/google-authenticator/wiki/Key-Uri-Format

#include <otpp/provisioning/app.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace otpp::provisioning {

namespace detail {

enum class issuer_from : unsigned char { parameter, parameter_else_label, label_else_parameter };

enum class label_split : unsigned char {
    whole,             // all of it is the name
    without_issuer,    // all of it, less "issuer:" where it begins with the parameter's
    one_colon_or_none, // a second one: refused
    one_colon,         // a second one: all of it is the name
    first_colon,
    spaceless, // as one_colon, but what has no colon loses its spaces
    ignored,
};

enum class decoding : unsigned char {
    parts,           // cut first, then decode
    whole_and_parts, // decode, cut, decode again
    whole,           // decode, then cut
};

enum class beyond : unsigned char { ignored, refused, without_code, unsafe, clamped };

struct number_range {
    std::int64_t min, max;
    detail::beyond beyond;
};

enum class algorithm_names : unsigned char {
    ignored,
    exact,
    any_case,
    sha1_else, // what is unknown
    unsaid,    // nobody outside knows: taken as it is meant
};

enum class secret_symbols : unsigned char {
    separated,   // spaces and hyphens between, padding behind
    alone,       // nothing but symbols
    others_drop, // what is none is left out
    lookalikes,  // 0, 1 and 8 are O, L and B; what is none is left out
};

enum class hotp_as : unsigned char { hotp, totp, refused };

inline constexpr std::int64_t int32_max = 2147483647;

/// How an app reads. What stands here is the usual; each differs by what it names.
struct app_reading {
    provisioning::app app;
    std::string_view source; // of what no fact below says otherwise
    issuer_from issuer = issuer_from::parameter;
    label_split label = label_split::first_colon;
    decoding decodes = decoding::parts;
    bool plus_is_space = false; // in parameters
    bool any_case = false;      // of the type
    bool any_case_scheme = false;
    bool empty_label = true;      // may be
    bool trims = false;           // spaces around names
    bool label_is_issuer = false; // where there is no other
    bool strips_slashes = false;  // from the label, counting wrong
    bool checks_color = false;
    std::size_t issuer_cut = 0, name_cut = 0; // UTF-16 units that it keeps; 0: all
    secret_symbols secret = secret_symbols::separated;
    bool any_length = false;  // an impossible last symbol is dropped
    std::size_t safe_key = 0; // bytes below which it warns
    algorithm_names algorithm = algorithm_names::any_case;
    std::string_view more_algorithms = {}; // that it knows beside the three
    number_range digits = {1, 10, beyond::refused};
    number_range period = {1, int32_max, beyond::refused};
    bool bad_number_is_default = false;
    hotp_as hotp = hotp_as::hotp;
    std::int64_t counter_missing = 0; // what it takes for it; -1: refused
    std::int64_t counter_max = int32_max;
    int first_shown = 0; // the first code's counter, less the URI's
    bool steam_type = false, steam_issuer = false, steam_label = false, steam_parameter = false;
    bool steam_reversed = false;
};

inline constexpr app_reading app_readings[]{
    {.app = app::google_authenticator,
     .source = "google/google-authenticator-android 8509dca, AuthenticatorActivity.java",
     .label = label_split::without_issuer,
     .plus_is_space = true,
     .empty_label = false,
     .trims = true,
     .any_length = true,
     .algorithm = algorithm_names::ignored,
     .digits = {6, 6, beyond::ignored},
     .period = {30, 30, beyond::ignored},
     .first_shown = 1},
    {.app = app::google_authenticator_ios,
     .source = "google/google-authenticator 2900ee3, mobile/ios/Classes/OTPAuthURL.m",
     .label = label_split::whole,
     .plus_is_space = true,
     .empty_label = false,
     .algorithm = algorithm_names::exact,
     .more_algorithms = "MD5",
     .digits = {6, 8, beyond::refused},
     .period = {1, 300, beyond::refused},
     .counter_missing = -1,
     .counter_max = INT64_MAX},
    {.app = app::freeotp,
     .source = "freeotp/freeotp-android 017678c, Token.java",
     .issuer = issuer_from::label_else_parameter,
     .label = label_split::one_colon_or_none,
     .plus_is_space = true,
     .any_case = true,
     .empty_label = false,
     .checks_color = true,
     .secret = secret_symbols::alone,
     .any_length = true,
     .safe_key = 16,
     .more_algorithms = "SHA224 SHA384",
     .digits = {6, 9, beyond::unsafe},
     .period = {5, int32_max, beyond::refused},
     .counter_max = INT64_MAX,
     .steam_label = true,
     .steam_reversed = true},
    {.app = app::freeotp_plus,
     .source = "helloworld1/FreeOTPPlus 1632654, OtpTokenFactory.kt",
     .issuer = issuer_from::parameter_else_label,
     .plus_is_space = true,
     .empty_label = false,
     .strips_slashes = true,
     .any_length = true,
     .more_algorithms = "SHA224 SHA384 MD5",
     .digits = {5, 8, beyond::refused},
     .counter_max = INT64_MAX,
     .steam_issuer = true},
    {.app = app::aegis,
     .source = "beemdevelopment/Aegis 4e00191, GoogleAuthInfo.java",
     .issuer = issuer_from::label_else_parameter,
     .label = label_split::one_colon,
     .plus_is_space = true,
     .counter_missing = -1,
     .counter_max = INT64_MAX,
     .steam_type = true},
    {.app = app::two_fas,
     .source = "twofas/2fas-android 2c2d02f, ServiceParser.kt",
     .issuer = issuer_from::parameter_else_label,
     .label = label_split::spaceless,
     .decodes = decoding::whole_and_parts,
     .plus_is_space = true,
     .any_case = true,
     .any_case_scheme = true,
     .issuer_cut = 30,
     .name_cut = 50,
     .secret = secret_symbols::others_drop,
     .any_length = true,
     .algorithm = algorithm_names::sha1_else,
     .more_algorithms = "SHA224 SHA384",
     .digits = {5, 8, beyond::without_code},
     .bad_number_is_default = true,
     .counter_missing = 1,
     .steam_type = true},
    {.app = app::stratum,
     .source = "stratumauth/app 3cd3383, Stratum.Core/src/UriParser.cs",
     .issuer = issuer_from::label_else_parameter,
     .trims = true,
     .label_is_issuer = true,
     .issuer_cut = 32,
     .name_cut = 40,
     .digits = {6, 10, beyond::refused},
     .steam_issuer = true,
     .steam_parameter = true},
    {.app = app::authenticator_pro,
     .source = "jamie-mh/AuthenticatorPro e26a594, Stratum.Core/src/UriParser.cs",
     .issuer = issuer_from::label_else_parameter,
     .decodes = decoding::whole,
     .trims = true,
     .label_is_issuer = true,
     .issuer_cut = 32,
     .name_cut = 40,
     .digits = {6, 10, beyond::refused},
     .steam_issuer = true},
    {.app = app::keepassxc,
     .source = "keepassxreboot/keepassxc 17606d9, src/core/Totp.cpp",
     .label = label_split::ignored,
     .any_case = true,
     .any_case_scheme = true,
     .secret = secret_symbols::lookalikes,
     .algorithm = algorithm_names::sha1_else,
     .digits = {1, 10, beyond::clamped},
     .period = {1, 86400, beyond::clamped},
     .hotp = hotp_as::totp,
     .steam_parameter = true},
    {.app = app::apple,
     .source = "developer.apple.com, Securing Logins with iCloud Keychain Verification Codes",
     .issuer = issuer_from::parameter_else_label,
     .algorithm = algorithm_names::unsaid,
     .hotp = hotp_as::refused},
};

[[nodiscard]] constexpr app_reading const& reading_of(app which) noexcept
{
    return app_readings[static_cast<unsigned char>(which)];
}

} // namespace detail

} // namespace otpp::provisioning

#endif
