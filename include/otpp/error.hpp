// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_ERROR_HPP
#define OTPP_ERROR_HPP
// Errors are values: a reason, and the byte offset in the text where it was found.

#include <cstddef>
#include <string_view>
#include <utility>

namespace otpp {

/// Why an input was refused. `message(reason)` puts it into words.
enum class reason : unsigned char {
    // keys
    key_empty,
    key_too_long,
    key_too_short,
    no_entropy,
    // base32, RFC 4648 section 6
    base32_symbol,
    base32_lookalike,
    base32_padding,
    base32_length,
    base32_trailing_bits,
    output_too_small,
    // parameters
    not_a_number,
    digits_out_of_range,
    period_out_of_range,
    counter_out_of_range,
    window_out_of_range,
    algorithm_unknown,
    // time
    before_t0,
    step_too_large,
    time_not_finite,
    time_without_zone,
    // passcodes
    passcode_length,
    passcode_not_a_digit,
    // otpauth URIs and accounts
    uri_too_long,
    uri_scheme,
    uri_type,
    uri_escape,
    control_character,
    invalid_utf8,
    name_empty,
    name_space,
    period_too_short,
    name_colon,
    issuer_colon,
    parameter_doubled,
    secret_missing,
    counter_missing,
    wrong_type,
    // policies, factors and their records
    attempts_out_of_range,
    wait_out_of_range,
    budget_out_of_range,
    period_too_long,
    recovery_code_symbol,
    recovery_code_length,
    factor_name,
    already_enrolled,
    factor_unknown,
    record_version,
    record_length,
    record_field,
    store_failed,
    store_busy,
    seal_broken,
    seal_key_unknown,
    key_ring_text,
    key_version_doubled,
    key_file_unreadable,
    key_file_mode,
    key_variable_missing,
    store_unopened,
    store_mode,
    store_schema,
    store_corrupt,
    store_read_only,
    store_full,
    store_locked,
    // provisioning: profiles of apps, migrations
    profile_type,
    profile_algorithm,
    profile_digits,
    profile_period,
    profile_counter,
    profile_name,
    profile_domain,
    base64_symbol,
    base64_length,
    migration_link,
    migration_truncated,
    migration_field,
    migration_value,
    part_number,
    part_missing,
    part_doubled,
    part_foreign,
    period_not_held,
    digits_not_held,
    parameters_not_held,
    migration_too_long,
    // bulk calls
    kernel_unknown,
    kernel_missing,
    rows_differ,
    cancelled,
};

/// The reason in words: what is wrong and what to do. It never quotes the input.
[[nodiscard]] constexpr std::string_view message(reason why) noexcept
{
    switch (why) {
    case reason::key_empty: return "the key is empty: a secret has 1 to 128 bytes";
    case reason::key_too_long: return "the key is too long: a secret has at most 128 bytes";
    case reason::key_too_short:
        return "the key is too short: a new secret has at least 16 bytes (RFC 4226, section 4)";
    case reason::no_entropy: return "the operating system gave no random bytes";
    case reason::base32_symbol:
        return "not a base32 character: only A to Z and 2 to 7 (spaces and hyphens between groups)";
    case reason::base32_lookalike:
        return "0, 1, 8 and 9 are not in base32: the letter O, I or L, or B, may have been meant";
    case reason::base32_padding:
        return "wrong base32 padding: '=' only at the end, and filling the last group of 8 exactly";
    case reason::base32_length:
        return "the base32 text has an impossible length: a character is missing or left over";
    case reason::base32_trailing_bits:
        return "the last base32 character has bits that belong to no byte";
    case reason::output_too_small: return "the result does not fit into the room given for it";
    case reason::not_a_number: return "not a number: only the digits 0 to 9";
    case reason::digits_out_of_range: return "digits must be 6 to 10";
    case reason::period_out_of_range: return "the period must be 1 to 2147483647 seconds";
    case reason::counter_out_of_range: return "a counter must be 0 to 2^63-1";
    case reason::window_out_of_range: return "a window reaches 0 to 100 steps to either side";
    case reason::algorithm_unknown: return "unknown algorithm: SHA1, SHA256 or SHA512";
    case reason::before_t0: return "the time lies before T0: there is no passcode yet";
    case reason::step_too_large: return "the time lies beyond step 2^63-1";
    case reason::time_not_finite: return "not a time: NaN or infinite";
    case reason::time_without_zone:
        return "a datetime without a time zone names no moment: in the hour that a clock change "
               "repeats it would be read wrong; give it tzinfo, or Unix seconds";
    case reason::passcode_length: return "the code has the wrong number of digits";
    case reason::passcode_not_a_digit: return "a code has only the digits 0 to 9";
    case reason::uri_too_long: return "the URI is too long: at most 2953 bytes fit one QR code";
    case reason::uri_scheme: return "not a one-time password URI: it begins with otpauth://";
    case reason::uri_type: return "unknown type: otpauth://totp/ or otpauth://hotp/";
    case reason::uri_escape: return "bad escape: '%' is followed by two hexadecimal digits";
    case reason::control_character: return "a NUL or other control character is not allowed";
    case reason::invalid_utf8: return "the text is not UTF-8";
    case reason::name_empty: return "the account needs a name: some apps refuse an empty label";
    case reason::name_space: return "no space before the account's name: apps drop it";
    case reason::period_too_short:
        return "the period is too short: a new account has at least 5 seconds";
    case reason::name_colon: return "no colon in the account's name: apps split the label there";
    case reason::issuer_colon: return "no colon in the issuer: apps split the label there";
    case reason::parameter_doubled: return "the parameter stands twice";
    case reason::secret_missing: return "the URI has no secret parameter";
    case reason::counter_missing: return "an hotp URI needs a counter parameter";
    case reason::wrong_type: return "the account is of the other type (totp or hotp)";
    case reason::attempts_out_of_range: return "attempts must be 1 to 1000000";
    case reason::wait_out_of_range: return "a wait must be 0 to 86400 seconds";
    case reason::budget_out_of_range: return "a budget must be 1 to 86400 failed attempts a day";
    case reason::period_too_long: return "the period is longer than the policy allows";
    case reason::recovery_code_symbol:
        return "not a character of a recovery code: A to Z and 2 to 7 (spaces and hyphens between "
               "groups)";
    case reason::recovery_code_length: return "a recovery code has 24 characters";
    case reason::factor_name:
        return "a factor is named by 1 to 256 bytes, and not by otpp: and what follows";
    case reason::already_enrolled:
        return "the factor is in use: replacing it needs a code of its own";
    case reason::factor_unknown: return "there is no such factor";
    case reason::record_version:
        return "not a record that this version reads: it begins with otpp1";
    case reason::record_length: return "the record has a field too few or too many, or is too long";
    case reason::record_field: return "a field of the record is not what stands there";
    case reason::store_failed: return "the store gave no answer: the outcome is unknown";
    case reason::store_busy: return "too many others wrote the record at the same time";
    case reason::seal_broken:
        return "the sealed secret does not open: another key, another factor, or altered";
    case reason::seal_key_unknown:
        return "the sealed secret needs a key version that is not in the ring";
    case reason::key_ring_text:
        return "not a ring of keys: 1 to 16 of VERSION.KEY, a number and 43 characters of "
               "base64url";
    case reason::key_version_doubled: return "two keys of the ring have one version";
    case reason::key_file_unreadable:
        return "the file of the keys cannot be read, is no plain file, or is too long";
    case reason::key_file_mode:
        return "the file of the keys is open to others, or not its reader's: chmod 600, chown";
    case reason::key_variable_missing:
        return "the variable of the environment that is to hold the keys is not set";
    case reason::store_unopened: return "the file of the store cannot be opened or made";
    case reason::store_mode:
        return "the file of the store is open to others, or not its reader's: chmod 600, chown";
    case reason::store_schema:
        return "the file is no store of this version: another program's, or a newer one's";
    case reason::store_corrupt: return "the file of the store is damaged: restore it";
    case reason::store_read_only: return "the store may not be written";
    case reason::store_full: return "the disk of the store is full";
    case reason::store_locked: return "others held the store for longer than the time-out";
    case reason::profile_type: return "the app of this profile does not read this type: use totp";
    case reason::profile_algorithm:
        return "the app of this profile ignores or refuses this algorithm: use SHA1";
    case reason::profile_digits:
        return "the app of this profile ignores or refuses this number of digits: use 6";
    case reason::profile_period:
        return "the app of this profile ignores or refuses this period: use 30 seconds";
    case reason::profile_counter:
        return "the app of this profile does not read a counter over 2^31-1";
    case reason::profile_name:
        return "the app of this profile would show another name or issuer: as_read_by shows which";
    case reason::profile_domain: return "this profile needs the site's domain, as in example.com";
    case reason::base64_symbol:
        return "not a base64 character: A to Z, a to z, 0 to 9, + and /, with = at the end alone";
    case reason::base64_length:
        return "the base64 text has an impossible length: a character is missing or left over";
    case reason::migration_link:
        return "not a migration: it begins with otpauth-migration://offline?data=";
    case reason::migration_truncated:
        return "the migration ends within a field, or a length reaches beyond its end";
    case reason::migration_field:
        return "a field of the migration is not of the kind that belongs there";
    case reason::migration_value:
        return "the migration names a type or a number of digits that nobody knows";
    case reason::part_number: return "a part's number is not below the number of parts";
    case reason::part_missing:
        return "a part of the export is missing: every QR code of it is needed";
    case reason::part_doubled: return "a part of the export is there twice";
    case reason::part_foreign: return "the parts are of two exports: each has its own number";
    case reason::period_not_held:
        return "a migration has no period: only accounts of 30 seconds can be in it";
    case reason::digits_not_held: return "a migration holds 6 or 8 digits, no others";
    case reason::parameters_not_held:
        return "a migration does not hold the other parameters of the account";
    case reason::migration_too_long:
        return "the account is too long for one QR code of a migration";
    case reason::kernel_unknown: return "there is no kernel of that name: kernels() lists them";
    case reason::kernel_missing:
        return "no such kernel on this machine, or none for this algorithm: kernels() lists those "
               "that there are";
    case reason::rows_differ:
        return "the rows do not fit together: keys, codes and times have one row or as many as the "
               "others, and the results as many as the longest";
    case reason::cancelled: return "the progress callback stopped it";
    }
    return "unknown reason";
}

/// What was wrong, and where.
struct error {
    /// The offset of a fault that has no place in a text.
    static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

