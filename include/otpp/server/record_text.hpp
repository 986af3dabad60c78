// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_RECORD_TEXT_HPP
#define OTPP_SERVER_RECORD_TEXT_HPP
// A record as the one line that stores keep and compare: "otpp1 version id kind state last …".
// Each record has one text and each text one record.

#include <otpp/detail/base64.hpp>
#include <otpp/detail/bytes.hpp>
#include <otpp/detail/decimal.hpp>
#include <otpp/detail/text.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/result.hpp>
#include <otpp/server/detail/record_fields.hpp>
#include <otpp/server/field.hpp>
#include <otpp/server/record.hpp>
#include <otpp/server/sealer.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace otpp::server {

/// Bytes of the longest record.
inline constexpr std::size_t max_record_size = 2048;

/// Where a record's line is kept. It wipes itself, since a sealer may be one that does not seal.
using record_text = field<max_record_size>;

/// Seconds of a full budget: a day.
inline constexpr std::int64_t full_debt = 86'400;

namespace detail {

class record_reader {
    // Before its use: clang 14 knows no later one in a constant expression.
    template <std::size_t capacity, class Good>
    constexpr void take(record_field which, field<capacity>& into, Good&& good) noexcept
    {
        into.clear();
        if (is_none(which)) return;
        auto const line = text(which);
        if (good(line))
            into.assign(line);
        else
            demand(which, false);
    }

public:
    /// Of a text that begins as a record does and is not too long for one.
    constexpr explicit record_reader(std::string_view text) noexcept : text_{text}, fields_{text} {}

    [[nodiscard]] constexpr std::optional<error> read(record& into) noexcept
    {
        using enum record_field;
        into.version = number(version, 0, INT64_MAX);
        into.last = number_or_none(last, INT64_MAX);
        into.centre = static_cast<int>(number(centre, -max_centre, max_centre));
        into.drift = static_cast<int>(number(drift, -100, 100));
        into.passcodes = count(tries, forgiven, since);
        into.debt = number(debt, 0, full_debt);
        into.debt_at = number(debt_at, 0, max_record_time);
        into.recovery = count(recovery_tries, recovery_forgiven, recovery_since);
        into.created = number(created, 0, max_record_time);
        into.used = number_or_none(used, max_record_time);

        into.id = {};
        into.kind = {};
        demand(id, is_none(id) || into.id.read(text(id)));
        demand(kind, is_none(kind) || server::read(text(kind), into.kind));
        demand(state, read_state(text(state), into.state));
        std::int64_t key_version = 0;
        pending_secret parts;
        take(sealed, into.sealed, [&](auto line) { return sealed_prefix(line, key_version) != 0; });
        take(pending, into.pending, [&](auto line) { return server::read(line, parts); });
        take(codes, into.codes, are_codes);
        if (wrong_ != 0) return first_fault();
        if (fields_.end(codes) != text_.size())
            return error{reason::record_length, fields_.end(codes)};

        // What a state has, and what it has not: at the field that says the state.
        bool const has_secret =
            into.state == factor_state::active || into.state == factor_state::decoy;
        bool const confirmed = into.state != factor_state::fresh;
        if (into.id.empty() == confirmed || is_none(kind) == confirmed ||
            into.sealed.empty() == has_secret ||
            (into.last < 0 && into.state != factor_state::decoy) == confirmed ||
            (!into.codes.empty() && into.state != factor_state::active))
            return error{reason::record_field, fields_.begin(state)};
        return std::nullopt;
    }

private:
    [[nodiscard]] constexpr std::string_view text(record_field which) const noexcept
    {
        return fields_.text(which);
    }
    [[nodiscard]] constexpr bool is_none(record_field which) const noexcept
    {
        return fields_.text(which) == "-";
    }

    constexpr void demand(record_field which, bool holds) noexcept
    {
        wrong_ |= std::uint32_t{!holds} << static_cast<int>(which);
    }
    [[nodiscard]] constexpr error first_fault() const noexcept
    {
        int const first = __builtin_ctz(wrong_);
        if (first >= fields_.size()) return {reason::record_length, text_.size()};
        return {reason::record_field, fields_.begin(static_cast<record_field>(first))};
    }

    constexpr std::int64_t number(record_field which, std::int64_t least,
                                  std::int64_t most) noexcept
    {
        std::int64_t value = 0;
        bool const is_one = otpp::detail::decimal::read_canonical(text_, fields_.begin(which),
                                                                  fields_.end(which), value);
        demand(which, is_one && value >= least && value <= most);
        return value;
    }
    constexpr std::int64_t number_or_none(record_field which, std::int64_t most) noexcept
    {
        return is_none(which) ? -1 : number(which, 0, most);
    }
    constexpr attempts count(record_field tries, record_field forgiven, record_field since) noexcept
    {
        attempts made;
        made.tries = number(tries, 0, INT64_MAX);
        made.forgiven = number(forgiven, 0, made.tries);
        made.since = number(since, 0, max_record_time);
        return made;
    }

    [[nodiscard]] static constexpr bool read_state(std::string_view name,
                                                   factor_state& into) noexcept
    {
        for (auto const each :
             {factor_state::active, factor_state::fresh, factor_state::off, factor_state::decoy}) {
            if (name != to_string(each)) continue;
            into = each;
            return true;
        }
        return false;
    }

