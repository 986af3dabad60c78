// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PROVISIONING_RULE_HPP
#define OTPP_PROVISIONING_RULE_HPP
// What a URI may have that apps read differently, or refuse: the rules that `lint` looks for.

#include <string_view>

namespace otpp::provisioning {

/// How bad it is when a URI breaks a rule.
enum class severity : unsigned char {
    note,    ///< it shows, or may surprise
    warning, ///< some app shows other codes or another issuer
    error,   ///< some app refuses it, or none of them can be right
};

[[nodiscard]] constexpr std::string_view to_string(severity how) noexcept
{
    constexpr std::string_view names[]{"note", "warning", "error"};
    return names[static_cast<unsigned char>(how)];
}

enum class rule : unsigned char {
    // the whole
    unreadable,
    upper_case,
    unescaped_character,
    fragment,
    decoded_twice,
    parameter_doubled,
    // the label
    label_empty,
    label_of_one_character,
    label_slash,
    label_colon,
    second_colon,
    name_empty,
    name_spaces,
    name_long,
    invalid_utf8,
    // the issuer
    issuer_missing,
    issuer_only_in_label,
    issuer_only_in_parameter,
    issuer_conflict,
    issuer_plus,
    issuer_not_a_domain,
    steam,
    // the secret
    secret_missing,
    secret_lookalike,
    secret_separators,
    secret_lower_case,
    secret_trailing_bits,
    secret_short,
    // the parameters
    algorithm_unknown,
    algorithm_spelling,
    algorithm_not_sha1,
    digits_out_of_range,
    digits_not_6,
    period_short,
    period_not_30,
    period_long,
    type_hotp,
    counter_missing,
    counter_large,
    image,
    color,
    unused_parameter,
    unknown_parameter,
};

inline constexpr unsigned char rule_count = static_cast<unsigned char>(rule::unknown_parameter) + 1;

namespace detail {

struct rule_text {
    std::string_view name;
    severity how;
    std::string_view parameter;
    std::string_view message; // what is there
    std::string_view mend;    // what to write instead
};

inline constexpr rule_text rule_texts[]{
    {"unreadable", severity::error, "uri", "it is no otpauth URI that can be right",
     "write it with build_uri"},
    {"upper_case", severity::error, "type", "the scheme or the type is not in lower case",
     "otpauth://totp/ or otpauth://hotp/"},
    {"unescaped_character", severity::warning, "uri",
     "a space or a byte beyond ASCII is not escaped", "%20 for a space; escape the others too"},
    {"fragment", severity::warning, "uri", "there is a '#' that is not escaped",
     "%23, or better no '#' in a name"},
    {"decoded_twice", severity::warning, "uri",
     "an escaped %, &, =, #, ? or + comes apart in apps that decode the whole URI first",
     "do without these characters in names"},
    {"parameter_doubled", severity::error, "uri", "a parameter stands twice",
     "each parameter once"},

    {"label_empty", severity::error, "label", "the label is empty", "Issuer:account"},
    {"label_of_one_character", severity::warning, "label", "the label is a single character",
     "Issuer:account"},
    {"label_slash", severity::warning, "label", "the label's second character is a '/'",
     "do without '/' in names"},
    {"label_colon", severity::error, "label", "the label begins with a colon", "Issuer:account"},
    {"second_colon", severity::error, "label", "there is a second colon in the label",
     "one colon, between issuer and account"},
    {"name_empty", severity::error, "label", "the label names no account", "Issuer:account"},
    {"name_spaces", severity::note, "label",
     "spaces stand around a name, or in a label without an issuer",
     "Issuer:account, without spaces around either"},
    {"name_long", severity::note, "label",
     "the issuer has more than 30 characters, or the name more than 40", "shorter names"},
    {"invalid_utf8", severity::warning, "label", "the name or the issuer is not UTF-8",
     "names in UTF-8"},

    {"issuer_missing", severity::note, "issuer", "no issuer is named",
     "the issuer before the colon and as issuer=, both alike"},
    {"issuer_only_in_label", severity::warning, "issuer", "the issuer is in the label alone",
     "issuer= as well, the same text"},
    {"issuer_only_in_parameter", severity::note, "issuer", "the issuer is in issuer= alone",
     "the issuer before the colon as well, the same text"},
    {"issuer_conflict", severity::warning, "issuer",
     "the label and the issuer parameter name two issuers",
     "one issuer, the same text in both places"},
    {"issuer_plus", severity::warning, "issuer", "there is a '+' in the issuer parameter",
     "%20 where a space is meant; %2B shows as '+' in all but 2FAS"},
    {"issuer_not_a_domain", severity::note, "issuer", "the issuer is no domain",
     "profile apple: the site's domain as issuer=, the name to show before the colon"},
    {"steam", severity::warning, "issuer",
     "the account is Steam's by its issuer, or asks for Steam's symbols",
     "no issuer named Steam unless Steam's five symbols are meant"},

    {"secret_missing", severity::error, "secret", "there is no secret", "secret= in base32"},
    {"secret_lookalike", severity::error, "secret", "0, 1, 8 and 9 are not in base32",
     "the letters that were meant: O, I or L, B; or the key from its source again"},
    {"secret_separators", severity::error, "secret",
     "there are spaces, hyphens or padding in the secret", "base32 without any of them"},
    {"secret_lower_case", severity::note, "secret", "the secret is in lower case",
     "upper-case base32"},
    {"secret_trailing_bits", severity::note, "secret",
     "the secret's last character has bits that belong to no byte",
     "encode the key again: its last character becomes another"},
    {"secret_short", severity::warning, "secret",
     "the key is shorter than 16 bytes (RFC 4226, section 4)", "20 random bytes"},

    {"algorithm_unknown", severity::error, "algorithm", "the algorithm is none of the three",
     "SHA1, which needs no parameter"},
    {"algorithm_spelling", severity::error, "algorithm",
     "the algorithm is not spelled SHA1, SHA256 or SHA512", "SHA1, SHA256 or SHA512"},
    {"algorithm_not_sha1", severity::warning, "algorithm", "the algorithm is not SHA1",
     "SHA1, unless every user's app is known to honour another"},
    {"digits_out_of_range", severity::error, "digits", "digits are not 6 to 10", "6 digits"},
    {"digits_not_6", severity::warning, "digits", "the codes have not 6 digits",
     "6 digits, unless every user's app is known to honour others"},
    {"period_short", severity::error, "period", "the period is shorter than 5 seconds",
     "30 seconds"},
    {"period_not_30", severity::warning, "period", "the period is not 30 seconds",
     "30 seconds, unless every user's app is known to honour others"},
    {"period_long", severity::error, "period", "the period is longer than 300 seconds",
     "30 seconds"},
    {"hotp", severity::warning, "type", "the codes go by a counter",
     "totp, unless the device has no clock"},
    {"counter_missing", severity::error, "counter", "hotp has no counter", "counter=0"},
    {"counter_large", severity::error, "counter", "the counter is over 2^31-1",
     "begin again with a new secret and counter=0"},
    {"image", severity::note, "image", "a picture is named", "nothing: most apps ignore it"},
    {"color", severity::note, "color", "a colour is named", "six hexadecimal digits, without '#'"},
    {"unused_parameter", severity::note, "uri", "a parameter that this type does not use",
     "no counter for totp, no period for hotp"},
    {"unknown_parameter", severity::note, "uri", "a parameter is not among the known ones",
     "nothing: apps ignore it"},
};
static_assert(sizeof rule_texts / sizeof rule_texts[0] == rule_count);

[[nodiscard]] constexpr rule_text const& text_of(rule what) noexcept
{
    return rule_texts[static_cast<unsigned char>(what)];
}

} // namespace detail

/// Its name: "second_colon".
[[nodiscard]] constexpr std::string_view to_string(rule what) noexcept
{
    return detail::text_of(what).name;
}

[[nodiscard]] constexpr severity severity_of(rule what) noexcept
{
    return detail::text_of(what).how;
}

/// The part of the URI that it is about: "label", "issuer", "secret", …, or "uri".
[[nodiscard]] constexpr std::string_view parameter_of(rule what) noexcept
{
    return detail::text_of(what).parameter;
}

/// What was found, in words. It never quotes the URI.
[[nodiscard]] constexpr std::string_view message(rule what) noexcept
{
    return detail::text_of(what).message;
}

/// What to write instead.
[[nodiscard]] constexpr std::string_view mend(rule what) noexcept
{
    return detail::text_of(what).mend;
}

} // namespace otpp::provisioning

#endif
