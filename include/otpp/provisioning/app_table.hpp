// SPDX-License-Identifier: BSL-1.0
// The table of apps and nothing else: how each reads an otpauth URI, and what it does where a URI breaks
// a rule, by its public source: https://github.com/ and the repository, its commit and the file.
// OTPP_APP(name, title, how it reads: the members of detail::app_reading); OTPP_APP_SOURCE(name, a source
// of several facts); OTPP_APP_FACT(rule, app, what it does, its source if it is not the app's usual
// one), by rule; OTPP_APPS_READ(when the sources were read). app.hpp, detail/apps.hpp and facts.hpp are
// made from it, and docs/reference/apps.md by tools/apps_page.cpp. An includer defines the macros it needs.

#ifndef OTPP_APP
#define OTPP_APP(name, title, ...)
#endif
#ifndef OTPP_APP_SOURCE
#define OTPP_APP_SOURCE(name, source)
#endif
#ifndef OTPP_APP_FACT
#define OTPP_APP_FACT(broken, which, ...)
#endif
#ifndef OTPP_APPS_READ
#define OTPP_APPS_READ(date)
#endif

OTPP_APPS_READ("2026-11-24")

// for Android, version 5
OTPP_APP(google_authenticator, "Google Authenticator (Android)",
         .source = "google/google-authenticator-android 8509dca, AuthenticatorActivity.java",
         .label = label_split::without_issuer, .plus_is_space = true, .empty_label = false,
         .trims = true, .any_length = true, .algorithm = algorithm_names::ignored,
         .digits = {6, 6, beyond::ignored}, .period = {30, 30, beyond::ignored}, .first_shown = 1)
// its public source, from which others descend
OTPP_APP(google_authenticator_ios, "Google Authenticator (iOS lineage)",
         .source = "google/google-authenticator 2900ee3, mobile/ios/Classes/OTPAuthURL.m",
         .label = label_split::whole, .plus_is_space = true, .empty_label = false,
         .algorithm = algorithm_names::exact, .more_algorithms = "MD5",
         .digits = {6, 8, beyond::refused}, .period = {1, 300, beyond::refused},
         .counter_missing = -1, .counter_max = INT64_MAX)
// for Android, version 2
OTPP_APP(freeotp, "FreeOTP", .source = "freeotp/freeotp-android 017678c, Token.java",
         .issuer = issuer_from::label_else_parameter, .label = label_split::one_colon_or_none,
         .plus_is_space = true, .any_case = true, .empty_label = false, .checks_color = true,
         .secret = secret_symbols::alone, .any_length = true, .safe_key = 16,
         .more_algorithms = "SHA224 SHA384", .digits = {6, 9, beyond::unsafe},
         .period = {5, int32_max, beyond::refused}, .counter_max = INT64_MAX, .steam_label = true,
         .steam_reversed = true)
OTPP_APP(freeotp_plus, "FreeOTP+", .source = "helloworld1/FreeOTPPlus 1632654, OtpTokenFactory.kt",
         .issuer = issuer_from::parameter_else_label, .plus_is_space = true, .empty_label = false,
         .strips_slashes = true, .any_length = true, .more_algorithms = "SHA224 SHA384 MD5",
         .digits = {5, 8, beyond::refused}, .counter_max = INT64_MAX, .steam_issuer = true)
OTPP_APP(aegis, "Aegis", .source = "beemdevelopment/Aegis 4e00191, GoogleAuthInfo.java",
         .issuer = issuer_from::label_else_parameter, .label = label_split::one_colon,
         .plus_is_space = true, .counter_missing = -1, .counter_max = INT64_MAX, .steam_type = true)
