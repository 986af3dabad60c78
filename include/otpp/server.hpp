// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_HPP
#define OTPP_SERVER_HPP
// A server's side of one-time passwords: who may come in, and each passcode once; RFC 4226, section 7;
// RFC 6238, section 5.2. NIST SP 800-63B-4, https://pages.nist.gov/800-63-4/sp800-63b.html
//
//   verifier{store, sealer, policy, hook}     one for all threads
//     .begin(factor, {.name = …}, now)          result<account>: show its QR code
//     .confirm(factor, code, now)               verdict; from now on the secret is in use
//     .verify(factor, code, now)                verdict; true only when accepted
//     .replace(factor, code, {.name = …}, now)  verdict and account
//     .recovery_codes(factor, code, now)        verdict and codes, to be shown once
//     .recover(factor, recovery code, now)      verdict
//     .resynchronise(factor, codes, now)        verdict; two or three codes in a row
//     .deactivate(factor, code, now)            verdict
//     .reset(factor, reset_to::unlocked, why, now)   verdict; the administrator's, without a code
//     .status(factor, now)                      result<status>
//     .reseal(factor)                           verdict; under the sealer's current key
//   verdict                   .kind .retry_after .step_age .failures; message(verdict) for the person
//   policy                    {} or ::nist_800_63b() ::asvs5() ::rfc6238(); figures_of, policy_warnings
//   record_store, sealer      what a store and a sealer must have: three calls each
//   plaintext_sealer          one that does not seal; memory_store is in <otpp/server/memory_store.hpp>
//   event, alarm              what the hook hears
//
//   parse_record, write       a record and its line
//   admit, settle             the decisions, functions of (policy, record, event); they change the record
//   call                      one call as a machine without I/O, for other languages and for tests
//
// Links nothing, allocates nothing, throws nothing. Only `verifier` draws random bytes; all else also
// runs in constant expressions. Thread-safety: const calls, and all of `verifier`.

#include <otpp/server/admit.hpp>
#include <otpp/server/call.hpp>
#include <otpp/server/decoys.hpp>
#include <otpp/server/event.hpp>
#include <otpp/server/figures.hpp>
#include <otpp/server/policy.hpp>
#include <otpp/server/record.hpp>
#include <otpp/server/record_text.hpp>
#include <otpp/server/recovery.hpp>
#include <otpp/server/sealer.hpp>
#include <otpp/server/settle.hpp>
#include <otpp/server/status.hpp>
#include <otpp/server/store.hpp>
#include <otpp/server/verdict.hpp>
#include <otpp/server/verifier.hpp>

#endif
