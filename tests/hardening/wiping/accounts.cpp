// SPDX-License-Identifier: BSL-1.0
// Accounts and URIs: made, parsed, built, moved, and refused with the secret already read.

#include <otpp/account.hpp>
#include <otpp/totp.hpp>
#include <otpp/uri.hpp>

#include "harness.hpp"

#include <cstdlib>
#include <utility>

namespace {

using wiping::bytes;
using wiping::text;

void check(bool good)
{
    if (!good) std::abort();
}

otpp::result<otpp::account> made(char const* key, std::string_view name)
{
    return otpp::account::make(*otpp::secret::from_bytes(bytes(key)),
                               {.name = name, .issuer = "Example"});
}

wiping::path const make{"account: make", [] {
                            for (auto const* key : {"key_20", "key_100", "key_128"})
                                check(made(key, "alice").has_value());
                        }};

wiping::path const make_refused{"account: make, refused", [] {
                                    check(!made("key_20", "a:b"));
                                    check(!made("key_128", ""));
                                }};

wiping::path const parse{"parse_uri", [] {
                             for (auto const* name :
                                  {"uri_20", "uri_100", "uri_128", "uri_escaped_20",
                                   "uri_escaped_100", "uri_escaped_128"}) {
                                 auto const account = otpp::parse_uri(text(name));
                                 check(account.has_value());
                                 auto const totp = otpp::totp::from(*account);
                                 check(!totp->at(otpp::unix_time{0}).empty());
                             }
                         }};

wiping::path const parse_refused{"parse_uri, refused after the secret", [] {
                                     for (auto const* name :
                                          {"uri_broken_20", "uri_broken_128", "uri_hotp_20",
                                           "uri_hotp_128", "uri_200", "uri_escaped_200"})
                                         check(!otpp::parse_uri(text(name)));
                                 }};

wiping::path const build{"build_uri", [] {
                             for (auto const* key : {"key_20", "key_100", "key_128"}) {
                                 auto const account = made(key, "alice");
                                 auto uri = otpp::build_uri(*account);
                                 check(uri.has_value());
                                 otpp::uri_text const moved{*std::move(uri)};
                                 check(!moved.view().empty());
                             }
                         }};

// Escaped, its name is three times as long, and the secret is already written.
constexpr auto long_name = [] {
    struct {
        char text[2000];
    } made{};
    for (char& c : made.text) c = '!';
    return made;
}();

wiping::path const build_refused{
    "build_uri, too long", [] {
        auto const account = made("key_128", {long_name.text, sizeof long_name.text});
        check(!otpp::build_uri(*account));
        auto const issuer = otpp::account::make(
            *otpp::secret::from_bytes(bytes("key_128")),
            {.name = "a", .issuer = {long_name.text, sizeof long_name.text / 2 - 100}});
        check(issuer.has_value());
        check(!otpp::build_uri(*issuer));
    }};

wiping::path const moved{"account: moved", [] {
                             auto first = made("key_128", "alice");
                             auto second = made("key_20", "bob");
                             otpp::account third{*std::move(first)};
                             third = *std::move(second);
                             check(third.secret().size() == 20);
                         }};

alignas(otpp::uri_text) unsigned char kept[sizeof(otpp::uri_text)];

wiping::path const uri_moved_from{"uri_text: moved from, not yet destroyed", [] {
                                      auto const account = made("key_128", "alice");
                                      auto uri = otpp::build_uri(*account);
                                      auto* const source =
                                          new (kept) otpp::uri_text{*std::move(uri)};
                                      otpp::uri_text const target{std::move(*source)};
                                      check(!target.view().empty());
                                  }};

} // namespace