// for Android
OTPP_APP(two_fas, "2FAS", .source = "twofas/2fas-android 2c2d02f, ServiceParser.kt",
         .issuer = issuer_from::parameter_else_label, .label = label_split::spaceless,
         .decodes = decoding::whole_and_parts, .plus_is_space = true, .any_case = true,
         .any_case_scheme = true, .issuer_cut = 30, .name_cut = 50,
         .secret = secret_symbols::others_drop, .any_length = true,
         .algorithm = algorithm_names::sha1_else, .more_algorithms = "SHA224 SHA384",
         .digits = {5, 8, beyond::without_code}, .bad_number_is_default = true,
         .counter_missing = 1, .steam_type = true)
OTPP_APP(stratum, "Stratum", .source = "stratumauth/app 3cd3383, Stratum.Core/src/UriParser.cs",
         .issuer = issuer_from::label_else_parameter, .trims = true, .label_is_issuer = true,
         .issuer_cut = 32, .name_cut = 40, .digits = {6, 10, beyond::refused}, .steam_issuer = true,
         .steam_parameter = true)
// Stratum before it took that name
OTPP_APP(authenticator_pro, "Authenticator Pro (Stratum's older releases)",
         .source = "jamie-mh/AuthenticatorPro e26a594, Stratum.Core/src/UriParser.cs",
         .issuer = issuer_from::label_else_parameter, .decodes = decoding::whole, .trims = true,
         .label_is_issuer = true, .issuer_cut = 32, .name_cut = 40,
         .digits = {6, 10, beyond::refused}, .steam_issuer = true)
OTPP_APP(keepassxc, "KeePassXC", .source = "keepassxreboot/keepassxc 17606d9, src/core/Totp.cpp",
         .label = label_split::ignored, .any_case = true, .any_case_scheme = true,
         .secret = secret_symbols::lookalikes, .algorithm = algorithm_names::sha1_else,
         .digits = {1, 10, beyond::clamped}, .period = {1, 86400, beyond::clamped},
         .hotp = hotp_as::totp, .steam_parameter = true)
// Passwords, by its documentation: the source is closed
OTPP_APP(apple, "Apple Passwords",
         .source = "developer.apple.com, Securing Logins with iCloud Keychain Verification Codes",
         .issuer = issuer_from::parameter_else_label, .algorithm = algorithm_names::unsaid,
         .hotp = hotp_as::refused)

OTPP_APP_SOURCE(google_provider,
                "google/google-authenticator-android 8509dca, otp/OtpProvider.java")
OTPP_APP_SOURCE(ios_generator,
                "google/google-authenticator 2900ee3, mobile/ios/Classes/OTPGenerator.m")
OTPP_APP_SOURCE(freeotp_code, "freeotp/freeotp-android 255c05a, Code.java")
OTPP_APP_SOURCE(freeotp_base32, "freeotp/freeotp-android 8dfb8f8, utils/Base32.java")
OTPP_APP_SOURCE(aegis_info, "beemdevelopment/Aegis 066a744, otp/OtpInfo.java")
OTPP_APP_SOURCE(two_fas_link, "twofas/2fas-android d05a621, otp/OtpLinkParser.kt")
OTPP_APP_SOURCE(two_fas_codes, "twofas/2fas-android, otp/OtpAuthenticator.kt")
OTPP_APP_SOURCE(keepassxc_base32, "keepassxreboot/keepassxc 1153b10, src/core/Base32.cpp")
OTPP_APP_SOURCE(stratum_older, "jamie-mh/AuthenticatorPro, AuthenticatorPro/Data/Authenticator.cs")

