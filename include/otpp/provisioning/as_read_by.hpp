// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PROVISIONING_AS_READ_BY_HPP
#define OTPP_PROVISIONING_AS_READ_BY_HPP
// Reads a URI as an app does, by the table of apps.hpp, and not as otpp does:
// https://github.com/google/google-authenticator/wiki/Key-Uri-Format

#include <otpp/account.hpp>
#include <otpp/algorithm.hpp>
#include <otpp/base32.hpp>
#include <otpp/detail/inline_text.hpp>
#include <otpp/detail/text.hpp>
#include <otpp/provisioning/app.hpp>
#include <otpp/provisioning/detail/apps.hpp>
#include <otpp/provisioning/detail/label.hpp>
#include <otpp/provisioning/detail/pieces.hpp>
#include <otpp/provisioning/reading.hpp>
#include <otpp/provisioning/rule.hpp>
#include <otpp/result.hpp>
#include <otpp/secret.hpp>
#include <otpp/uri.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace otpp::provisioning {

namespace detail {

class app_reader {
public:
    constexpr explicit app_reader(provisioning::app which) noexcept : app_{reading_of(which)} {}

    [[nodiscard]] constexpr reading read(std::string_view uri) noexcept
    {
        reading made{app_.app};
        if (auto const why = read_into(made, uri)) {
            made = reading{app_.app};
            made.outcome_ = outcome::refused;
            made.why_ = *why;
        }
        return made;
    }

private:
    using refusal = std::optional<rule>;
    using text = otpp::detail::inline_text<max_uri_size>;

    [[nodiscard]] constexpr refusal read_into(reading& made, std::string_view uri) noexcept
    {
        if (uri.size() > max_uri_size) return rule::unreadable;
        text decoded;
        if (app_.decodes != decoding::parts) {
            decode_like_an_app(decoded, uri, false);
            uri = decoded.view();
        }
        text without_hash;
        if (app_.decodes == decoding::whole_and_parts) {
            for (char const c : uri) (void)without_hash.append(c == '#' ? '-' : c);
            uri = without_hash.view();
        }
        using hash = uri_pieces::at_hash;
        uri_pieces const pieces{uri, app_.label_is_issuer ? hash::goes_on : hash::ends};
        if (auto const why = read_scheme_and_type(made, pieces)) return why;
        if (auto const why = read_names(made, pieces)) return why;
        if (auto const why = read_secret(made, pieces)) return why;
        if (auto const why = read_algorithm(made, pieces)) return why;
        if (auto const why = read_digits(made, pieces)) return why;
        if (auto const why = read_moving_factor(made, pieces)) return why;
        return app_.checks_color ? check_color(pieces) : std::nullopt;
    }

    // ---- the scheme and the type

    [[nodiscard]] constexpr refusal read_scheme_and_type(reading& made,
                                                         uri_pieces const& pieces) noexcept
    {
        if (!pieces.is_otpauth(true)) return rule::unreadable;
        if (!pieces.is_otpauth(app_.any_case_scheme)) return rule::upper_case;
        auto const type = pieces.type().text;
        auto const is = [&](std::string_view name) {
            return app_.any_case ? equal_in_any_case(type, name) : type == name;
        };
        if (app_.steam_type && is("steam")) {
            steam_ = true;
            return std::nullopt;
        }
        if (app_.hotp == hotp_as::totp || is("totp")) return std::nullopt;
        if (is("hotp")) {
            if (app_.hotp == hotp_as::refused) return rule::type_hotp;
            made.type_ = otp_type::hotp;
            return std::nullopt;
        }
        bool const known = equal_in_any_case(type, "totp") || equal_in_any_case(type, "hotp");
        return known ? rule::upper_case : rule::unreadable;
    }

    [[nodiscard]] constexpr refusal read_names(reading& made, uri_pieces const& pieces) noexcept
    {
        text label, parameter;
        decode_part(label, pieces.label().text, false);
        auto const given = pieces.value("issuer");
        if (given) decode_part(parameter, given->text, app_.plus_is_space);
        label_reader names{app_, label.view(), parameter.view(), given.has_value()};
        if (auto const why = names.read()) return why;
        steam_ = steam_ || names.is_steam();
        steam_in_label_ = names.label_issuer() == "Steam";
        (void)made.texts_.append(names.issuer());
        made.issuer_size_ = made.texts_.size();
        (void)made.texts_.append(names.name());
        return std::nullopt;
    }

