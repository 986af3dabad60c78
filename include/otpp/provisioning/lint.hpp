// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PROVISIONING_LINT_HPP
#define OTPP_PROVISIONING_LINT_HPP
// What apps would read differently in a URI, or refuse, and how to mend it:
// https://github.com/google/google-authenticator/wiki/Key-Uri-Format

#include <otpp/account.hpp>
#include <otpp/algorithm.hpp>
#include <otpp/detail/borrow.hpp>
#include <otpp/detail/inline_text.hpp>
#include <otpp/detail/percent.hpp>
#include <otpp/detail/query.hpp>
#include <otpp/detail/text.hpp>
#include <otpp/note.hpp>
#include <otpp/provisioning/app.hpp>
#include <otpp/provisioning/detail/label.hpp>
#include <otpp/provisioning/detail/pieces.hpp>
#include <otpp/provisioning/facts.hpp>
#include <otpp/provisioning/rule.hpp>
#include <otpp/result.hpp>
#include <otpp/uri.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace otpp::provisioning {

/// A rule that a URI breaks.
struct finding {
    provisioning::rule rule;
    std::size_t offset;                  ///< in bytes, from the start of the URI
    std::optional<otpp::reason> refused; ///< why `parse_uri` refuses the URI, if it is for this

    [[nodiscard]] constexpr provisioning::severity severity() const noexcept
    {
        return severity_of(rule);
    }
    [[nodiscard]] constexpr std::string_view parameter() const noexcept
    {
        return parameter_of(rule);
    }
    /// What was found, in words, without a word of the URI.
    [[nodiscard]] constexpr std::string_view message() const noexcept
    {
        if (rule == provisioning::rule::unreadable && refused) return otpp::message(*refused);
        return provisioning::message(rule);
    }
    [[nodiscard]] constexpr std::string_view mend() const noexcept
    {
        return provisioning::mend(rule);
    }
    /// Which apps do what, with the source of each.
    [[nodiscard]] constexpr std::span<fact const> facts() const noexcept { return facts_of(rule); }
};

/// By offset; each rule once, where it is broken first.
class findings {
public:
    [[nodiscard]] constexpr std::span<finding const> list() const& noexcept [[clang::lifetimebound]]
    {
        return {items_, size_};
    }
    std::span<finding const> list() const&& = delete; // name the findings: the list is theirs
    [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] constexpr bool has(rule what) const noexcept
    {
        for (auto const& each : list())
            if (each.rule == what) return true;
        return false;
    }

    constexpr void add(rule what, std::size_t offset,
                       std::optional<reason> refused = std::nullopt) noexcept
    {
        if (has(what)) return;
        std::size_t at = size_++;
        for (; at != 0 && items_[at - 1].offset > offset; --at) items_[at] = items_[at - 1];
        items_[at] = {what, offset, refused};
    }

private:
    finding items_[rule_count]{};
    std::size_t size_ = 0;
};

namespace detail {

class linter {
public:
    constexpr explicit linter(std::string_view uri) noexcept : uri_{uri}, pieces_{uri} {}

    [[nodiscard]] constexpr findings all(bool domain_wanted) noexcept
    {
        auto const read = parse_uri(uri_);
        if (!read) refused(read.error());
        if (uri_.size() > max_uri_size || !pieces_.is_otpauth(true)) return found_;
        characters();
        label();
        issuer(domain_wanted);
        secret();
        if (read) parameters(*read);
        return found_;
    }

private:
    constexpr void refused(error why) noexcept
    {
        auto const what = why.reason == reason::parameter_doubled     ? rule::parameter_doubled
                          : why.reason == reason::secret_missing      ? rule::secret_missing
                          : why.reason == reason::key_empty           ? rule::secret_missing
                          : why.reason == reason::base32_lookalike    ? rule::secret_lookalike
                          : why.reason == reason::algorithm_unknown   ? rule::algorithm_unknown
                          : why.reason == reason::digits_out_of_range ? rule::digits_out_of_range
                          : why.reason == reason::counter_missing     ? rule::counter_missing
                                                                      : rule::unreadable;
        found_.add(what, why.offset, why.reason);
    }

