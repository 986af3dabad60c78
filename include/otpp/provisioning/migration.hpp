// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PROVISIONING_MIGRATION_HPP
#define OTPP_PROVISIONING_MIGRATION_HPP
// Google Authenticator's export, one link of it and all of them: the message is as
// https://github.com/beemdevelopment/Aegis/blob/master/app/src/main/proto/google_auth.proto has it.

#include <otpp/account.hpp>
#include <otpp/algorithm.hpp>
#include <otpp/detail/borrow.hpp>
#include <otpp/detail/inline_text.hpp>
#include <otpp/detail/text.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/otp_type.hpp>
#include <otpp/provisioning/as_found.hpp>
#include <otpp/provisioning/detail/escaped_base64.hpp>
#include <otpp/provisioning/detail/protobuf.hpp>
#include <otpp/result.hpp>
#include <otpp/secret.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace otpp::provisioning {

/// How each link of an export begins.
inline constexpr std::string_view migration_prefix = "otpauth-migration://offline?data=";

namespace detail {

// One account of the message, as it stands there: read whole, then judged.
class migration_account {
public:
    constexpr explicit migration_account(wire_reader& from) noexcept
    {
        while (auto const field = from.next()) {
            bool const bytes = field->type == wire_type::bytes;
            if (bytes && field->number == 1)
                take_secret(from);
            else if (bytes && field->number == 2)
                take(from, label_);
            else if (bytes && field->number == 3)
                take(from, issuer_);
            else if (field->type == wire_type::varint && field->number >= 4 && field->number <= 7)
                numbers_[field->number - 4] = from.varint();
            else
                from.skip(*field);
        }
    }

    [[nodiscard]] constexpr result<account> made() const noexcept
    {
        if (refused_) return *refused_;
        auto const [algorithm_number, digits_number, type_number, counter] = numbers_;
        if (algorithm_number > 3) return reason::algorithm_unknown; // 4 is MD5
        if (digits_number > 2 || type_number > 2) return reason::migration_value;
        if (counter > INT64_MAX) return reason::counter_out_of_range;
        found_account found{.secret = {secret_.value, secret_size_}};
        auto const label = label_.view();
        std::size_t const colon = otpp::detail::find(label, ':');
        bool const split = colon != std::string_view::npos;
        found.issuer_prefix = otpp::detail::slice(label, 0, split ? colon : 0);
        found.name = otpp::detail::slice(label, split ? colon + 1 : 0);
        found.issuer_parameter = issuer_.view();
        if (algorithm_number > 1) found.algorithm = static_cast<algorithm>(algorithm_number - 1);
        if (digits_number == 2) found.digits = 8;
        if (type_number == 1) {
            found.type = otp_type::hotp;
            found.counter = static_cast<std::int64_t>(counter);
        }
        return account_as_found(found);
    }

private:
    using text = otpp::detail::inline_text<max_uri_size>;

    constexpr void take_secret(wire_reader& from) noexcept
    {
        std::size_t const size = from.length();
        if (size > max_key_size) {
            refused_ = reason::key_too_long;
            return from.skip(size);
        }
        secret_size_ = size;
        for (std::size_t i = 0; i != size; ++i) secret_.value[i] = from.take();
    }

    constexpr void take(wire_reader& from, text& to) noexcept
    {
        std::size_t const size = from.length();
        to = text{}; // of two, the last counts
        if (size > max_uri_size) {
            refused_ = reason::uri_too_long;
            return from.skip(size);
        }
        for (std::size_t i = 0; i != size; ++i) (void)to.append(static_cast<char>(from.take()));
    }

    otpp::detail::wiped<unsigned char[max_key_size]> secret_;
    std::size_t secret_size_ = 0;
    text label_, issuer_;
    std::uint64_t numbers_[4]{}; // algorithm, digits, type, counter
    std::optional<reason> refused_{};
};

} // namespace detail

/// One link of an export, checked but for its accounts: those are read by `for_each`. It looks at the
/// text, which must live as long; it allocates nothing, whatever lengths the text claims.
class migration_part {
public:
    /// Reads a link: "otpauth-migration://offline?data=" and percent-encoded base64. '+' may have
    /// become a space. Errors carry the offset in the text: `migration_link`, `base64_symbol`,
    /// `base64_length`, `migration_truncated`, `migration_field`, `part_number`.
    [[nodiscard]] static constexpr result<migration_part> parse(std::string_view text
                                                                [[clang::lifetimebound]]) noexcept
    {
        for (std::size_t i = 0; i != migration_prefix.size(); ++i)
            if (i == text.size() || text[i] != migration_prefix[i])
                return {reason::migration_link, i};
        migration_part part{otpp::detail::nothing{}};
        part.data_ = otpp::detail::slice(text, migration_prefix.size());
        std::size_t end = 0; // of the parameter
        while (end != part.data_.size() && part.data_[end] != '&' && part.data_[end] != '#') ++end;
        part.data_ = otpp::detail::slice(part.data_, 0, end);

        auto bytes = part.source();
        for (unsigned char byte{}; bytes.next(byte);) ++part.bytes_;
        if (auto const bad = bytes.fault()) return *bad;

        auto message = part.message();
        while (auto const field = message.next()) part.take(message, *field);
        if (auto const bad = message.fault()) return *bad;
        if (part.size_ == 0) part.size_ = 1;
        if (part.size_ < 0 || part.index_ < 0 || part.index_ >= part.size_)
            return {reason::part_number, migration_prefix.size()};
        return part;
    }

