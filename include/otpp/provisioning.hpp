// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PROVISIONING_HPP
#define OTPP_PROVISIONING_HPP
// From a secret to the phone, and from one phone to the next. Apps read one URI differently, and
// https://github.com/google/google-authenticator/wiki/Key-Uri-Format leaves them the room.
//
// Links nothing, allocates nothing, throws nothing; all of it also runs in constant expressions.
//
//   lint(uri)                 findings: each rule that the URI breaks, where, how bad that is,
//   lint(uri, app)              which apps do what (facts, with their sources), and the mend
//   as_read_by(app, uri)      reading: what the app makes of it: issuer, name, parameters,
//                               code_at(time); or why it refuses
//   build_uri(account, profile, domain = "")
//                             result<uri_text>: for one app, and only if that app reads it right
//   facts, facts_of(rule)     the table of what each app does; provisioning/detail/apps.hpp has the same as
//                               the data that as_read_by follows
//
//   migration_part::parse(text)
//                             result<migration_part>: one link of Google Authenticator's export;
//     .for_each(use)            its accounts, each a result; MD5 and the like are errors of their own
//   order_parts(parts)        nothing, or what is missing, doubled or of another export
//   cannot_migrate(account)   why a migration cannot hold it, before anything is written
//   write_migration(accounts, {.id = …}, use)
//                             links of at most ten accounts, each for one QR code
//
//   steam_guard{key}          Steam's codes: .at(time), .match(code, time); five symbols, opt-in
//   account_as_found(found)   result<account>: an account as another program had it; what backups of
//                               other apps are read into
//
// Thread-safety: const calls on one object may run in parallel; nothing is shared between objects.

#include <otpp/provisioning/app.hpp>
#include <otpp/provisioning/as_found.hpp>
#include <otpp/provisioning/as_read_by.hpp>
#include <otpp/provisioning/facts.hpp>
#include <otpp/provisioning/lint.hpp>
#include <otpp/provisioning/migration.hpp>
#include <otpp/provisioning/migration_writer.hpp>
#include <otpp/provisioning/profile.hpp>
#include <otpp/provisioning/reading.hpp>
#include <otpp/provisioning/rule.hpp>
#include <otpp/provisioning/steam.hpp>

#endif