    constexpr void characters() noexcept
    {
        constexpr std::string_view scheme = "otpauth";
        for (std::size_t i = 0; i != scheme.size(); ++i)
            if (uri_[i] != scheme[i]) found_.add(rule::upper_case, i);
        auto const type = pieces_.type();
        for (std::size_t i = 0; i != type.text.size(); ++i)
            if (to_lower(type.text[i]) != type.text[i]) found_.add(rule::upper_case, type.at + i);

        std::size_t const hash = otpp::detail::find(uri_, '#');
        if (hash != std::string_view::npos) found_.add(rule::fragment, hash);
        for (std::size_t i = 0; i < uri_.size() && i < hash; ++i) {
            auto const [byte, length] = otpp::detail::percent::decode_at(uri_, i);
            if (length == 1 && (byte == ' ' || byte >= 0x80))
                found_.add(rule::unescaped_character, i);
            if (length == 3 &&
                otpp::detail::find("%&=#?+", static_cast<char>(byte)) != std::string_view::npos)
                found_.add(rule::decoded_twice, i);
        }
    }

    constexpr void label() noexcept
    {
        auto const raw = pieces_.label().text;
        auto const at = pieces_.label().at;
        decode_like_an_app(label_, raw, false);
        auto const text = label_.view();
        auto const offset = [&](std::size_t n) {
            return at + otpp::detail::percent::offset_of(raw, n);
        };
        std::size_t const colon = otpp::detail::find(text, ':');
        name_ = text;
        if (colon != std::string_view::npos) {
            has_colon_ = true;
            prefix_ = otpp::detail::slice(text, 0, colon);
            name_ = otpp::detail::slice(text, colon + 1);
        }
        if (trimmed(text).empty()) found_.add(rule::label_empty, at);
        if (text.empty()) return;
        if (unit_at(text, 1) == text.size()) found_.add(rule::label_of_one_character, at);
        std::size_t const second_at = unit_at(text, 1);
        if (second_at < text.size() && text[second_at] == '/')
            found_.add(rule::label_slash, offset(second_at));
        if (text[0] == ':') found_.add(rule::label_colon, at);
        if (has_colon_) {
            std::size_t const second = otpp::detail::find(text, ':', colon + 1);
            if (second != std::string_view::npos) found_.add(rule::second_colon, offset(second));
            if (trimmed(name_).empty()) found_.add(rule::name_empty, offset(colon + 1));
        }
        bool const loose = trimmed(prefix_) != prefix_ || trimmed(name_) != name_;
        std::size_t const space = otpp::detail::find(text, ' ');
        if (loose || (!has_colon_ && space != std::string_view::npos))
            found_.add(rule::name_spaces, offset(space));
        if (cut(prefix_, 30) != prefix_ || cut(name_, 40) != name_) found_.add(rule::name_long, at);
        std::size_t const bad = otpp::detail::find_invalid_utf8(text);
        if (bad != std::string_view::npos) found_.add(rule::invalid_utf8, offset(bad));
    }

    constexpr void issuer(bool domain_wanted) noexcept
    {
        auto const at_label = pieces_.label().at;
        auto const given = pieces_.value("issuer");
        if (given) decode_like_an_app(issuer_, given->text, false);
        auto const parameter = issuer_.view();
        if (parameter.empty())
            found_.add(prefix_.empty() ? rule::issuer_missing : rule::issuer_only_in_label,
                       at_label);
        else if (prefix_.empty())
            found_.add(rule::issuer_only_in_parameter, given->at);
        else if (prefix_ != parameter)
            found_.add(rule::issuer_conflict, given->at);
        if (prefix_ == "Steam" || pieces_.value("encoder") || pieces_.value("steam"))
            found_.add(rule::steam, at_label);
        if (domain_wanted && otpp::detail::find(parameter, '.') == std::string_view::npos)
            found_.add(rule::issuer_not_a_domain, given ? given->at : at_label);
        if (!given) return;
        if (parameter == "Steam") found_.add(rule::steam, given->at);
        std::size_t const plus = otpp::detail::find(given->text, '+');
        if (plus != std::string_view::npos) found_.add(rule::issuer_plus, given->at + plus);
        if (trimmed(parameter) != parameter) found_.add(rule::name_spaces, given->at);
        if (cut(parameter, 30) != parameter) found_.add(rule::name_long, given->at);
        std::size_t const bad = otpp::detail::find_invalid_utf8(parameter);
        if (bad != std::string_view::npos) found_.add(rule::invalid_utf8, given->at);
    }

