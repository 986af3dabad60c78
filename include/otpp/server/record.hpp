// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_RECORD_HPP
#define OTPP_SERVER_RECORD_HPP
// What a server remembers of a factor: the last step of RFC 6238, section 5.2, the counted attempts of
// RFC 4226, section 7.3, the sealed secret, and what is begun and not yet confirmed.

#include <otpp/detail/base64.hpp>
#include <otpp/detail/borrow.hpp>
#include <otpp/detail/decimal.hpp>
#include <otpp/detail/text.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/server/factor.hpp>
#include <otpp/server/field.hpp>
#include <otpp/server/sealer.hpp>
#include <otpp/time.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace otpp::server {

/// The seconds that a record holds: 1970 to the end of 9999. A clock beyond is held at the end.
inline constexpr std::int64_t max_record_time = 253'402'300'799;

/// How far from the server's clock a device's may be found by resynchronising, in steps.
inline constexpr int max_centre = 1000;

/// Seconds that a begun secret waits for its confirmation.
inline constexpr std::int64_t pending_lifetime = 86'400;

inline constexpr std::size_t max_pending_text =
    secret_id::characters + 1 + max_kind_size + 1 + 19 + 1 + max_sealed_text + 1 + 12;

inline constexpr std::size_t max_recovery_codes = 16;
inline constexpr std::size_t recovery_salt_text = 16; ///< characters of 12 bytes
inline constexpr std::size_t recovery_hash_text = 20; ///< characters of 15 bytes
inline constexpr std::size_t max_codes_text =
    recovery_salt_text + max_recovery_codes * (1 + recovery_hash_text);

enum class factor_state : unsigned char {
    fresh,  ///< begun, never confirmed; a record says "new"
    active, ///< in use
    off,    ///< deactivated: a tombstone without secrets
    decoy,  ///< stands for factors that are not there: decoys.hpp
};

/// As a record says it: new, active, off, decoy.
[[nodiscard]] constexpr std::string_view to_string(factor_state state) noexcept
{
    constexpr std::string_view names[]{"new", "active", "off", "decoy"};
    return names[static_cast<unsigned char>(state)];
}

/// The attempts of one lane. Both counts only grow.
struct attempts {
    std::int64_t tries = 0;    ///< ever admitted
    std::int64_t forgiven = 0; ///< of them, at most all
    std::int64_t since = 0;    ///< when the last was counted, Unix seconds

    [[nodiscard]] constexpr std::int64_t failures() const noexcept { return tries - forgiven; }
    friend constexpr bool operator==(attempts const&, attempts const&) = default;
};

/// A value: `parse_record` makes it from a line of text, `write` the line from it. It is plain data;
/// only `admit`, `settle` and the actions of `call` keep its rules.
struct record {
    std::int64_t version = 0; ///< one more at every write
    secret_id id{};           ///< of the secret in use
    factor_kind kind{};       ///< of the secret in use
    factor_state state = factor_state::fresh;
    std::int64_t last = -1;   ///< the last step (or counter) that was used; -1: none
    int centre = 0;           ///< steps that the device was proved to be ahead, -1000 to 1000
    int drift = 0;            ///< steps learned around that since, at most 100 to either side
    attempts passcodes{};     ///< tries, base, since
    std::int64_t debt = 0;    ///< of the budget, in seconds
    std::int64_t debt_at = 0; ///< when that was so, Unix seconds
    attempts recovery{};      ///< the recovery lane's own: rtries, rbase, rsince
    std::int64_t created = 0; ///< when it was begun, Unix seconds
    std::int64_t used = -1;   ///< when a code was accepted last, Unix seconds; -1: never
    field<max_sealed_text> sealed{};   ///< key version, '.', base64url; empty: none
    field<max_pending_text> pending{}; ///< the secret that waits for its confirmation: `pending_of`
    field<max_codes_text> codes{};     ///< salt and hashes of the unused recovery codes

    friend constexpr bool operator==(record const&, record const&) = default;
};

/// A secret that was begun. Its texts lie in the record that it was read from.
struct pending_secret {
    secret_id id{};
    factor_kind kind{};
    std::int64_t counter = 0; ///< HOTP's first; of TOTP 0
    std::string_view sealed{};
    std::int64_t begun = 0; ///< Unix seconds

    /// After a day, or a day before it was begun, where a clock was set.
    [[nodiscard]] constexpr bool expired(std::int64_t now) const noexcept
    {
        return now - begun > pending_lifetime || begun - now > pending_lifetime;
    }
};

/// A time as records hold it.
[[nodiscard]] constexpr std::int64_t record_time(unix_time now) noexcept
{
    if (now.seconds < 0) return 0;
    return now.seconds < max_record_time ? now.seconds : max_record_time;
}

/// Reads exactly what `text_of` writes; false otherwise.
[[nodiscard]] constexpr bool read(std::string_view text, pending_secret& pending) noexcept
{
    auto const piece = [&text] { // up to the next comma, which is dropped
        std::size_t const comma = otpp::detail::find(text, ',');
        std::string_view const first = otpp::detail::slice(text, 0, comma);
        text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
        return first;
    };
    auto const number = [](std::string_view digits, std::int64_t most, std::int64_t& value) {
        return !digits.empty() &&
               otpp::detail::decimal::read_canonical(digits, value) == digits.size() &&
               value >= 0 && value <= most;
    };
    if (!pending.id.read(piece())) return false;
    if (!read(piece(), pending.kind)) return false;
    if (!number(piece(), INT64_MAX, pending.counter)) return false;
    if (pending.kind.type == otp_type::totp && pending.counter != 0) return false;
    pending.sealed = piece();
    std::int64_t version = 0;
    if (detail::sealed_prefix(pending.sealed, version) == 0) return false;
    return number(text, max_record_time, pending.begun);
}

/// As a record holds it.
[[nodiscard]] constexpr field<max_pending_text> text_of(pending_secret const& pending) noexcept
{
    field<max_pending_text> text;
    text.append(pending.id.view());
    text.append(',');
    append(text, pending.kind);
    text.append(',');
    text.append_number(pending.counter);
    text.append(',');
    text.append(pending.sealed);
    text.append(',');
    text.append_number(pending.begun);
    return text;
}

/// The secret that waits in a record, if there is one: `id` is empty where there is not.
[[nodiscard]] constexpr pending_secret pending_of(record const& from
                                                  [[clang::lifetimebound]]) noexcept
{
    pending_secret pending;
    bool const waits = !from.pending.empty() && read(from.pending.view(), pending);
    otpp::detail::wipe_stack<otpp::detail::stack_depth::none>();
    return waits ? pending : pending_secret{};
}

} // namespace otpp::server

#endif