OTPP_APP_FACT(upper_case, google_authenticator, "refuses it")
OTPP_APP_FACT(upper_case, google_authenticator_ios, "refuses it")
OTPP_APP_FACT(upper_case, freeotp, "refuses the scheme, reads the type in any case")
OTPP_APP_FACT(upper_case, freeotp_plus, "refuses it")
OTPP_APP_FACT(upper_case, aegis, "refuses it")
OTPP_APP_FACT(upper_case, stratum, "refuses it")
OTPP_APP_FACT(upper_case, authenticator_pro, "refuses it")
OTPP_APP_FACT(upper_case, apple, "asks for the type in lower case")
OTPP_APP_FACT(fragment, two_fas, "makes a hyphen of it and reads on", detail::two_fas_link)
OTPP_APP_FACT(fragment, stratum, "takes it and what follows for part of the last value")
OTPP_APP_FACT(fragment, authenticator_pro, "takes it and what follows for part of the last value")
OTPP_APP_FACT(
    decoded_twice, two_fas,
    "decodes the whole URI before it cuts it, and each part again: a name may end early, lose "
    "characters or show others",
    detail::two_fas_link)
OTPP_APP_FACT(decoded_twice, authenticator_pro,
              "decodes the whole URI before it cuts it: a name may end early")

OTPP_APP_FACT(label_empty, google_authenticator, "refuses it")
OTPP_APP_FACT(label_empty, google_authenticator_ios, "refuses it")
OTPP_APP_FACT(label_empty, freeotp, "refuses it")
OTPP_APP_FACT(label_empty, freeotp_plus, "refuses it")
OTPP_APP_FACT(label_of_one_character, freeotp_plus, "refuses it: it reads one character on")
OTPP_APP_FACT(label_slash, freeotp_plus, "drops the first one, and every slash behind it")
OTPP_APP_FACT(label_colon, google_authenticator, "shows the colon in the name")
OTPP_APP_FACT(label_colon, google_authenticator_ios, "shows the colon in the name")
OTPP_APP_FACT(label_colon, freeotp, "refuses it")
OTPP_APP_FACT(label_colon, aegis, "shows no issuer, whatever the parameter is")
OTPP_APP_FACT(label_colon, stratum, "takes the name for the issuer")
OTPP_APP_FACT(label_colon, authenticator_pro, "takes the name for the issuer")
OTPP_APP_FACT(second_colon, google_authenticator, "shows the colons in the name")
OTPP_APP_FACT(second_colon, google_authenticator_ios, "shows the colons in the name")
OTPP_APP_FACT(second_colon, freeotp, "refuses it: a label is at most issuer:account")
OTPP_APP_FACT(second_colon, freeotp_plus, "splits at the first, also one that is escaped")
OTPP_APP_FACT(second_colon, aegis, "loses the issuer: the whole label is the name")
OTPP_APP_FACT(second_colon, two_fas, "takes the whole label for the name, without its spaces")
OTPP_APP_FACT(second_colon, stratum, "splits at the first, also one that is escaped")
OTPP_APP_FACT(second_colon, authenticator_pro, "splits at the first, also one that is escaped")
OTPP_APP_FACT(second_colon, apple, "asks for service:user, with one colon")
OTPP_APP_FACT(name_empty, freeotp, "refuses it")
OTPP_APP_FACT(name_empty, freeotp_plus, "shows no name")
OTPP_APP_FACT(name_empty, aegis, "takes the issuer and its colon for the name")
OTPP_APP_FACT(name_empty, two_fas, "takes the issuer for the name")
OTPP_APP_FACT(name_empty, google_authenticator, "shows the issuer and its colon as the name")
OTPP_APP_FACT(name_empty, stratum, "shows no name")
OTPP_APP_FACT(name_empty, authenticator_pro, "shows no name")
OTPP_APP_FACT(name_spaces, google_authenticator, "drops spaces around the name")
OTPP_APP_FACT(name_spaces, freeotp, "shows the spaces after the colon")
OTPP_APP_FACT(name_spaces, freeotp_plus, "shows the spaces after the colon")
OTPP_APP_FACT(name_spaces, aegis, "shows the spaces after the colon")
OTPP_APP_FACT(name_spaces, two_fas, "drops the spaces within a label without a colon")
OTPP_APP_FACT(name_spaces, stratum, "drops spaces around the names")
OTPP_APP_FACT(name_spaces, authenticator_pro, "drops spaces around the names")
OTPP_APP_FACT(name_spaces, apple, "does not say whether it shows them")
OTPP_APP_FACT(name_long, two_fas, "keeps 30 characters of the issuer and 50 of the name")
OTPP_APP_FACT(name_long, stratum, "keeps 32 characters of the issuer and 40 of the name",
              detail::stratum_older)