    otpp::reason reason;
    std::size_t offset = nowhere; ///< in bytes, from the start of the text that was given

    friend constexpr bool operator==(error const&, error const&) = default;
};

namespace detail {

// Makes the T that a result holds beside an error and shows to nobody.
struct nothing {
    explicit nothing() = default; // not from {}: nobody gets an empty secret by a slip
};

} // namespace detail

/// A value or an error; T is one of this library's types, each of which has an empty state. To look into the one that is not there traps, in every build.
/// No std::optional: a dozen of those are a fifth of what this library costs to include.
template <class T>
class [[nodiscard]] result {
public:
    constexpr result(T&& value) noexcept : value_{std::move(value)}, has_value_{true} {}
    constexpr result(T const& value) noexcept
        requires requires { T(value); }
        : value_{value}, has_value_{true}
    {}
    constexpr result(otpp::error why) noexcept : error_{why} {}
    constexpr result(otpp::reason why, std::size_t offset = otpp::error::nowhere) noexcept
        : error_{why, offset}
    {}

    [[nodiscard]] constexpr bool has_value() const noexcept { return has_value_; }
    constexpr explicit operator bool() const noexcept { return has_value_; }

    [[nodiscard]] constexpr T& operator*() & noexcept { return *checked(); }
    [[nodiscard]] constexpr T const& operator*() const& noexcept { return *operator->(); }
    [[nodiscard]] constexpr T&& operator*() && noexcept { return std::move(*checked()); }
    [[nodiscard]] constexpr T* operator->() noexcept { return checked(); }
    [[nodiscard]] constexpr T const* operator->() const noexcept
    {
        if (!has_value_) __builtin_trap();
        return &value_;
    }

    [[nodiscard]] constexpr otpp::error error() const noexcept
    {
        if (has_value_) __builtin_trap();
        return error_;
    }

private:
    constexpr T* checked() noexcept
    {
        if (!has_value_) __builtin_trap();
        return &value_;
    }

    static constexpr T empty() noexcept
    {
        if constexpr (requires { T{detail::nothing{}}; })
            return T{detail::nothing{}};
        else
            return T{};
    }

    T value_ = empty();
    otpp::error error_{};
    bool has_value_ = false;
};

} // namespace otpp

#endif
