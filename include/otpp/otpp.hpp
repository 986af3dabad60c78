// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_OTPP_HPP
#define OTPP_OTPP_HPP
// One-time passwords: HOTP (RFC 4226), TOTP (RFC 6238) and the otpauth URIs that provision them.
//
// Links nothing, allocates nothing, throws nothing, never reads a clock; all of it but fresh random
// keys also runs in constant expressions. This page is the contract; every name is documented where
// it is declared.
//
//   result<T>                 a T (*r, r->) or r.error(): a reason and an offset; message(reason)
//
//   secret                    1 to 128 bytes; moves, wipes itself, shows itself only on request
//     ::from_base32(text)       result<secret>   any case, spaces and hyphens between groups
//     ::from_bytes(span)        result<secret>
//     ::generate(size = 20)     result<secret>   or generate(algorithm); at least 16 bytes
//     .bytes() .base32(group)   reveal it
//   base32_literal<"…">       a key in the source, for tests and examples
//   key_view                  a view of a key: from a secret, a literal, or
//     ::from(span)              result<key_view> of bytes that are kept elsewhere
//
//   totp{key, {.digits = 6, .period = 30, .algorithm = algorithm::sha1, .t0 = unix_time{0}}}
//     .at(time)                 passcode; empty before T0
//     .match(code, time, {.back = 1, .ahead = 1})
//                               std::optional<match>: step and drift; says where a code fits, not
//                               whether a person gets in: a step must open only once
//     .step(time)               result<std::int64_t>
//     .seconds_left(time)       1 to the period
//     ::from(account)           result<totp>
//   hotp{key, {.digits = 6, .algorithm = algorithm::sha1}}
//     .at(counter)              passcode; empty for a negative counter
//     .match(code, counter, {.counters = 10})   from the counter on ahead, never back
//     ::from(account)           result<hotp>
//   passcode                  .view(); == in constant time; ::parse(text, digits) says what is wrong
//   time                      a std::chrono system_clock time point, or unix_time{seconds}
//   algorithm, otp_type       sha1, sha256, sha512; totp, hotp
//   digits, period, steps     constants checked by the compiler; numbers: digits::from(n), a result
//
//   account                   issuer, name, secret, parameters: what is provisioned
//     ::make(secret, {.name = …, .issuer = …})   result<account>
//   parse_uri(text)           result<account>; account.notes() says what was odd but usable
//   build_uri(account)        result<uri_text>; .view()
//   uri_literal<"…">          a URI in the source, checked by the compiler
//
//   basic_totp<B>, basic_hotp<B>, hmac<H>, hash<H>(message)
//                             with a backend B: builtin (totp is basic_totp<builtin>), portable, or
//                             cryptopp from <otpp/integrations/cryptopp.hpp>; H is one of its hashes
//
//   And the pieces: base32::encode, base32::decode; constant_time; fill_random; parse_algorithm;
//   prepared_key, truncate, last_digits.
//
// Views are valid as long as their owner lives. Types that wipe themselves refuse to show a temporary.
// Thread-safety: const calls on one object may run in parallel; nothing is shared between objects.

#include <otpp/account.hpp>
#include <otpp/algorithm.hpp>
#include <otpp/backend.hpp>
#include <otpp/base32.hpp>
#include <otpp/constant_time.hpp>
#include <otpp/digits.hpp>
#include <otpp/hmac.hpp>
#include <otpp/hotp.hpp>
#include <otpp/note.hpp>
#include <otpp/otp_type.hpp>
#include <otpp/passcode.hpp>
#include <otpp/period.hpp>
#include <otpp/prepared_key.hpp>
#include <otpp/random.hpp>
#include <otpp/reason.hpp>
#include <otpp/result.hpp>
#include <otpp/secret.hpp>
#include <otpp/time.hpp>
#include <otpp/totp.hpp>
#include <otpp/truncate.hpp>
#include <otpp/uri.hpp>
#include <otpp/window.hpp>

#endif
