// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_RECORD_TEXT_HPP
#define OTPP_SERVER_RECORD_TEXT_HPP
// A record as the one line that stores keep and compare: "otpp1 version id kind state last …".
// Each record has one text and each text one record.

#include <otpp/detail/text.hpp>
#include <otpp/error.hpp>
#include <otpp/server/field.hpp>
#include <otpp/server/number.hpp>
#include <otpp/server/record.hpp>
#include <otpp/server/sealer.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace otpp {

/// Bytes of the longest record.
inline constexpr std::size_t max_record_size = 2048;

/// Where a record's line is kept. It wipes itself, since a sealer may be one that does not seal.
using record_text = field<max_record_size>;

/// Seconds of a full budget: a day.
inline constexpr std::int64_t full_debt = 86'400;

namespace detail {

class record_reader {
public:
    constexpr explicit record_reader(std::string_view text) noexcept : text_{text} {}

    [[nodiscard]] constexpr result<record> read() noexcept
    {
        record into;
        if (!text_.starts_with("otpp1")) return {reason::record_version, 0};
        at_ = 5;
        if (at_ != text_.size() && text_[at_] != ' ') return {reason::record_version, 0};
        if (text_.size() > max_record_size) return {reason::record_length, max_record_size};

        into.version = number(0, INT64_MAX);
        auto const id = word();
        demand(id == "-" || into.id.read(id));
        auto const kind = word();
        demand(kind == "-" || otpp::read(kind, into.kind));
        state(into.state);
        into.last = number_or_none();
        into.centre = static_cast<int>(number(-max_centre, max_centre));
        into.drift = static_cast<int>(number(-100, 100));
        into.passcodes.tries = number(0, INT64_MAX);
        into.passcodes.forgiven = number(0, into.passcodes.tries);
        into.passcodes.since = number(0, max_record_time);
        into.debt = number(0, full_debt);
        into.debt_at = number(0, max_record_time);
        into.recovery.tries = number(0, INT64_MAX);
        into.recovery.forgiven = number(0, into.recovery.tries);
        into.recovery.since = number(0, max_record_time);
        into.created = number(0, max_record_time);
        into.used = number_or_none();
        demand(into.used <= max_record_time);
        sealed(into.sealed);
        pending(into.pending);
        codes(into.codes);
        if (good_ && at_ != text_.size()) fail(reason::record_length, at_);
        if (!good_) return {why_, where_};
        // What a state has, and what it has not: at the field that says the state.
        bool const has_secret =
            into.state == factor_state::active || into.state == factor_state::decoy;
        bool const named = into.state != factor_state::fresh;
        if (into.id.empty() == named || (kind == "-") == named ||
            into.sealed.empty() == has_secret ||
            (into.last < 0 && into.state != factor_state::decoy) == named ||
            (!into.codes.empty() && into.state != factor_state::active))
            return {reason::record_field, state_at_};
        return into;
    }

private:
    constexpr void fail(reason why, std::size_t where) noexcept
    {
        if (good_) why_ = why, where_ = where;
        good_ = false;
    }
    constexpr void demand(bool holds) noexcept
    {
        if (!holds) fail(reason::record_field, field_);
    }

    // To the first character of the next field.
    constexpr bool next() noexcept
    {
        if (!good_) return false;
        if (at_ == text_.size()) return fail(reason::record_length, at_), false;
        field_ = ++at_; // behind a space
        return true;
    }

    constexpr std::int64_t number(std::int64_t least, std::int64_t most) noexcept
    {
        std::int64_t value = 0;
        if (!next()) return 0;
        auto const ends = [this](std::size_t at) { return at >= text_.size() || text_[at] == ' '; };
        if (ends(at_ + 1) && at_ != text_.size() && text_[at_] >= '0' && text_[at_] <= '9') {
            value = text_[at_++] - '0'; // half of them have one digit
            demand(value >= least && value <= most);
            return value;
        }
        std::size_t const size = read_number(slice(text_, at_), value);
        at_ += size;
        demand(size != 0 && ends(at_) && value >= least && value <= most);
        return good_ ? value : 0;
    }

