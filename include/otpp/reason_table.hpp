// SPDX-License-Identifier: BSL-1.0
// The table of reasons and nothing else: OTPP_REASON(enumerator, words). The words say what is wrong and
// what to do, and never quote the input. reason.hpp makes the enumeration and message() from it, the
// bindings otpp.Reason, tools/reason_stub.py the stub. An includer defines OTPP_REASON before it.

#ifndef OTPP_REASON
#define OTPP_REASON(enumerator, words)
#endif

// keys
OTPP_REASON(key_empty, "the key is empty: a secret has 1 to 128 bytes")
OTPP_REASON(key_too_long, "the key is too long: a secret has at most 128 bytes")
OTPP_REASON(key_too_short,
            "the key is too short: a new secret has at least 16 bytes (RFC 4226, section 4)")
OTPP_REASON(no_entropy,
            "the operating system returned no random bytes, and nothing was generated: try again")
// base32, RFC 4648 section 6
OTPP_REASON(
    base32_symbol,
    "invalid base32 character: use A to Z and 2 to 7, with spaces or hyphens between groups")
OTPP_REASON(base32_lookalike,
            "0, 1, 8 and 9 are not in base32: the letter O, I, L or B may have been meant")
OTPP_REASON(base32_padding,
            "invalid base32 padding: '=' is allowed only at the end, to fill the last group of 8")
OTPP_REASON(base32_length,
            "invalid base32 length: a character is missing or left over; copy the whole text again")
OTPP_REASON(base32_trailing_bits,
            "the last base32 character has nonzero bits after the last byte: encode the key again")
OTPP_REASON(output_too_small, "the output buffer is too small for the result: pass a larger one")
// parameters
OTPP_REASON(not_a_number, "not a number: use only the digits 0 to 9")
OTPP_REASON(digits_out_of_range, "digits must be 6 to 10")
OTPP_REASON(period_out_of_range, "the period must be 1 to 2147483647 seconds")
OTPP_REASON(counter_out_of_range, "the counter must be 0 to 2^63-1")
OTPP_REASON(window_out_of_range, "a window must be 0 to 100 steps to each side")
OTPP_REASON(algorithm_unknown, "unknown algorithm: use SHA1, SHA256 or SHA512")
// time
OTPP_REASON(before_t0,
            "the time is before T0, when there is no passcode yet: check the clock and T0")
OTPP_REASON(step_too_large, "the time is beyond step 2^63-1: check that it is in seconds")
OTPP_REASON(time_not_finite, "the time is NaN or infinite: pass Unix seconds")
OTPP_REASON(
    time_without_zone,
    "the datetime has no time zone and names two moments when a clock is set back: set tzinfo, or "
    "pass Unix seconds")
// passcodes
OTPP_REASON(passcode_length,
            "the code has the wrong number of digits: enter it as the app shows it")
OTPP_REASON(passcode_not_a_digit, "the code has a character that is not a digit: enter only 0 to 9")
// otpauth URIs and accounts
OTPP_REASON(
    uri_too_long,
    "the URI is longer than the 2953 bytes that fit into one QR code: shorten the name or the "
    "issuer")
OTPP_REASON(uri_scheme, "not a one-time password URI: it must begin with otpauth://")
OTPP_REASON(uri_type, "unknown type: use totp or hotp, as in otpauth://totp/")
OTPP_REASON(uri_escape, "invalid percent-encoding: '%' must be followed by two hexadecimal digits")
OTPP_REASON(control_character, "NUL and other control characters are not allowed: remove this one")
OTPP_REASON(invalid_utf8, "the text is not valid UTF-8: encode it again")
OTPP_REASON(name_empty, "the account has no name: some apps refuse an empty label; give it one")
OTPP_REASON(name_space, "the account's name begins with a space, which apps drop: remove it")
OTPP_REASON(period_too_short,
            "the period is too short: a new account has at least 5 seconds, usually 30")
OTPP_REASON(name_colon,
            "the account's name contains a colon, where apps split the label: remove it")
OTPP_REASON(issuer_colon, "the issuer contains a colon, where apps split the label: remove it")
OTPP_REASON(parameter_doubled, "the URI has this parameter twice: remove one of them")
OTPP_REASON(secret_missing, "the URI has no secret parameter: add secret= and the key in base32")
OTPP_REASON(counter_missing,
            "an hotp URI needs a counter parameter: add counter= and the next counter")
OTPP_REASON(wrong_type,
            "the account has the other type: read a totp account as totp, an hotp account as hotp")
// policies, factors and their records
OTPP_REASON(attempts_out_of_range, "attempts must be 1 to 1000000")
OTPP_REASON(wait_out_of_range, "a wait must be 0 to 86400 seconds")
OTPP_REASON(delay_over_max, "the delay is longer than max_delay: lower delay or raise max_delay")
OTPP_REASON(budget_out_of_range, "a budget must be 1 to 86400 failed attempts a day")
OTPP_REASON(period_too_long,
            "the period is longer than the policy allows: use a shorter one, usually 30 seconds")
OTPP_REASON(
    recovery_code_symbol,
    "invalid character in a recovery code: use A to Z and 2 to 7, with spaces or hyphens between "
    "groups")