OTPP_APP_FACT(name_long, authenticator_pro, "keeps 32 characters of the issuer and 40 of the name",
              detail::stratum_older)

OTPP_APP_FACT(issuer_missing, two_fas,
              "shows the name as the service, without its spaces; \"Unknown\" where it has an '@'")
OTPP_APP_FACT(issuer_missing, stratum, "shows the name as the issuer")
OTPP_APP_FACT(issuer_missing, authenticator_pro, "shows the name as the issuer")
OTPP_APP_FACT(issuer_only_in_label, google_authenticator, "shows no issuer: the label is the name")
OTPP_APP_FACT(issuer_only_in_label, google_authenticator_ios,
              "shows no issuer: the label is the name")
OTPP_APP_FACT(issuer_only_in_label, two_fas, "drops the spaces of such an issuer")
OTPP_APP_FACT(issuer_only_in_parameter, google_authenticator, "shows it")
OTPP_APP_FACT(issuer_only_in_parameter, freeotp, "shows it")
OTPP_APP_FACT(issuer_only_in_parameter, two_fas, "drops the spaces of the name")
OTPP_APP_FACT(issuer_conflict, google_authenticator, "shows the parameter")
OTPP_APP_FACT(issuer_conflict, google_authenticator_ios, "shows the parameter")
OTPP_APP_FACT(issuer_conflict, freeotp, "shows the label's")
OTPP_APP_FACT(issuer_conflict, freeotp_plus, "shows the parameter")
OTPP_APP_FACT(issuer_conflict, aegis, "shows the label's")
OTPP_APP_FACT(issuer_conflict, two_fas, "shows the parameter")
OTPP_APP_FACT(issuer_conflict, stratum, "shows the label's")
OTPP_APP_FACT(issuer_conflict, authenticator_pro, "shows the label's")
OTPP_APP_FACT(issuer_conflict, apple,
              "fills in where the parameter is the site's domain; the label is the name to show")
OTPP_APP_FACT(issuer_plus, google_authenticator, "shows a space")
OTPP_APP_FACT(issuer_plus, google_authenticator_ios, "shows a space")
OTPP_APP_FACT(issuer_plus, freeotp, "shows a space where it takes the parameter")
OTPP_APP_FACT(issuer_plus, freeotp_plus, "shows a space")
OTPP_APP_FACT(issuer_plus, aegis, "shows a space where it takes the parameter")
OTPP_APP_FACT(issuer_plus, two_fas, "shows a space, also for %2B", detail::two_fas_link)
OTPP_APP_FACT(issuer_plus, stratum, "shows a plus where it takes the parameter")
OTPP_APP_FACT(issuer_plus, authenticator_pro, "shows a plus where it takes the parameter")
OTPP_APP_FACT(issuer_not_a_domain, apple,
              "fills codes in by itself only where the issuer is the site's domain")
OTPP_APP_FACT(
    steam, freeotp,
    "shows Steam's symbols where the label's issuer is Steam, the most significant first: "
    "Steam does not take them",
    detail::freeotp_code)
OTPP_APP_FACT(steam, freeotp_plus, "shows Steam's symbols where the issuer is Steam",
              "helloworld1/FreeOTPPlus bb59f9b, util/TokenCodeUtil.kt")
OTPP_APP_FACT(steam, aegis, "shows Steam's symbols for the type steam alone")
OTPP_APP_FACT(steam, two_fas, "shows Steam's symbols for the type steam alone",
              detail::two_fas_link)
OTPP_APP_FACT(steam, stratum,
              "shows Steam's symbols where the issuer is Steam, or by steam or encoder=steam")
