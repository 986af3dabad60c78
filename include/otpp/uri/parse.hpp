// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_URI_PARSE_HPP
#define OTPP_URI_PARSE_HPP
// Reading an otpauth URI: https://github.com/google/google-authenticator/wiki/Key-Uri-Format

#include <otpp/account.hpp>
#include <otpp/detail/bytes.hpp>
#include <otpp/detail/decimal.hpp>
#include <otpp/detail/inline_text.hpp>
#include <otpp/detail/percent.hpp>
#include <otpp/detail/query.hpp>
#include <otpp/detail/text.hpp>
#include <otpp/note.hpp>
#include <otpp/result.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace otpp {

namespace detail {

[[nodiscard]] constexpr result<std::int64_t> parse_number(std::string_view text,
                                                          reason out_of_range) noexcept
{
    bool const negative = text.size() > 1 && text[0] == '-';
    std::size_t const first = negative ? 1 : 0;
    auto const read = decimal::read_digits(slice(text, first));
    if (read.overflows) return {out_of_range, 0};
    std::size_t const end = first + read.size;
    if (read.size == 0 || end != text.size()) return {reason::not_a_number, end};
    auto const number = static_cast<std::int64_t>(read.value);
    return negative ? -number : number;
}

template <class Checked>
[[nodiscard]] constexpr std::optional<error> parse_checked(std::string_view text,
                                                           Checked& to) noexcept
{
    auto const number = parse_number(text, Checked::out_of_range);
    if (!number) return number.error();
    auto const checked = Checked::from(*number);
    if (!checked) return error{checked.error().reason, 0};
    to = *checked;
    return std::nullopt;
}

class uri_reader {
public:
    constexpr explicit uri_reader(std::string_view uri) noexcept : uri_{uri} {}

    [[nodiscard]] constexpr result<account> read() noexcept
    {
        if (uri_.size() > max_uri_size) return {reason::uri_too_long, max_uri_size};
        if (auto const bad = check_scheme_and_type()) return *bad;
        if (auto const bad = check_characters()) return *bad;

        std::size_t const hash = find(uri_, '#');
        if (hash != std::string_view::npos) {
            notes_.add(oddity::fragment, hash);
            uri_ = slice(uri_, 0, hash);
        }
        std::size_t const question = find(uri_, '?', at_);
        std::size_t const label_end = question == std::string_view::npos ? uri_.size() : question;
        query_ = question == std::string_view::npos ? uri_.size() : question + 1;

        if (auto const bad = take_values()) return *bad;
        if (!secret_) return {reason::secret_missing, uri_.size()};
        if (type_ == otp_type::hotp && !counter_seen_)
            return {reason::counter_missing, uri_.size()};

        account made{*std::move(secret_)};
        made.type_ = type_;
        made.digits_ = digits_;
        made.period_ = period_;
        made.algorithm_ = algorithm_;
        made.counter_ = counter_;
        read_label(made, label_end);
        read_issuer_parameter(made);
        if (has_others_) keep_other_parameters(made);
        made.notes_ = notes_;
        return made;
    }

private:
    using fault = std::optional<otpp::error>;
    enum class parameter : unsigned char {
        secret,
        issuer,
        algorithm,
        digits,
        period,
        counter,
        other
    };

    [[nodiscard]] constexpr fault check_scheme_and_type() noexcept
    {
        constexpr std::string_view scheme = "otpauth://";
        for (; at_ != scheme.size(); ++at_) {
            if (at_ == uri_.size() || lower(uri_[at_]) != scheme[at_])
                return otpp::error{reason::uri_scheme, at_};
            if (uri_[at_] != scheme[at_]) notes_.add(oddity::upper_case, at_);
        }
        auto const rest = slice(uri_, at_);
        std::size_t end = 0;
        while (end != rest.size() && rest[end] != '/' && rest[end] != '?' && rest[end] != '#')
            ++end;
        auto const name = slice(rest, 0, end);
        auto const is = [name](std::string_view type) {
            if (name.size() != type.size()) return false;
            for (std::size_t i = 0; i != type.size(); ++i)
                if (lower(name[i]) != type[i]) return false;
            return true;
        };
        if (is("hotp"))
            type_ = otp_type::hotp;
        else if (!is("totp"))
            return otpp::error{reason::uri_type, at_};
        if (name != to_string(type_)) notes_.add(oddity::upper_case, at_);
        at_ += name.size();
        if (at_ != uri_.size() && uri_[at_] == '/') ++at_;
        return std::nullopt;
    }