    // Salt and one to sixteen hashes, each behind a comma.
    [[nodiscard]] static constexpr bool are_codes(std::string_view text) noexcept
    {
        constexpr std::size_t stride = 1 + recovery_hash_text;
        if (text.size() <= recovery_salt_text || text.size() > max_codes_text ||
            (text.size() - recovery_salt_text) % stride != 0)
            return false;
        bool good =
            otpp::detail::base64url::canonical(otpp::detail::slice(text, 0, recovery_salt_text));
        for (std::size_t at = recovery_salt_text; at != text.size(); at += stride)
            good &= text[at] == ',' && otpp::detail::base64url::canonical(
                                           otpp::detail::slice(text, at + 1, recovery_hash_text));
        return good;
    }

    std::string_view text_;
    field_ends fields_;
    std::uint32_t wrong_ = 0; // a bit for each field
};

// In place. What is wrong, if anything: then the record is no record.
[[nodiscard]] constexpr std::optional<error> read_record(std::string_view text,
                                                         record& into) noexcept
{
    constexpr std::string_view version_1 = "otpp1";
    if (!text.starts_with(version_1) ||
        (text.size() != version_1.size() && text[version_1.size()] != ' '))
        return error{reason::record_version, 0};
    if (text.size() > max_record_size) return error{reason::record_length, max_record_size};
    auto const wrong = record_reader{text}.read(into);
    otpp::detail::wipe_stack<
        otpp::detail::stack_depth::none>(); // it may hold a secret that no sealer seals
    return wrong;
}

} // namespace detail

/// Reads a record, whatever the text: `record_version`, `record_length` or `record_field`, and where.
/// What it accepts, `write` writes again, byte for byte.
[[nodiscard]] constexpr result<record> parse_record(std::string_view text) noexcept
{
    record into;
    auto const wrong = detail::read_record(text, into);
    if (wrong) return *wrong;
    return into;
}

namespace detail {

// Into room for the longest record: each part is bounded by its type.
class record_writer {
public:
    constexpr explicit record_writer(char* to) noexcept : at_{to} {}

    constexpr void text(std::string_view value) noexcept
    {
        std::char_traits<char>::copy(at_, value.data(), value.size());
        at_ += value.size();
    }
    constexpr void text_or_none(std::string_view value) noexcept
    {
        if (value.empty()) return text(" -");
        *at_++ = ' ';
        text(value);
    }
    constexpr void number(std::int64_t value) noexcept
    {
        *at_++ = ' ';
        if (value >= 0 && value < 10)
            *at_++ = static_cast<char>('0' + value); // half of them have one digit
        else
            at_ = otpp::detail::decimal::put(at_, value);
    }
    constexpr void number_or_none(std::int64_t value) noexcept
    {
        value < 0 ? text(" -") : number(value);
    }
    // Seconds of 1970 to 9999. A line says the same time up to three times: the later ones are copied.
    constexpr void time(std::int64_t value) noexcept
    {
        if (value < 10) return number(value);
        if (value == time_) {
            otpp::detail::store_le64(at_, otpp::detail::load_le64(time_at_)),
                otpp::detail::store_le64(at_ + 8, otpp::detail::load_le64(time_at_ + 8));
            at_ += time_size_;
            return;
        }
        char* const begin = at_;
        number(value);
        if (time_ != 0 || at_ - begin > 16) return;
        time_ = value;
        time_at_ = begin;
        time_size_ = at_ - begin;
    }
    constexpr void time_or_none(std::int64_t value) noexcept
    {
        value < 0 ? text(" -") : time(value);
    }
    constexpr void count(attempts const& value) noexcept
    {
        number(value.tries);
        number(value.forgiven);
        time(value.since);
    }
    constexpr void kind(factor_kind const& value) noexcept
    {
        if (value == factor_kind{}) return text_or_none(usual_kind);
        text(value.type == otp_type::totp ? " totp/" : " hotp/");
        text(to_string(value.algorithm));
        *at_++ = '/';
        at_ = otpp::detail::decimal::put(at_, value.digits.value());
        if (value.type == otp_type::hotp) return;
        *at_++ = '/';
        at_ = otpp::detail::decimal::put(at_, value.period.value());
    }

    [[nodiscard]] constexpr char const* end() const noexcept { return at_; }

private:
    char* at_;
    std::int64_t time_ = 0; // the first that is longer than a digit
    char const* time_at_ = at_;
    std::ptrdiff_t time_size_ = 0; // with its space
};

inline constexpr std::size_t longest_record = 5 + 15 * 21 + 1 + secret_id::characters + 1 +
                                              max_kind_size + 7 + 1 + max_sealed_text + 1 +
                                              max_pending_text + 1 + max_codes_text;
static_assert(longest_record + 16 <= max_record_size); // numbers and times are written in blocks

} // namespace detail

/// Writes the line of a record into `to`, whatever was there.
constexpr void write(record const& from, record_text& to) noexcept
{
    to.write([&from](char* room) {
        detail::record_writer line{room};
        line.text("otpp1");
        line.number(from.version);
        line.text_or_none(from.id.view());
        from.id.empty() ? line.text(" -") : line.kind(from.kind);
        line.text_or_none(to_string(from.state));
        line.number_or_none(from.last);
        line.number(from.centre);
        line.number(from.drift);
        line.count(from.passcodes);
        line.number(from.debt);
        line.time(from.debt_at);
        line.count(from.recovery);
        line.time(from.created);
        line.time_or_none(from.used);
        line.text_or_none(from.sealed.view());
        line.text_or_none(from.pending.view());
        line.text_or_none(from.codes.view());
        return line.end();
    });
}

/// The line of a record.
[[nodiscard]] constexpr record_text write(record const& from) noexcept
{
    record_text text;
    write(from, text);
    return text;
}

} // namespace otpp::server

#endif
