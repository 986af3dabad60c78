// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PROVISIONING_DETAIL_LABEL_HPP
#define OTPP_PROVISIONING_DETAIL_LABEL_HPP
// The issuer and the name that an app takes from a label and the issuer parameter:
// https://github.com/google/google-authenticator/wiki/Key-Uri-Format#label

#include <otpp/account.hpp>
#include <otpp/detail/inline_text.hpp>
#include <otpp/detail/text.hpp>
#include <otpp/provisioning/detail/apps.hpp>
#include <otpp/provisioning/rule.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace otpp::provisioning::detail {

// Less spaces on both ends.
[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) noexcept
{
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

[[nodiscard]] constexpr std::size_t count(std::string_view text, char wanted) noexcept
{
    std::size_t found = 0;
    for (char const c : text) found += c == wanted;
    return found;
}

// Where the n-th UTF-16 unit stands: what Java and C# call the n-th character. At most the size.
[[nodiscard]] constexpr std::size_t unit_at(std::string_view text, std::size_t n) noexcept
{
    for (std::size_t i = 0; i != text.size(); ++i) {
        auto const byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xc0) == 0x80) continue; // not the first byte of a character
        std::size_t const units = byte >= 0xf0 ? 2 : 1;
        if (n < units) return i;
        n -= units;
    }
    return text.size();
}

// The beginning that has at most so many of them; 0: all.
[[nodiscard]] constexpr std::string_view cut(std::string_view text, std::size_t units) noexcept
{
    return units == 0 ? text : otpp::detail::slice(text, 0, unit_at(text, units));
}

// Both texts decoded as the app decodes them; they must live as long as this.
class label_reader {
public:
    constexpr label_reader(app_reading const& app, std::string_view label,
                           std::string_view parameter, bool has_parameter) noexcept
        : app_{app}, label_{label}, parameter_{parameter}, has_parameter_{has_parameter}
    {}

    [[nodiscard]] constexpr std::optional<rule> read() noexcept
    {
        if (app_.label == label_split::ignored) return std::nullopt;
        if (app_.label == label_split::without_issuer) label_ = trimmed(label_);
        if (label_.empty() && !app_.empty_label) return rule::label_empty;
        if (app_.strips_slashes && !strip_slashes()) return rule::label_of_one_character;
        name_ = label_;
        if (auto const why = split()) return why;
        choose_issuer();
        if (app_.label == label_split::spaceless) name_like_two_fas();
        steam_ =
            (app_.steam_issuer && issuer_ == "Steam") || (app_.steam_label && prefix_ == "Steam");
        if (app_.trims) {
            issuer_ = trimmed(issuer_);
            name_ = trimmed(name_);
        }
        issuer_ = cut(issuer_, app_.issuer_cut);
        name_ = cut(name_, app_.name_cut);
        return std::nullopt;
    }

    [[nodiscard]] constexpr std::string_view issuer() const noexcept { return issuer_; }
    [[nodiscard]] constexpr std::string_view name() const noexcept { return name_; }
    [[nodiscard]] constexpr std::string_view label_issuer() const noexcept { return prefix_; }
    [[nodiscard]] constexpr bool is_steam() const noexcept { return steam_; }

private:
    [[nodiscard]] constexpr std::optional<rule> split() noexcept
    {
        std::size_t const at = otpp::detail::find(label_, ':');
        std::size_t const colons = count(label_, ':');
        bool first = false;
        switch (app_.label) {
        case label_split::whole:
        case label_split::ignored: break;
        case label_split::without_issuer:
            if (!parameter_.empty() && label_.size() > parameter_.size() &&
                otpp::detail::slice(label_, 0, parameter_.size()) == parameter_ &&
                label_[parameter_.size()] == ':')
                name_ = otpp::detail::slice(label_, parameter_.size() + 1);
            break;
        case label_split::one_colon_or_none:
            if (colons > 1) return rule::second_colon;
            if (at == 0) return rule::label_colon;
            if (at + 1 == label_.size()) return rule::name_empty;
            first = colons == 1;
            break;
        case label_split::one_colon: { // Java's split: empty parts at the end do not count
            auto rest = label_;
            while (!rest.empty() && rest.back() == ':') rest.remove_suffix(1);
            colon_ = colons != 0;
            if (count(rest, ':') == 1) {
                prefix_ = otpp::detail::slice(rest, 0, at);
                name_ = otpp::detail::slice(rest, at + 1);
            }
            break;
        }
        case label_split::first_colon: first = colons != 0; break;
        case label_split::spaceless: first = colons == 1; break;
        }
        if (first) {
            colon_ = true;
            prefix_ = otpp::detail::slice(label_, 0, at);
            name_ = otpp::detail::slice(label_, at + 1);
        }
        return std::nullopt;
    }

    constexpr void choose_issuer() noexcept
    {
        switch (app_.issuer) {
        case issuer_from::parameter: issuer_ = parameter_; break;
        case issuer_from::parameter_else_label:
            issuer_ = trimmed(parameter_).empty() ? prefix_ : parameter_;
            break;
        case issuer_from::label_else_parameter: issuer_ = colon_ ? prefix_ : parameter_; break;
        }
        if (app_.label_is_issuer && (colon_ ? prefix_.empty() : !has_parameter_)) {
            issuer_ = name_;
            name_ = {};
        }
    }

    // Its "service" and "info": what has no issuer parameter is taken from the label, without spaces.
    constexpr void name_like_two_fas() noexcept
    {
        for (char const c : colon_ ? prefix_ : label_)
            if (c != ' ') (void)service_.append(c);
        auto const first = service_.view();
        issuer_ = parameter_;
        if (issuer_.empty()) issuer_ = count(first, '@') != 0 ? std::string_view{} : first;
        name_ = colon_ ? trimmed(name_) : std::string_view{};
        if (name_.empty() && first != parameter_) name_ = first;
        if (name_ == issuer_) name_ = {};
        if (issuer_.empty()) issuer_ = "Unknown";
    }

    // It looks one character on for each slash that it drops, and fails where there is none.
    [[nodiscard]] constexpr bool strip_slashes() noexcept
    {
        for (std::size_t i = 1;; ++i) {
            std::size_t const at = unit_at(label_, i);
            if (at >= label_.size()) return false;
            if (label_[at] != '/') return true;
            label_.remove_prefix(unit_at(label_, 1));
        }
    }

    app_reading const& app_;
    std::string_view label_, parameter_;
    bool has_parameter_;
    bool colon_ = false; // the label was split
    bool steam_ = false;
    std::string_view prefix_{}, issuer_{}, name_{};
    otpp::detail::inline_text<max_uri_size> service_;
};

} // namespace otpp::provisioning::detail

#endif