    // ---- the key

    [[nodiscard]] constexpr refusal read_secret(reading& made, uri_pieces const& pieces) noexcept
    {
        auto const given = pieces.value("secret");
        if (!given) return rule::secret_missing;
        text spelled, kept;
        decode_part(spelled, given->text, app_.plus_is_space);
        std::size_t symbols = 0;
        for (char c : spelled.view()) {
            bool const lookalike = c == '0' || c == '1' || c == '8';
            if (lookalike && app_.secret == secret_symbols::lookalikes)
                c = c == '0' ? 'O' : c == '1' ? 'L' : 'B';
            char const small = to_lower(c);
            bool const symbol = (small >= 'a' && small <= 'z') || (c >= '2' && c <= '7');
            if (!symbol && app_.secret == secret_symbols::alone)
                return lookalike || c == '9' ? rule::secret_lookalike : rule::secret_separators;
            bool const drops = app_.secret == secret_symbols::others_drop ||
                               app_.secret == secret_symbols::lookalikes ||
                               (app_.any_length && (c == ' ' || c == '-'));
            if (!symbol && drops) continue;
            symbols += symbol;
            (void)kept.append(c);
        }
        auto key = kept.view();
        while (app_.any_length && !key.empty() && key.back() == '=') key.remove_suffix(1);
        std::size_t const last = symbols % 8;
        if (app_.any_length && (last == 1 || last == 3 || last == 6) && key.size() == symbols)
            key.remove_suffix(1);
        auto secret = otpp::secret::from_base32(key);
        if (!secret) {
            auto const why = secret.error().reason;
            return why == reason::key_empty          ? rule::secret_missing
                   : why == reason::base32_lookalike ? rule::secret_lookalike
                                                     : rule::unreadable;
        }
        if (secret->size() < app_.safe_key) call_unsafe(made, rule::secret_short);
        made.secret_ = *std::move(secret);
        return std::nullopt;
    }

    // ---- the parameters

    [[nodiscard]] constexpr refusal read_algorithm(reading& made, uri_pieces const& pieces) noexcept
    {
        auto const given = pieces.value("algorithm");
        if (!given || app_.algorithm == algorithm_names::ignored) return std::nullopt;
        if (steam_ && app_.label_is_issuer) return std::nullopt;
        text decoded;
        decode_part(decoded, given->text, app_.plus_is_space);
        auto const name = decoded.view();
        if (app_.algorithm == algorithm_names::unsaid) {
            auto const meant = parse_algorithm(name);
            made.algorithm_ = meant ? std::optional{*meant} : std::nullopt;
            return std::nullopt;
        }
        bool const exact = app_.algorithm == algorithm_names::exact;
        for (auto const which : {algorithm::sha1, algorithm::sha256, algorithm::sha512})
            if (exact ? name == to_string(which) : equal_in_any_case(name, to_string(which))) {
                made.algorithm_ = which;
                return std::nullopt;
            }
        if (knows_as_well(name, exact)) {
            made.algorithm_ = std::nullopt;
            return std::nullopt;
        }
        if (app_.algorithm == algorithm_names::sha1_else) return std::nullopt;
        return parse_algorithm(name) ? rule::algorithm_spelling : rule::algorithm_unknown;
    }

    [[nodiscard]] constexpr bool knows_as_well(std::string_view name, bool exact) const noexcept
    {
        auto rest = app_.more_algorithms;
        while (!rest.empty()) {
            auto const one = otpp::detail::slice(rest, 0, otpp::detail::find(rest, ' '));
            if (exact ? name == one : equal_in_any_case(name, one)) return true;
            rest =
                otpp::detail::slice(rest, one.size() == rest.size() ? one.size() : one.size() + 1);
        }
        return false;
    }