OTPP_APP_FACT(steam, authenticator_pro,
              "shows Steam's symbols where the issuer is Steam, or by a parameter steam")
OTPP_APP_FACT(steam, keepassxc, "shows Steam's symbols by encoder=steam")

OTPP_APP_FACT(secret_lookalike, google_authenticator, "refuses it",
              "google/google-authenticator-android 8509dca, util/Base32String.java")
OTPP_APP_FACT(secret_lookalike, freeotp, "refuses it", detail::freeotp_base32)
OTPP_APP_FACT(secret_lookalike, two_fas, "leaves the character out: other codes",
              detail::two_fas_codes)
OTPP_APP_FACT(secret_lookalike, keepassxc, "takes 0, 1 and 8 for O, L and B",
              detail::keepassxc_base32)
OTPP_APP_FACT(secret_separators, freeotp, "refuses it", detail::freeotp_base32)
OTPP_APP_FACT(secret_lower_case, freeotp, "reads it")
OTPP_APP_FACT(secret_short, freeotp, "calls it unsafe, and asks first")

OTPP_APP_FACT(algorithm_unknown, google_authenticator, "ignores it and shows codes of SHA1",
              detail::google_provider)
OTPP_APP_FACT(algorithm_unknown, google_authenticator_ios, "refuses all but MD5",
              detail::ios_generator)
OTPP_APP_FACT(algorithm_unknown, freeotp, "knows SHA224 and SHA384, refuses others")
OTPP_APP_FACT(algorithm_unknown, freeotp_plus, "knows SHA224, SHA384 and MD5, refuses others")
OTPP_APP_FACT(algorithm_unknown, aegis, "refuses it", detail::aegis_info)
OTPP_APP_FACT(algorithm_unknown, two_fas, "knows SHA224 and SHA384; others silently become SHA1")
OTPP_APP_FACT(algorithm_unknown, stratum, "refuses it")
OTPP_APP_FACT(algorithm_unknown, authenticator_pro, "refuses it")
OTPP_APP_FACT(algorithm_unknown, keepassxc, "silently takes SHA1")
OTPP_APP_FACT(algorithm_spelling, google_authenticator, "ignores it and shows codes of SHA1",
              detail::google_provider)
OTPP_APP_FACT(algorithm_spelling, google_authenticator_ios, "refuses all but the exact name",
              detail::ios_generator)
OTPP_APP_FACT(algorithm_spelling, freeotp, "refuses a hyphen, reads any case")
OTPP_APP_FACT(algorithm_spelling, freeotp_plus, "refuses a hyphen, reads any case")
OTPP_APP_FACT(algorithm_spelling, aegis, "refuses a hyphen, reads any case", detail::aegis_info)
OTPP_APP_FACT(algorithm_spelling, two_fas, "with a hyphen it silently becomes SHA1; reads any case")
OTPP_APP_FACT(algorithm_spelling, stratum, "refuses a hyphen, reads any case")
OTPP_APP_FACT(algorithm_spelling, authenticator_pro, "refuses a hyphen, reads any case")
OTPP_APP_FACT(algorithm_spelling, keepassxc,
              "with a hyphen it silently becomes SHA1; reads any case")
OTPP_APP_FACT(algorithm_not_sha1, google_authenticator, "ignores it and shows codes of SHA1",
              detail::google_provider)
OTPP_APP_FACT(digits_out_of_range, google_authenticator, "ignores it and shows 6",
              detail::google_provider)