    constexpr void secret() noexcept
    {
        auto const given = pieces_.value("secret");
        if (!given) return;
        for (std::size_t i = 0; i < given->text.size();) {
            auto const [byte, length] = otpp::detail::percent::decode_at(given->text, i);
            std::size_t const at = given->at + i;
            if (byte == '0' || byte == '1' || byte == '8' || byte == '9')
                found_.add(rule::secret_lookalike, at);
            if (byte == ' ' || byte == '-' || byte == '=') found_.add(rule::secret_separators, at);
            if (byte >= 'a' && byte <= 'z') found_.add(rule::secret_lower_case, at);
            i += length == 0 ? 1 : length;
        }
    }

    constexpr void parameters(account const& read) noexcept
    {
        auto const at = [this](std::string_view key) {
            auto const given = pieces_.value(key);
            return given ? given->at : pieces_.type().at;
        };
        for (auto const& note : read.notes()) {
            if (note.what == oddity::trailing_bits)
                found_.add(rule::secret_trailing_bits, note.offset);
            if (note.what == oddity::short_secret) found_.add(rule::secret_short, note.offset);
            if (note.what == oddity::algorithm_spelling)
                found_.add(rule::algorithm_spelling, note.offset);
            if (note.what == oddity::unused_parameter)
                found_.add(rule::unused_parameter, note.offset);
            if (note.what == oddity::unknown_parameter && has_unknown(read))
                found_.add(rule::unknown_parameter, note.offset);
        }
        if (read.algorithm() != algorithm::sha1)
            found_.add(rule::algorithm_not_sha1, at("algorithm"));
        if (read.digits().value() != 6) found_.add(rule::digits_not_6, at("digits"));
        if (read.is_totp()) {
            int const period = read.period().value();
            if (period < 5) found_.add(rule::period_short, at("period"));
            if (period != 30) found_.add(rule::period_not_30, at("period"));
            if (period > 300) found_.add(rule::period_long, at("period"));
        }
        else {
            found_.add(rule::type_hotp, at("type"));
            if (read.counter() > int32_max) found_.add(rule::counter_large, at("counter"));
        }
        if (pieces_.value("image")) found_.add(rule::image, at("image"));
        if (pieces_.value("color")) found_.add(rule::color, at("color"));
    }

    // Beside those that some app is known to read, and that have rules of their own.
    [[nodiscard]] static constexpr bool has_unknown(account const& read) noexcept
    {
        otpp::detail::query_fields fields{read.other_parameters()};
        while (auto const field = fields.next()) {
            bool known = false;
            for (std::string_view const name :
                 {"image", "color", "lock", "encoder", "steam", "period", "counter"})
                known = known || field->is(name);
            if (!known) return true;
        }
        return false;
    }

    std::string_view uri_;
    uri_pieces pieces_;
    otpp::detail::inline_text<max_uri_size> label_, issuer_;
    std::string_view prefix_{}, name_{};
    bool has_colon_ = false;
    findings found_{};
};

} // namespace detail

/// Every rule that the URI breaks. Where there is none, all apps of the table make the same account
/// of it and show the same codes. Total over any bytes; nothing of it shows the secret.
[[nodiscard]] constexpr findings lint(std::string_view uri) noexcept
{
    return detail::linter{uri}.all(false);
}

/// Those that matter to one app, and those that make the URI wrong for all.
[[nodiscard]] constexpr findings lint(std::string_view uri, app target) noexcept
{
    findings mattering;
    auto const all = detail::linter{uri}.all(target == app::apple);
    for (auto const& each : all.list()) {
        bool matters = each.facts().empty() || each.refused.has_value();
        for (auto const& known : each.facts()) matters = matters || known.app == target;
        if (matters) mattering.add(each.rule, each.offset, each.refused);
    }
    return mattering;
}

} // namespace otpp::provisioning

#endif