    [[nodiscard]] constexpr refusal read_digits(reading& made, uri_pieces const& pieces) noexcept
    {
        bool const by_parameter = app_.steam_parameter && asks_for_steam(pieces);
        steam_ = steam_ || by_parameter;
        if (app_.label_is_issuer && made.type_ == otp_type::hotp) steam_ = false;
        if (steam_) {
            made.symbols_ = app_.steam_reversed ? symbols::steam_reversed : symbols::steam;
            made.digits_ = static_cast<int>(steam_code::symbols);
            if (app_.app == app::keepassxc) made.digits_ = 6; // whatever the encoder
            if (app_.steam_issuer && !steam_in_label_ && !app_.label_is_issuer)
                made.digits_ = 6; // FreeOTP+ looks into the label for this
            if (app_.label_is_issuer || app_.steam_type) return std::nullopt;
        }
        auto range = app_.digits;
        if (app_.label_is_issuer && made.type_ == otp_type::hotp) range.max = 8;
        if (steam_ && app_.steam_label) range = {5, 6, beyond::unsafe};
        if (steam_ && app_.strips_slashes) range = {1, 6, beyond::refused};
        std::int64_t number = made.digits_;
        if (auto const why = read_number(made, pieces, "digits", range, number, rule::digits_not_6))
            return why;
        made.digits_ = static_cast<int>(number);
        return std::nullopt;
    }

    [[nodiscard]] constexpr bool asks_for_steam(uri_pieces const& pieces) const noexcept
    {
        if (app_.label_is_issuer && pieces.value("steam")) return true;
        auto const encoder = pieces.value("encoder");
        return encoder && encoder->text == "steam";
    }

    [[nodiscard]] constexpr refusal read_moving_factor(reading& made,
                                                       uri_pieces const& pieces) noexcept
    {
        std::int64_t number = 30;
        if (made.type_ == otp_type::totp) {
            if (steam_ && app_.label_is_issuer) return std::nullopt;
            if (auto const why =
                    read_number(made, pieces, "period", app_.period, number, rule::period_not_30))
                return why;
            made.period_ = static_cast<int>(number);
            return std::nullopt;
        }
        number = app_.counter_missing;
        if (!pieces.value("counter") && number < 0) return rule::counter_missing;
        number_range const range{0, app_.counter_max, beyond::refused};
        if (auto const why =
                read_number(made, pieces, "counter", range, number, rule::counter_large))
            return why;
        made.counter_ = number + app_.first_shown;
        return std::nullopt;
    }

    // What is no number, or beyond 64 bits, is out of every range.
    [[nodiscard]] constexpr refusal read_number(reading& made, uri_pieces const& pieces,
                                                std::string_view key, number_range const& range,
                                                std::int64_t& number, rule why) const noexcept
    {
        auto const given = pieces.value(key);
        if (!given || range.beyond == beyond::ignored) return std::nullopt;
        text decoded;
        decode_part(decoded, given->text, app_.plus_is_space);
        auto const read = otpp::detail::parse_number(decoded.view(), reason::not_a_number);
        bool const fits = read && *read <= (key == "counter" ? range.max : int32_max);
        if (!fits && app_.bad_number_is_default) return std::nullopt;
        std::int64_t const value = fits ? *read : 0;
        if (fits && value >= range.min && value <= range.max) {
            number = value;
            return std::nullopt;
        }
        if (range.beyond == beyond::clamped) {
            number = value < range.min ? range.min : range.max;
            return std::nullopt;
        }
        if (range.beyond == beyond::unsafe && fits && value >= 0) {
            number = value;
            call_unsafe(made, why);
            return std::nullopt;
        }
        return why;
    }

    [[nodiscard]] static constexpr refusal check_color(uri_pieces const& pieces) noexcept
    {
        auto const color = pieces.value("color");
        if (!color) return std::nullopt;
        bool good = color->text.size() == 6;
        for (char const c : color->text) good = good && otpp::detail::percent::hex_digit(c) >= 0;
        if (good) return std::nullopt;
        return rule::color;
    }

    constexpr void decode_part(text& to, std::string_view part, bool plus) const noexcept
    {
        if (app_.decodes == decoding::whole)
            (void)to.append(part);
        else
            decode_like_an_app(to, part, plus);
    }

    static constexpr void call_unsafe(reading& made, rule why) noexcept
    {
        if (made.outcome_ == outcome::read) made.why_ = why;
        made.outcome_ = outcome::unsafe;
    }

    app_reading const& app_;
    bool steam_ = false;
    bool steam_in_label_ = false;
};

} // namespace detail

/// What an app makes of a URI: the issuer, name and codes that it will show, or why it refuses it.
/// By the app's public source (`fact::source`), as far as the table goes: it knows no service by its
/// name, and is no promise for other versions. Total over any bytes.
[[nodiscard]] constexpr reading as_read_by(app which, std::string_view uri) noexcept
{
    return detail::app_reader{which}.read(uri);
}

} // namespace otpp::provisioning

#endif