OTPP_APP_FACT(digits_out_of_range, google_authenticator_ios, "refuses it", detail::ios_generator)
OTPP_APP_FACT(digits_out_of_range, freeotp, "calls it unsafe, and asks first", detail::freeotp_code)
OTPP_APP_FACT(digits_out_of_range, freeotp_plus, "refuses all but 5 to 8")
OTPP_APP_FACT(digits_out_of_range, aegis, "shows 1 to 10, refuses others", detail::aegis_info)
OTPP_APP_FACT(digits_out_of_range, two_fas, "shows 5; no code for others", detail::two_fas_codes)
OTPP_APP_FACT(digits_out_of_range, stratum, "refuses it")
OTPP_APP_FACT(digits_out_of_range, authenticator_pro, "refuses it")
OTPP_APP_FACT(digits_out_of_range, keepassxc, "shows 1 to 10, whichever is nearest")
OTPP_APP_FACT(digits_not_6, google_authenticator, "ignores it and shows 6", detail::google_provider)
OTPP_APP_FACT(digits_not_6, google_authenticator_ios, "shows 7 and 8, refuses 9 and 10",
              detail::ios_generator)
OTPP_APP_FACT(digits_not_6, freeotp, "shows 7 to 9, calls 10 unsafe and asks first",
              detail::freeotp_code)
OTPP_APP_FACT(digits_not_6, freeotp_plus, "shows 7 and 8, refuses 9 and 10")
OTPP_APP_FACT(digits_not_6, two_fas, "shows 7 and 8; no code for 9 and 10", detail::two_fas_codes)
OTPP_APP_FACT(digits_not_6, stratum, "refuses 9 and 10 for hotp", detail::stratum_older)
OTPP_APP_FACT(digits_not_6, authenticator_pro, "refuses 9 and 10 for hotp", detail::stratum_older)
OTPP_APP_FACT(period_short, google_authenticator, "ignores it: 30 s", detail::google_provider)
OTPP_APP_FACT(period_short, freeotp, "refuses it")
OTPP_APP_FACT(period_not_30, google_authenticator, "ignores it: 30 s", detail::google_provider)
OTPP_APP_FACT(period_long, google_authenticator_ios, "refuses it",
              "google/google-authenticator 2900ee3, mobile/ios/Classes/TOTPGenerator.m")
OTPP_APP_FACT(period_long, keepassxc, "takes at most 86,400 s")
OTPP_APP_FACT(type_hotp, google_authenticator,
              "counts up before it shows: its first code is that of the counter + 1",
              detail::google_provider)
OTPP_APP_FACT(type_hotp, keepassxc, "reads it as totp: other codes")
OTPP_APP_FACT(type_hotp, apple, "takes totp alone")
OTPP_APP_FACT(counter_missing, google_authenticator, "takes 0")
OTPP_APP_FACT(counter_missing, google_authenticator_ios, "refuses it")
OTPP_APP_FACT(counter_missing, freeotp, "takes 0")
OTPP_APP_FACT(counter_missing, freeotp_plus, "takes 0")
OTPP_APP_FACT(counter_missing, aegis, "refuses it: hotp needs a counter")
OTPP_APP_FACT(counter_missing, two_fas, "takes 1")
OTPP_APP_FACT(counter_missing, stratum, "takes 0")
OTPP_APP_FACT(counter_missing, authenticator_pro, "takes 0")
OTPP_APP_FACT(counter_large, google_authenticator, "refuses it")
OTPP_APP_FACT(counter_large, two_fas, "takes 1")
OTPP_APP_FACT(counter_large, stratum, "refuses it")
OTPP_APP_FACT(counter_large, authenticator_pro, "refuses it")
OTPP_APP_FACT(image, freeotp, "shows it")
OTPP_APP_FACT(image, freeotp_plus, "shows it")
OTPP_APP_FACT(color, freeotp, "shows it; refuses what is not six hexadecimal digits")
OTPP_APP_FACT(unused_parameter, freeotp, "refuses a period below 5 of hotp as well")
OTPP_APP_FACT(unknown_parameter, freeotp, "reads image, color and lock beside the usual ones")

#undef OTPP_APP
#undef OTPP_APP_SOURCE
#undef OTPP_APP_FACT
#undef OTPP_APPS_READ