OTPP_REASON(recovery_code_length, "a recovery code has 24 characters: enter all of them")
OTPP_REASON(factor_name,
            "invalid factor name: use 1 to 256 bytes of UTF-8 that do not begin with otpp:")
OTPP_REASON(already_enrolled,
            "the factor is already enrolled: call replace with one of its own codes")
OTPP_REASON(factor_unknown, "no factor has this name: enroll it first")
OTPP_REASON(record_version,
            "unknown record version: this release reads records that begin with otpp1")
OTPP_REASON(record_length,
            "the record is too long, or has too few or too many fields: restore it from a backup")
OTPP_REASON(record_field, "the record has an invalid field: restore it from a backup")
OTPP_REASON(store_failed, "the store did not reply, and the outcome is unknown: try again")
OTPP_REASON(store_busy, "too many concurrent writes to one record: try again")
OTPP_REASON(
    seal_broken,
    "the sealed secret cannot be opened: it was sealed with another key or for another factor, or "
    "altered")
OTPP_REASON(seal_key_unknown,
            "the sealed secret needs a key version that is not in the key ring: add that key")
OTPP_REASON(
    key_ring_text,
    "invalid key ring: use 1 to 16 keys of the form VERSION.KEY, a number and 43 characters of "
    "base64url")
OTPP_REASON(key_version_doubled, "the key ring has two keys of one version: give each key its own")
OTPP_REASON(
    key_file_unreadable,
    "the key file cannot be read: it must be a regular file of a key ring's size, and readable")
OTPP_REASON(key_file_mode,
            "the key file is accessible to others or has another owner: run chmod 600 and chown")
OTPP_REASON(key_variable_missing, "the environment variable of the key ring is not set: set it")
OTPP_REASON(store_unopened,
            "the store's file cannot be opened or created: check its path and permissions")
OTPP_REASON(
    store_mode,
    "the store's file is accessible to others or has another owner: run chmod 600 and chown")
OTPP_REASON(store_schema,
            "the store's file has an unknown schema: another program or a newer version made it")
OTPP_REASON(store_corrupt, "the store's file is damaged: restore it from a backup")
OTPP_REASON(store_read_only, "the store is read-only: check the permissions of its file and folder")
OTPP_REASON(store_full, "the store's disk is full: free some space")
OTPP_REASON(store_locked,
            "another process held the store's lock for longer than the timeout: try again")
// provisioning: profiles of apps, migrations
OTPP_REASON(profile_type, "the app of this profile does not support this type: use totp")
OTPP_REASON(profile_algorithm,
            "the app of this profile ignores or refuses this algorithm: use SHA1")
OTPP_REASON(profile_digits,
            "the app of this profile ignores or refuses this number of digits: use 6")
OTPP_REASON(profile_period,
            "the app of this profile ignores or refuses this period: use 30 seconds")
OTPP_REASON(profile_counter,
            "the app of this profile does not support a counter over 2^31-1: use a smaller one")
OTPP_REASON(profile_name,
            "the app of this profile would show another name or issuer: as_read_by shows which")
OTPP_REASON(profile_domain, "this profile needs the site's domain: pass one such as example.com")
OTPP_REASON(base64_symbol,
            "invalid base64 character: use A to Z, a to z, 0 to 9, + and /, with = only at the end")
OTPP_REASON(base64_length,
            "invalid base64 length: a character is missing or left over; copy the whole text again")
OTPP_REASON(migration_link,
            "not a migration link: it must begin with otpauth-migration://offline?data=")
OTPP_REASON(migration_truncated,
            "the migration ends within a field, or a length exceeds it: scan the QR code again")
OTPP_REASON(migration_field, "the migration has an invalid field: export the accounts again")
OTPP_REASON(
    migration_value,
    "the migration has an unknown type or number of digits: add this account by its otpauth URI")
OTPP_REASON(part_number,
            "a part's number must be less than the number of parts: export the accounts again")
OTPP_REASON(part_missing, "a part of the export is missing: scan every QR code of it")
OTPP_REASON(part_doubled, "a part of the export appears twice: pass each QR code once")
OTPP_REASON(part_foreign, "the parts belong to two exports: pass those of one export at a time")
OTPP_REASON(
    period_not_held,
    "a migration holds no period, only accounts of 30 seconds: use an otpauth URI for this account")
OTPP_REASON(digits_not_held,
            "a migration holds only 6 or 8 digits: use an otpauth URI for this account")
OTPP_REASON(
    parameters_not_held,
    "a migration does not hold this account's other parameters: use an otpauth URI for this "
    "account")
OTPP_REASON(migration_too_long,
            "the account does not fit into one QR code of a migration: shorten its name or issuer")
// bulk calls
OTPP_REASON(kernel_unknown, "unknown kernel: kernels() lists the names")
OTPP_REASON(
    kernel_missing,
    "the kernel does not run on this machine or with this algorithm: kernels() lists those that do")
OTPP_REASON(
    rows_differ,
    "the numbers of rows differ: keys, codes and times need one row or as many as the others, and "
    "results as many as the longest")
OTPP_REASON(cancelled,
            "the progress callback cancelled the call: call again for the remaining rows")

#undef OTPP_REASON
