// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PROVISIONING_FACTS_HPP
#define OTPP_PROVISIONING_FACTS_HPP
// What each app does where a URI breaks a rule, in sentences, each with its public source:
// https://github.com/ and the repository. tools/apps_page.cpp makes docs/reference/apps.md of it.

#include <otpp/provisioning/app.hpp>
#include <otpp/provisioning/detail/apps.hpp>
#include <otpp/provisioning/rule.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace otpp::provisioning {

/// What one app does where a URI breaks a rule.
struct fact {
    provisioning::rule rule;
    provisioning::app app;
    std::string_view does;
    std::string_view where = {}; // the source, if it is not the app's usual one

    /// The public repository, its commit and the file that show it.
    [[nodiscard]] constexpr std::string_view source() const noexcept
    {
        return where.empty() ? detail::reading_of(app).source : where;
    }
};

/// When the sources were read.
inline constexpr std::string_view facts_read = "2026-11-24";

namespace detail {

// Sources that several facts share.
inline constexpr std::string_view google_provider =
    "google/google-authenticator-android 8509dca, otp/OtpProvider.java";
inline constexpr std::string_view ios_generator =
    "google/google-authenticator 2900ee3, mobile/ios/Classes/OTPGenerator.m";
inline constexpr std::string_view freeotp_code = "freeotp/freeotp-android 255c05a, Code.java";
inline constexpr std::string_view freeotp_base32 =
    "freeotp/freeotp-android 8dfb8f8, utils/Base32.java";
inline constexpr std::string_view aegis_info = "beemdevelopment/Aegis 066a744, otp/OtpInfo.java";
inline constexpr std::string_view two_fas_link =
    "twofas/2fas-android d05a621, otp/OtpLinkParser.kt";
inline constexpr std::string_view two_fas_codes = "twofas/2fas-android, otp/OtpAuthenticator.kt";
inline constexpr std::string_view keepassxc_base32 =
    "keepassxreboot/keepassxc 1153b10, src/core/Base32.cpp";
inline constexpr std::string_view stratum_older =
    "jamie-mh/AuthenticatorPro, AuthenticatorPro/Data/Authenticator.cs";

} // namespace detail