    // After this, every escape is well formed and nothing decodes to a control character.
    [[nodiscard]] constexpr fault check_characters() noexcept
    {
        for (std::size_t i = 0; i != uri_.size();) {
            if (uri_.size() - i >= 8 && are_plain(load_le64(uri_.data() + i))) {
                i += 8;
                continue;
            }
            auto const [byte, length] = percent::decode_at(uri_, i);
            if (length == 0) return otpp::error{reason::uri_escape, i};
            if (is_control(byte)) return otpp::error{reason::control_character, i};
            if (length == 1 && (byte == ' ' || byte >= 0x80))
                notes_.add(oddity::unescaped_character, i);
            plain_ = plain_ && length == 1 && byte < 0x80;
            i += length;
        }
        return std::nullopt;
    }

    [[nodiscard]] static constexpr parameter which(query_field const& field) noexcept
    {
        constexpr std::string_view names[]{"secret", "issuer", "algorithm",
                                           "digits", "period", "counter"};
        unsigned char i = 0;
        for (auto const name : names) {
            if (field.is(name)) break;
            ++i;
        }
        return static_cast<parameter>(i);
    }

    [[nodiscard]] constexpr bool is_used(parameter what) const noexcept
    {
        return what != (type_ == otp_type::totp ? parameter::counter : parameter::period) &&
               what != parameter::other;
    }

    [[nodiscard]] constexpr fault take_values() noexcept
    {
        unsigned seen = 0;
        query_fields fields{uri_, query_};
        while (auto const next = fields.next()) {
            auto const what = which(*next);
            unsigned const bit = 1u << static_cast<unsigned>(what);
            bool const known = what != parameter::other;
            if (known && (seen & bit) != 0) return otpp::error{reason::parameter_doubled, next->at};
            seen |= bit;
            if (!is_used(what)) {
                has_others_ = true;
                notes_.add(known ? oddity::unused_parameter : oddity::unknown_parameter, next->at);
            }
            else if (auto const bad = take_value(what, *next))
                return bad;
        }
        return std::nullopt;
    }

    [[nodiscard]] constexpr fault take_value(parameter what, query_field const& from) noexcept
    {
        std::size_t const at = from.value_at;
        inline_text<max_uri_size> decoded;
        auto text = from.value;
        if (!plain_ && find(text, '%') != std::string_view::npos) {
            decode_to(decoded, text);
            text = decoded.view();
        }
        fault bad;
        switch (what) {
        case parameter::secret: bad = take_secret(text, at); break;
        case parameter::digits: bad = parse_checked(text, digits_); break;
        case parameter::period: bad = parse_checked(text, period_); break;
        case parameter::algorithm:
            if (auto const named = parse_algorithm(text)) {
                algorithm_ = *named;
                if (text != to_string(*named)) notes_.add(oddity::algorithm_spelling, at);
            }
            else
                bad = named.error();
            break;
        case parameter::counter:
            counter_seen_ = true;
            if (auto const number = parse_number(text, reason::counter_out_of_range); !number)
                bad = number.error();
            else if (*number < 0)
                bad = otpp::error{reason::counter_out_of_range, 0};
            else
                counter_ = *number;
            break;
        case parameter::issuer: // read behind the label, with which it is compared
            issuer_ = from.value;
            issuer_at_ = at;
            break;
        case parameter::other: break;
        }
        if (bad) bad->offset = at + percent::offset_of(from.value, bad->offset);
        return bad;
    }

    [[nodiscard]] constexpr fault take_secret(std::string_view text, std::size_t at) noexcept
    {
        auto key = secret::from_base32(text);
        if (!key) return key.error();
        if (key->size() < 16) notes_.add(oddity::short_secret, at);
        if (key->had_trailing_bits()) notes_.add(oddity::trailing_bits, at);
        secret_.emplace(*std::move(key));
        return std::nullopt;
    }

    static constexpr void decode_to(inline_text<max_uri_size>& to,
                                    std::string_view escaped) noexcept
    {
        for (std::size_t i = 0; i != escaped.size();) {
            auto const [byte, length] = percent::decode_at(escaped, i);
            if (!to.append(static_cast<char>(byte))) __builtin_trap(); // it is shorter than the URI
            i += length;
        }
    }