    template <otpp::detail::owner_of<std::string_view> Text>
    static result<migration_part>
    parse(Text const&&) = delete; // name the text: a view of it is kept

    constexpr explicit migration_part(otpp::detail::nothing) noexcept {}

    /// Which export it is of; any number, also negative.
    [[nodiscard]] constexpr std::int32_t id() const noexcept { return id_; }
    /// How many parts the export has, and which this is: 0 to size - 1.
    [[nodiscard]] constexpr std::int32_t size() const noexcept { return size_; }
    [[nodiscard]] constexpr std::int32_t index() const noexcept { return index_; }
    /// How many accounts are in this part, those among them that cannot be read.
    [[nodiscard]] constexpr std::size_t accounts() const noexcept { return accounts_; }

    /// Calls `use(index, result<account>)` for each account, from 0 on. What cannot be one is an error
    /// without an offset: `algorithm_unknown` (MD5), `migration_value`, `key_empty`, `key_too_long`,
    /// `counter_out_of_range`, or what `account_as_found` says. What is unspecified is SHA1, 6
    /// digits, totp; the period is 30.
    template <class Use>
    constexpr void for_each(Use&& use) const
    {
        std::size_t index = 0;
        auto message = this->message();
        while (auto const field = message.next()) {
            if (field->number != 1 || field->type != detail::wire_type::bytes) {
                message.skip(*field);
                continue;
            }
            std::size_t const size = message.length();
            auto inner = message.within(size);
            detail::migration_account const found{inner};
            message.go_behind(inner, size);
            use(index++, found.made());
        }
    }

private:
    [[nodiscard]] constexpr detail::base64_source source() const noexcept
    {
        return {data_, migration_prefix.size()};
    }
    [[nodiscard]] constexpr detail::wire_reader message() const noexcept
    {
        return {source(), bytes_};
    }

    constexpr void take(detail::wire_reader& message, detail::wire_field const& field) noexcept
    {
        bool const number = field.type == detail::wire_type::varint;
        if (field.number == 1 && field.type == detail::wire_type::bytes) {
            std::size_t const size = message.length();
            auto inner = message.within(size);
            while (auto const each = inner.next()) inner.skip(*each);
            message.go_behind(inner, size);
            ++accounts_;
        }
        else if (number && field.number == 3)
            size_ = to_int32(message.varint());
        else if (number && field.number == 4)
            index_ = to_int32(message.varint());
        else if (number && field.number == 5)
            id_ = to_int32(message.varint());
        else
            message.skip(field);
    }

    // As every reader of the format takes an int32: the low bits, of ten bytes if it is negative.
    [[nodiscard]] static constexpr std::int32_t to_int32(std::uint64_t value) noexcept
    {
        return static_cast<std::int32_t>(static_cast<std::uint32_t>(value));
    }

    std::string_view data_{};
    std::size_t bytes_ = 0;
    std::size_t accounts_ = 0;
    std::int32_t id_ = 0, size_ = 0, index_ = 0;
};

/// What is wrong with a set of parts.
struct part_fault {
    reason why;       ///< `part_foreign`, `part_doubled` or `part_missing`
    std::size_t part; ///< of the first the place in the order given, of the others the part's index
};

/// Puts the parts of one export into its order. All must be there, each once, and of one export;
/// else they stay in some order.
[[nodiscard]] constexpr std::optional<part_fault>
order_parts(std::span<migration_part> parts) noexcept
{
    if (parts.empty()) return part_fault{reason::part_missing, 0};
    for (std::size_t i = 1; i != parts.size(); ++i)
        if (parts[i].id() != parts[0].id() || parts[i].size() != parts[0].size())
            return part_fault{reason::part_foreign, i};
    auto const index = [&](std::size_t i) { return static_cast<std::size_t>(parts[i].index()); };
    // Each goes where it belongs; where one is that belongs there, there are two of it.
    for (std::size_t i = 0; i != parts.size(); ++i)
        while (index(i) != i && index(i) < parts.size()) {
            std::size_t const to = index(i);
            if (index(to) == to) return part_fault{reason::part_doubled, to};
            std::swap(parts[i], parts[to]);
        }
    for (std::size_t i = 0; i != static_cast<std::size_t>(parts[0].size()); ++i)
        if (i >= parts.size() || index(i) != i) return part_fault{reason::part_missing, i};
    return std::nullopt;
}

} // namespace otpp::provisioning

#endif
