// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PROVISIONING_MIGRATION_WRITER_HPP
#define OTPP_PROVISIONING_MIGRATION_WRITER_HPP
// Accounts into links that Google Authenticator imports, each for one QR code: the message is as
// https://github.com/beemdevelopment/Aegis/blob/master/app/src/main/proto/google_auth.proto has it.

#include <otpp/account.hpp>
#include <otpp/algorithm.hpp>
#include <otpp/detail/text.hpp>
#include <otpp/detail/uri_draft.hpp>
#include <otpp/otp_type.hpp>
#include <otpp/provisioning/detail/escaped_base64.hpp>
#include <otpp/provisioning/detail/protobuf.hpp>
#include <otpp/provisioning/migration.hpp>
#include <otpp/result.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace otpp::provisioning {

/// How a migration is written.
struct migration_options {
    std::int32_t id = 1;          ///< the export's own number: a random one, so that none are mixed
    bool drop_parameters = false; ///< other parameters (image and the like) may be lost
};

/// Accounts of one part: as many as Google Authenticator puts into a QR code.
inline constexpr std::size_t accounts_of_a_part = 10;

namespace detail {

// "issuer:name" as the label has it: what Google Authenticator writes as the name.
template <class Sink>
constexpr void write_label(wire_writer<Sink>& to, account const& from) noexcept
{
    auto const prefix = from.issuer_prefix();
    bool const colon =
        !prefix.empty() || otpp::detail::find(from.name(), ':') != std::string_view::npos;
    to.head(2, prefix.size() + colon + from.name().size());
    to.text(prefix);
    if (colon) to.text(":");
    to.text(from.name());
}

template <class Sink>
constexpr void write_account(Sink& sink, account const& from) noexcept
{
    wire_writer<Sink> to{sink};
    auto const key = from.secret().bytes();
    to.head(1, key.size());
    for (unsigned char const byte : key) sink.put(byte);
    write_label(to, from);
    if (!from.issuer_parameter().empty()) {
        to.head(3, from.issuer_parameter().size());
        to.text(from.issuer_parameter());
    }
    to.number(4, static_cast<std::uint64_t>(from.algorithm()) + 1);
    to.number(5, from.digits().value() == 8 ? 2 : 1);
    to.number(6, from.is_totp() ? 2 : 1);
    if (!from.is_totp()) to.number(7, static_cast<std::uint64_t>(from.counter()));
}

// A link, as far as one QR code holds it.
using part_text = otpp::detail::uri_draft<max_uri_size>;

struct part_numbers {
    std::int64_t size, index, id;
};

template <class Accounts>
constexpr void write_part(part_text& to, Accounts const& accounts, std::size_t first,
                          std::size_t count, part_numbers numbers) noexcept
{
    to.put(migration_prefix);
    base64_writer<part_text> bytes{to};
    wire_writer<base64_writer<part_text>> fields{bytes};
    for (std::size_t i = first; i != first + count; ++i) {
        byte_counter size;
        write_account(size, accounts[i]);
        fields.head(1, size.count());
        write_account(bytes, accounts[i]);
    }
    fields.number(2, 1); // the version
    fields.number(3, static_cast<std::uint64_t>(numbers.size));
    fields.number(4, static_cast<std::uint64_t>(numbers.index));
    fields.number(5, static_cast<std::uint64_t>(numbers.id)); // of a negative one all ten bytes
    bytes.end();
}

// How many of the accounts from `first` on the next part takes: 0 if not even one fits.
template <class Accounts>
[[nodiscard]] constexpr std::size_t count_of_part(Accounts const& accounts,
                                                  std::size_t first) noexcept
{
    std::size_t const left = accounts.size() - first;
    std::size_t count = left < accounts_of_a_part ? left : accounts_of_a_part;
    for (; count != 0; --count) {
        part_text whole;
        write_part(whole, accounts, first, count, {INT32_MAX, INT32_MAX, INT32_MIN});
        if (whole.fits()) break;
    }
    return count;
}

} // namespace detail

/// Why a migration cannot hold the account as it is: `period_not_held` (it has 30 seconds alone),
/// `digits_not_held` (6 and 8), `issuer_colon`, `parameters_not_held`. Nothing if it can.
[[nodiscard]] constexpr std::optional<reason>
cannot_migrate(account const& from, migration_options const& options = {}) noexcept
{
    if (from.is_totp() && from.period().value() != 30) return reason::period_not_held;
    if (from.digits().value() != 6 && from.digits().value() != 8) return reason::digits_not_held;
    if (otpp::detail::find(from.issuer_prefix(), ':') != std::string_view::npos)
        return reason::issuer_colon;
    if (!options.drop_parameters && !from.other_parameters().empty())
        return reason::parameters_not_held;
    return std::nullopt;
}

/// Which account cannot be written, and why.
struct account_fault {
    reason why;
    std::size_t account; ///< its place, from 0 on
};

/// Calls `use(text)` with each link of an export, in order; each fits one QR code of 2,953 bytes, and
/// has at most ten accounts. `accounts` has size() and [], which gives an account. All are looked at
/// before the first link is made: where one cannot be held (`cannot_migrate`) or is too long for a
/// link (`migration_too_long`), there is none. A text shows its secrets, and is wiped behind the call.
template <class Accounts, class Use>
[[nodiscard]] constexpr std::optional<account_fault>
write_migration(Accounts const& accounts, migration_options const& options, Use&& use)
{
    for (std::size_t i = 0; i != accounts.size(); ++i)
        if (auto const why = cannot_migrate(accounts[i], options)) return account_fault{*why, i};
    std::int64_t parts = 0;
    for (std::size_t first = 0; first != accounts.size(); ++parts) {
        std::size_t const count = detail::count_of_part(accounts, first);
        if (count == 0) return account_fault{reason::migration_too_long, first};
        first += count;
    }
    std::int64_t index = 0;
    for (std::size_t first = 0; first != accounts.size(); ++index) {
        std::size_t const count = detail::count_of_part(accounts, first);
        detail::part_text text;
        detail::write_part(text, accounts, first, count, {parts, index, options.id});
        use(text.view());
        first += count;
    }
    return std::nullopt;
}

} // namespace otpp::provisioning

#endif