    constexpr void read_label(account& made, std::size_t end) noexcept
    {
        auto label = slice(uri_, at_, end - at_);
        // A literal colon splits, and only without one an escaped one: "Big%3ACorp:alice".
        std::size_t split = find(label, ':');
        std::size_t width = 1;
        for (std::size_t i = 0; split == std::string_view::npos && i < label.size();) {
            auto const [byte, length] = percent::decode_at(label, i);
            if (byte == ':') {
                split = i;
                width = length;
            }
            i += length;
        }
        std::size_t name_at = at_;
        auto const drop = [&](std::size_t length) {
            label.remove_prefix(length);
            name_at += length;
        };
        if (split != std::string_view::npos) {
            if (split == 0) notes_.add(oddity::issuer_empty, at_);
            read_text(made, made.issuer_prefix_, slice(label, 0, split), at_);
            note_second_colon(made.issuer_prefix(), slice(label, 0, split), at_);
            drop(split + width);
            while (!label.empty() &&
                   percent::decode_at(label, 0).byte == ' ') // the format allows it
                drop(percent::decode_at(label, 0).length);
        }
        read_text(made, made.name_, label, name_at);
        if (label.empty()) notes_.add(oddity::name_empty, name_at);
        note_second_colon(made.name(), label, name_at);
    }

    // Beside the one that splits the label.
    constexpr void note_second_colon(std::string_view text, std::string_view escaped,
                                     std::size_t at) noexcept
    {
        std::size_t const colon = find(text, ':');
        if (colon != std::string_view::npos)
            notes_.add(oddity::second_colon, at + percent::offset_of(escaped, colon));
    }

    constexpr void read_issuer_parameter(account& made) noexcept
    {
        read_text(made, made.issuer_parameter_, issuer_, issuer_at_);
        if (!made.issuer_prefix().empty() && !made.issuer_parameter().empty() &&
            made.issuer_prefix() != made.issuer_parameter())
            notes_.add(oddity::issuer_conflict, issuer_at_);
    }

    constexpr void keep_other_parameters(account& made) noexcept
    {
        query_fields fields{uri_, query_};
        while (auto const next = fields.next()) {
            if (is_used(which(*next))) continue;
            if (!made.other_parameters().empty()) keep(made, made.others_, "&");
            keep(made, made.others_, next->whole);
        }
    }

    constexpr void read_text(account& made, account::piece& to, std::string_view escaped,
                             std::size_t at) noexcept
    {
        if (plain_) return keep(made, to, escaped);
        inline_text<max_uri_size> decoded;
        decode_to(decoded, escaped);
        keep(made, to, decoded.view());
        std::size_t const bad = find_invalid_utf8(made.view(to));
        if (bad != std::string_view::npos)
            notes_.add(oddity::invalid_utf8, at + percent::offset_of(escaped, bad));
    }

    // What is kept is never longer than the URI that it comes from, so that it fits.
    static constexpr void keep(account& made, account::piece& to, std::string_view text) noexcept
    {
        if (!made.append(to, text)) __builtin_trap();
    }

    // "otpauth://TOTP" is what it says; A and a differ in bit 5
    [[nodiscard]] static constexpr char lower(char c) noexcept
    {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    }

    std::string_view uri_;
    std::size_t at_ = 0;    // how far it is read
    std::size_t query_ = 0; // where the parameters begin
    bool plain_ = true;     // no escapes, and ASCII alone
    note_list notes_{};

    std::optional<otpp::secret> secret_{};
    otp_type type_ = otp_type::totp;
    otpp::digits digits_ = 6;
    otpp::period period_ = 30;
    otpp::algorithm algorithm_ = otpp::algorithm::sha1;
    std::int64_t counter_ = 0;
    bool counter_seen_ = false;
    std::string_view issuer_{};
    std::size_t issuer_at_ = 0;
    bool has_others_ = false; // parameters to keep as they are
};

} // namespace detail

/// Reads an otpauth URI of at most 2,953 bytes. Total over any bytes: an account, whose `notes()`
/// say what was odd, or a reason with its offset. '+' is not a space. Unknown parameters are kept.
[[nodiscard]] constexpr result<account> parse_uri(std::string_view uri) noexcept
{
    return detail::uri_reader{uri}.read();
}

} // namespace otpp

#endif
