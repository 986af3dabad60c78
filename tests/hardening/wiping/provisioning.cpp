// SPDX-License-Identifier: BSL-1.0
// URIs on their way to an app, accounts on their way to another phone, and Steam's codes.

#include <otpp/account.hpp>
#include <otpp/provisioning.hpp>
#include <otpp/secret.hpp>

#include "harness.hpp"

#include <array>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using wiping::bytes;
using wiping::text;

constexpr auto uris = {"uri_20", "uri_100", "uri_128", "uri_escaped_20", "uri_broken_20"};

void check(bool good)
{
    if (!good) std::abort();
}

otpp::account account(char const* key)
{
    return *otpp::account::make(*otpp::secret::from_bytes(bytes(key)),
                                {.name = "alice", .issuer = "Example"});
}

// A link of two accounts. It stands for the text of somebody's picture: the caller is done with it.
std::string link()
{
    std::array const both{account("key_20"), account("key_100")};
    std::string made;
    auto const fault = otpp::provisioning::write_migration(
        both, {}, [&made](std::string_view each) { made.assign(each); });
    check(!fault);
    return made;
}
void forget(std::string& made) { wiping::forget(made.data(), made.capacity()); }

wiping::path const linted{"lint", [] {
                              for (auto const* uri : uris) {
                                  auto const found = otpp::provisioning::lint(text(uri));
                                  check(found.list().size() < 100);
                              }
                          }};

wiping::path const read{"as_read_by, by every app", [] {
                            for (auto const* uri : uris)
                                for (auto const app : otpp::provisioning::all_apps) {
                                    auto const made =
                                        otpp::provisioning::as_read_by(app, text(uri));
                                    check(made.code_at(otpp::unix_time{59}).view().size() < 20);
                                }
                        }};

wiping::path const profiles{
    "build_uri, for every profile", [] {
        auto const from = account("key_20");
        for (auto const which :
             {otpp::provisioning::profile::google_authenticator,
              otpp::provisioning::profile::freeotp, otpp::provisioning::profile::aegis,
              otpp::provisioning::profile::apple, otpp::provisioning::profile::two_fas,
              otpp::provisioning::profile::stratum})
            check(build_uri(from, which, "example.com").has_value());
    }};

wiping::path const profile_refused{
    "build_uri, refused for its profile", [] {
        auto const from = account("key_20");
        check(!build_uri(from, otpp::provisioning::profile::apple, ""));
    }};

wiping::path const as_found{
    "account_as_found", [] {
        for (auto const* key : {"key_20", "key_100", "key_128"})
            check(otpp::provisioning::account_as_found({.secret = bytes(key), .name = "a:b"})
                      .has_value());
    }};

wiping::path const written{"write_migration", [] {
                               auto made = link();
                               check(made.starts_with(otpp::provisioning::migration_prefix));
                               forget(made);
                           }};

wiping::path const migrated{
    "migration_part, its accounts", [] {
        auto made = link();
        auto const part = otpp::provisioning::migration_part::parse(made);
        std::size_t good = 0;
        part->for_each([&](std::size_t, auto const& each) { good += each.has_value(); });
        check(good == 2);
        forget(made);
    }};

wiping::path const cut{"migration_part, cut short", [] {
                           auto made = link();
                           for (auto left = made.size(); left > 40; left -= 9)
                               if (auto const part = otpp::provisioning::migration_part::parse(
                                       std::string_view{made}.substr(0, left)))
                                   part->for_each([](std::size_t, auto const&) {});
                           forget(made);
                       }};

wiping::path const steam{"steam_guard: at, match", [] {
                             otpp::provisioning::steam_guard const guard{
                                 *otpp::key_view::from(bytes("key_20"))};
                             auto const code = guard.at(otpp::unix_time{59});
                             check(guard.match(code.view(), otpp::unix_time{59}).has_value());
                         }};

} // namespace