/// All of them, by rule.
inline constexpr fact facts[]{
    {rule::upper_case, app::google_authenticator, "refuses it"},
    {rule::upper_case, app::google_authenticator_ios, "refuses it"},
    {rule::upper_case, app::freeotp, "refuses the scheme, reads the type in any case"},
    {rule::upper_case, app::freeotp_plus, "refuses it"},
    {rule::upper_case, app::aegis, "refuses it"},
    {rule::upper_case, app::stratum, "refuses it"},
    {rule::upper_case, app::authenticator_pro, "refuses it"},
    {rule::upper_case, app::apple, "asks for the type in lower case"},
    {rule::fragment, app::two_fas, "makes a hyphen of it and reads on", detail::two_fas_link},
    {rule::fragment, app::stratum, "takes it and what follows for part of the last value"},
    {rule::fragment, app::authenticator_pro,
     "takes it and what follows for part of the last value"},
    {rule::decoded_twice, app::two_fas,
     "decodes the whole URI before it cuts it, and each part again: a name may end early, lose "
     "characters or show others",
     detail::two_fas_link},
    {rule::decoded_twice, app::authenticator_pro,
     "decodes the whole URI before it cuts it: a name may end early"},

    {rule::label_empty, app::google_authenticator, "refuses it"},
    {rule::label_empty, app::google_authenticator_ios, "refuses it"},
    {rule::label_empty, app::freeotp, "refuses it"},
    {rule::label_empty, app::freeotp_plus, "refuses it"},
    {rule::label_of_one_character, app::freeotp_plus, "refuses it: it reads one character on"},
    {rule::label_slash, app::freeotp_plus, "drops the first one, and every slash behind it"},
    {rule::label_colon, app::google_authenticator, "shows the colon in the name"},
    {rule::label_colon, app::google_authenticator_ios, "shows the colon in the name"},
    {rule::label_colon, app::freeotp, "refuses it"},
    {rule::label_colon, app::aegis, "shows no issuer, whatever the parameter is"},
    {rule::label_colon, app::stratum, "takes the name for the issuer"},
    {rule::label_colon, app::authenticator_pro, "takes the name for the issuer"},
    {rule::second_colon, app::google_authenticator, "shows the colons in the name"},
    {rule::second_colon, app::google_authenticator_ios, "shows the colons in the name"},
    {rule::second_colon, app::freeotp, "refuses it: a label is at most issuer:account"},
    {rule::second_colon, app::freeotp_plus, "splits at the first, also one that is escaped"},
    {rule::second_colon, app::aegis, "loses the issuer: the whole label is the name"},
    {rule::second_colon, app::two_fas, "takes the whole label for the name, without its spaces"},
    {rule::second_colon, app::stratum, "splits at the first, also one that is escaped"},
    {rule::second_colon, app::authenticator_pro, "splits at the first, also one that is escaped"},
    {rule::second_colon, app::apple, "asks for service:user, with one colon"},
    {rule::name_empty, app::freeotp, "refuses it"},
    {rule::name_empty, app::freeotp_plus, "shows no name"},
    {rule::name_empty, app::aegis, "takes the issuer and its colon for the name"},
    {rule::name_empty, app::two_fas, "takes the issuer for the name"},
    {rule::name_empty, app::google_authenticator, "shows the issuer and its colon as the name"},
    {rule::name_empty, app::stratum, "shows no name"},
    {rule::name_empty, app::authenticator_pro, "shows no name"},
    {rule::name_spaces, app::google_authenticator, "drops spaces around the name"},
    {rule::name_spaces, app::freeotp, "shows the spaces after the colon"},
    {rule::name_spaces, app::freeotp_plus, "shows the spaces after the colon"},
    {rule::name_spaces, app::aegis, "shows the spaces after the colon"},
    {rule::name_spaces, app::two_fas, "drops the spaces within a label without a colon"},
    {rule::name_spaces, app::stratum, "drops spaces around the names"},
    {rule::name_spaces, app::authenticator_pro, "drops spaces around the names"},
    {rule::name_spaces, app::apple, "does not say whether it shows them"},
    {rule::name_long, app::two_fas, "keeps 30 characters of the issuer and 50 of the name"},
    {rule::name_long, app::stratum, "keeps 32 characters of the issuer and 40 of the name",
     detail::stratum_older},
    {rule::name_long, app::authenticator_pro,
     "keeps 32 characters of the issuer and 40 of the name", detail::stratum_older},

    {rule::issuer_missing, app::two_fas,
     "shows the name as the service, without its spaces; \"Unknown\" where it has an '@'"},
    {rule::issuer_missing, app::stratum, "shows the name as the issuer"},
    {rule::issuer_missing, app::authenticator_pro, "shows the name as the issuer"},
    {rule::issuer_only_in_label, app::google_authenticator,
     "shows no issuer: the label is the name"},
    {rule::issuer_only_in_label, app::google_authenticator_ios,
     "shows no issuer: the label is the name"},
    {rule::issuer_only_in_label, app::two_fas, "drops the spaces of such an issuer"},
    {rule::issuer_only_in_parameter, app::google_authenticator, "shows it"},
    {rule::issuer_only_in_parameter, app::freeotp, "shows it"},
    {rule::issuer_only_in_parameter, app::two_fas, "drops the spaces of the name"},
    {rule::issuer_conflict, app::google_authenticator, "shows the parameter"},
    {rule::issuer_conflict, app::google_authenticator_ios, "shows the parameter"},
    {rule::issuer_conflict, app::freeotp, "shows the label's"},
    {rule::issuer_conflict, app::freeotp_plus, "shows the parameter"},
    {rule::issuer_conflict, app::aegis, "shows the label's"},
    {rule::issuer_conflict, app::two_fas, "shows the parameter"},
    {rule::issuer_conflict, app::stratum, "shows the label's"},
    {rule::issuer_conflict, app::authenticator_pro, "shows the label's"},
    {rule::issuer_conflict, app::apple,
     "fills in where the parameter is the site's domain; the label is the name to show"},
    {rule::issuer_plus, app::google_authenticator, "shows a space"},
    {rule::issuer_plus, app::google_authenticator_ios, "shows a space"},
    {rule::issuer_plus, app::freeotp, "shows a space where it takes the parameter"},
    {rule::issuer_plus, app::freeotp_plus, "shows a space"},
    {rule::issuer_plus, app::aegis, "shows a space where it takes the parameter"},
    {rule::issuer_plus, app::two_fas, "shows a space, also for %2B", detail::two_fas_link},
    {rule::issuer_plus, app::stratum, "shows a plus where it takes the parameter"},
    {rule::issuer_plus, app::authenticator_pro, "shows a plus where it takes the parameter"},
    {rule::issuer_not_a_domain, app::apple,
     "fills codes in by itself only where the issuer is the site's domain"},
    {rule::steam, app::freeotp,
     "shows Steam's symbols where the label's issuer is Steam, the most significant first: "
     "Steam does not take them",
     detail::freeotp_code},
    {rule::steam, app::freeotp_plus, "shows Steam's symbols where the issuer is Steam",
     "helloworld1/FreeOTPPlus bb59f9b, util/TokenCodeUtil.kt"},
    {rule::steam, app::aegis, "shows Steam's symbols for the type steam alone"},
    {rule::steam, app::two_fas, "shows Steam's symbols for the type steam alone",
     detail::two_fas_link},
    {rule::steam, app::stratum,
     "shows Steam's symbols where the issuer is Steam, or by steam or encoder=steam"},
    {rule::steam, app::authenticator_pro,
     "shows Steam's symbols where the issuer is Steam, or by a parameter steam"},
    {rule::steam, app::keepassxc, "shows Steam's symbols by encoder=steam"},

    {rule::secret_lookalike, app::google_authenticator, "refuses it",
     "google/google-authenticator-android 8509dca, util/Base32String.java"},
    {rule::secret_lookalike, app::freeotp, "refuses it", detail::freeotp_base32},
    {rule::secret_lookalike, app::two_fas, "leaves the character out: other codes",
     detail::two_fas_codes},
    {rule::secret_lookalike, app::keepassxc, "takes 0, 1 and 8 for O, L and B",
     detail::keepassxc_base32},
    {rule::secret_separators, app::freeotp, "refuses it", detail::freeotp_base32},
    {rule::secret_lower_case, app::freeotp, "reads it"},
    {rule::secret_short, app::freeotp, "calls it unsafe, and asks first"},

    {rule::algorithm_unknown, app::google_authenticator, "ignores it and shows codes of SHA1",
     detail::google_provider},
    {rule::algorithm_unknown, app::google_authenticator_ios, "refuses all but MD5",
     detail::ios_generator},
    {rule::algorithm_unknown, app::freeotp, "knows SHA224 and SHA384, refuses others"},
    {rule::algorithm_unknown, app::freeotp_plus, "knows SHA224, SHA384 and MD5, refuses others"},
    {rule::algorithm_unknown, app::aegis, "refuses it", detail::aegis_info},
    {rule::algorithm_unknown, app::two_fas, "knows SHA224 and SHA384; others silently become SHA1"},
    {rule::algorithm_unknown, app::stratum, "refuses it"},
    {rule::algorithm_unknown, app::authenticator_pro, "refuses it"},
    {rule::algorithm_unknown, app::keepassxc, "silently takes SHA1"},
    {rule::algorithm_spelling, app::google_authenticator, "ignores it and shows codes of SHA1",
     detail::google_provider},
    {rule::algorithm_spelling, app::google_authenticator_ios, "refuses all but the exact name",
     detail::ios_generator},
    {rule::algorithm_spelling, app::freeotp, "refuses a hyphen, reads any case"},
    {rule::algorithm_spelling, app::freeotp_plus, "refuses a hyphen, reads any case"},
    {rule::algorithm_spelling, app::aegis, "refuses a hyphen, reads any case", detail::aegis_info},
    {rule::algorithm_spelling, app::two_fas,
     "with a hyphen it silently becomes SHA1; reads any case"},
    {rule::algorithm_spelling, app::stratum, "refuses a hyphen, reads any case"},
    {rule::algorithm_spelling, app::authenticator_pro, "refuses a hyphen, reads any case"},
    {rule::algorithm_spelling, app::keepassxc,
     "with a hyphen it silently becomes SHA1; reads any case"},
    {rule::algorithm_not_sha1, app::google_authenticator, "ignores it and shows codes of SHA1",
     detail::google_provider},
    {rule::digits_out_of_range, app::google_authenticator, "ignores it and shows 6",
     detail::google_provider},
    {rule::digits_out_of_range, app::google_authenticator_ios, "refuses it", detail::ios_generator},
    {rule::digits_out_of_range, app::freeotp, "calls it unsafe, and asks first",
     detail::freeotp_code},
    {rule::digits_out_of_range, app::freeotp_plus, "refuses all but 5 to 8"},
    {rule::digits_out_of_range, app::aegis, "shows 1 to 10, refuses others", detail::aegis_info},
    {rule::digits_out_of_range, app::two_fas, "shows 5; no code for others", detail::two_fas_codes},
    {rule::digits_out_of_range, app::stratum, "refuses it"},
    {rule::digits_out_of_range, app::authenticator_pro, "refuses it"},
    {rule::digits_out_of_range, app::keepassxc, "shows 1 to 10, whichever is nearest"},
    {rule::digits_not_6, app::google_authenticator, "ignores it and shows 6",
     detail::google_provider},
    {rule::digits_not_6, app::google_authenticator_ios, "shows 7 and 8, refuses 9 and 10",
     detail::ios_generator},
    {rule::digits_not_6, app::freeotp, "shows 7 to 9, calls 10 unsafe and asks first",
     detail::freeotp_code},
    {rule::digits_not_6, app::freeotp_plus, "shows 7 and 8, refuses 9 and 10"},
    {rule::digits_not_6, app::two_fas, "shows 7 and 8; no code for 9 and 10",
     detail::two_fas_codes},
    {rule::digits_not_6, app::stratum, "refuses 9 and 10 for hotp", detail::stratum_older},
    {rule::digits_not_6, app::authenticator_pro, "refuses 9 and 10 for hotp",
     detail::stratum_older},
    {rule::period_short, app::google_authenticator, "ignores it: 30 s", detail::google_provider},
    {rule::period_short, app::freeotp, "refuses it"},
    {rule::period_not_30, app::google_authenticator, "ignores it: 30 s", detail::google_provider},
    {rule::period_long, app::google_authenticator_ios, "refuses it",
     "google/google-authenticator 2900ee3, mobile/ios/Classes/TOTPGenerator.m"},
    {rule::period_long, app::keepassxc, "takes at most 86,400 s"},
    {rule::type_hotp, app::google_authenticator,
     "counts up before it shows: its first code is that of the counter + 1",
     detail::google_provider},
    {rule::type_hotp, app::keepassxc, "reads it as totp: other codes"},
    {rule::type_hotp, app::apple, "takes totp alone"},
    {rule::counter_missing, app::google_authenticator, "takes 0"},
    {rule::counter_missing, app::google_authenticator_ios, "refuses it"},
    {rule::counter_missing, app::freeotp, "takes 0"},
    {rule::counter_missing, app::freeotp_plus, "takes 0"},
    {rule::counter_missing, app::aegis, "refuses it: hotp needs a counter"},
    {rule::counter_missing, app::two_fas, "takes 1"},
    {rule::counter_missing, app::stratum, "takes 0"},
    {rule::counter_missing, app::authenticator_pro, "takes 0"},
    {rule::counter_large, app::google_authenticator, "refuses it"},
    {rule::counter_large, app::two_fas, "takes 1"},
    {rule::counter_large, app::stratum, "refuses it"},
    {rule::counter_large, app::authenticator_pro, "refuses it"},
    {rule::image, app::freeotp, "shows it"},
    {rule::image, app::freeotp_plus, "shows it"},
    {rule::color, app::freeotp, "shows it; refuses what is not six hexadecimal digits"},
    {rule::unused_parameter, app::freeotp, "refuses a period below 5 of hotp as well"},
    {rule::unknown_parameter, app::freeotp, "reads image, color and lock beside the usual ones"},
};

/// What apps do where a URI breaks this rule: a part of the table.
[[nodiscard]] constexpr std::span<fact const> facts_of(rule what) noexcept
{
    std::size_t first = 0, last = 0;
    for (std::size_t i = 0; i != sizeof facts / sizeof facts[0]; ++i) {
        if (facts[i].rule < what) first = i + 1;
        if (facts[i].rule <= what) last = i + 1;
    }
    return std::span{facts}.subspan(first, last - first);
}

} // namespace otpp::provisioning

#endif
