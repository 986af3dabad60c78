// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PROVISIONING_DETAIL_APPS_HPP
#define OTPP_PROVISIONING_DETAIL_APPS_HPP
// How an app reads an otpauth URI: the words in which app_table.hpp says it, and its rows, which
// `as_read_by` follows: https://github.com/google/google-authenticator/wiki/Key-Uri-Format

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
#define OTPP_APP(name, title, ...) {.app = app::name, __VA_ARGS__},
#include <otpp/provisioning/app_table.hpp>
};

[[nodiscard]] constexpr app_reading const& reading_of(app which) noexcept
{
    return app_readings[static_cast<unsigned char>(which)];
}

} // namespace detail

} // namespace otpp::provisioning

#endif