    constexpr std::int64_t number_or_none() noexcept
    {
        bool const none = text_.size() - at_ >= 2 && text_[at_ + 1] == '-' &&
                          (text_.size() - at_ == 2 || text_[at_ + 2] == ' ');
        if (!none || !good_) return number(0, INT64_MAX);
        field_ = at_ + 1;
        at_ += 2;
        return -1;
    }

    constexpr std::string_view word() noexcept
    {
        if (!next()) return "-";
        std::size_t const space = find(text_, ' ', at_);
        std::size_t const end = space == std::string_view::npos ? text_.size() : space;
        at_ = end;
        return slice(text_, field_, end - field_);
    }

    constexpr void state(factor_state& into) noexcept
    {
        auto const name = word();
        state_at_ = field_;
        for (auto const each :
             {factor_state::active, factor_state::fresh, factor_state::off, factor_state::decoy}) {
            if (name != to_string(each)) continue;
            into = each;
            return;
        }
        demand(false);
    }

    constexpr void sealed(field<max_sealed_text>& into) noexcept
    {
        auto const text = word();
        std::int64_t version = 0;
        if (text == "-") return;
        demand(sealed_prefix(text, version) != 0);
        if (good_) into.assign(text);
    }

    constexpr void pending(field<max_pending_text>& into) noexcept
    {
        auto const text = word();
        pending_secret parts;
        if (text == "-") return;
        demand(otpp::read(text, parts));
        if (good_) into.assign(text);
    }

    constexpr void codes(field<max_codes_text>& into) noexcept
    {
        auto const text = word();
        if (text == "-") return;
        demand(are_codes(text));
        if (good_) into.assign(text);
    }

    // Salt and one to sixteen hashes, each behind a comma.
    [[nodiscard]] static constexpr bool are_codes(std::string_view text) noexcept
    {
        constexpr std::size_t stride = 1 + recovery_hash_text;
        if (text.size() <= recovery_salt_text || text.size() > max_codes_text ||
            (text.size() - recovery_salt_text) % stride != 0)
            return false;
        bool good = base64url::canonical(slice(text, 0, recovery_salt_text));
        for (std::size_t at = recovery_salt_text; at != text.size(); at += stride)
            good &=
                text[at] == ',' && base64url::canonical(slice(text, at + 1, recovery_hash_text));
        return good;
    }

    std::string_view text_;
    std::size_t at_ = 0;    // behind the last field
    std::size_t field_ = 0; // where the field that is being read begins
    std::size_t state_at_ = 0;
    std::size_t where_ = 0;
    reason why_{};
    bool good_ = true;
};

} // namespace detail

/// Reads a record, whatever the text: `record_version`, `record_length` or `record_field`, and where.
/// What it accepts, `write` writes again, byte for byte.
[[nodiscard]] constexpr result<record> parse_record(std::string_view text) noexcept
{
    return detail::record_reader{text}.read();
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
        *at_++ = ' ';
        text(value.empty() ? "-" : value);
    }
    constexpr void number(std::int64_t value) noexcept
    {
        *at_++ = ' ';
        at_ = put_number(at_, value);
    }
    constexpr void number_or_none(std::int64_t value) noexcept
    {
        value < 0 ? text(" -") : number(value);
    }
    constexpr void count(attempts const& value) noexcept
    {
        number(value.tries);
        number(value.forgiven);
        number(value.since);
    }
    constexpr void kind(factor_kind const& value) noexcept
    {
        *at_++ = ' ';
        text(to_string(value.type));
        *at_++ = '/';
        text(to_string(value.algorithm));
        *at_++ = '/';
        at_ = put_number(at_, value.digits.value());
        if (value.type == otp_type::hotp) return;
        *at_++ = '/';
        at_ = put_number(at_, value.period.value());
    }

    [[nodiscard]] constexpr char const* end() const noexcept { return at_; }

private:
    char* at_;
};

inline constexpr std::size_t longest_record = 5 + 15 * 21 + 1 + secret_id::characters + 1 +
                                              max_kind_size + 7 + 1 + max_sealed_text + 1 +
                                              max_pending_text + 1 + max_codes_text;
static_assert(longest_record + 8 <= max_record_size); // a number is written in blocks of eight

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
        line.number(from.debt_at);
        line.count(from.recovery);
        line.number(from.created);
        line.number_or_none(from.used);
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

} // namespace otpp

#endif
