// SPDX-License-Identifier: BSL-1.0
#include <otpp/provisioning/profile.hpp>

#include "support/accounts.hpp"
#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"
#include "support/random.hpp"

#include <otpp/provisioning/lint.hpp>

#include <string>
#include <string_view>
#include <utility>

using otpp::account_options;
using otpp::reason;
using otpp::provisioning::build_uri;
using otpp::provisioning::profile;
using support::hidden;
using support::refused;

namespace {

#define KEY "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

constexpr profile all_profiles[]{profile::portable, profile::google_authenticator,
                                 profile::freeotp,  profile::aegis,
                                 profile::apple,    profile::two_fas,
                                 profile::stratum};

constexpr otpp::result<otpp::account> make(account_options options)
{
    auto secret = otpp::secret::from_base32(KEY);
    return otpp::account::make(*std::move(secret), options);
}
constexpr auto builds = [](account_options options, profile target, std::string_view expected,
                           std::string_view domain = {}) {
    auto const uri = build_uri(*make(options), target, domain);
    return uri && uri->view() == expected;
};
constexpr auto refuses = [](account_options options, profile target, reason why,
                            std::string_view domain = {}) {
    return refused(build_uri(*make(options), target, domain), why);
};

} // namespace

TEST_CASE("what every app reads alike is the same for every profile", "[provisioning/profile]")
{
    for (auto const each : all_profiles) {
        INFO(to_string(each));
        if (each != profile::apple)
            CHECK(builds({.name = "alice", .issuer = "ACME"}, each,
                         "otpauth://totp/ACME:alice?secret=" KEY "&issuer=ACME"));
    }
    BOTH(builds({.name = hidden("alice"), .issuer = "ACME"}, profile::aegis,
                "otpauth://totp/ACME:alice?secret=" KEY "&issuer=ACME"));
}

TEST_CASE("portable writes what the account is", "[provisioning/profile]")
{
    BOTH(builds({.name = hidden("alice"), .digits = 8, .algorithm = otpp::algorithm::sha512},
                profile::portable,
                "otpauth://totp/alice?secret=" KEY "&algorithm=SHA512&digits=8"));
}

TEST_CASE("Apple's has the site's domain, and the name to show", "[provisioning/profile]")
{
    BOTH(builds({.name = hidden("alice"), .issuer = "ACME Co"}, profile::apple,
                "otpauth://totp/ACME%20Co:alice?secret=" KEY "&issuer=acme.example",
                "acme.example"));
    account_options const usual{.name = "alice", .issuer = "ACME"};
    for (std::string_view const domain :
         {"", "acme", ".acme", "acme.", "acme..example", "https://acme.example", "acme.example/x",
          "acme example.com", "user@acme.example"}) {
        INFO(domain);
        CHECK(refuses(usual, profile::apple, reason::profile_domain, domain));
    }
    CHECK(refuses(usual, profile::apple, reason::profile_domain,
                  std::string(250, 'a').append(".com")));
    BOTH(refuses({.name = hidden("alice"), .type = otpp::otp_type::hotp}, profile::apple,
                 reason::profile_type, "acme.example"));
}

TEST_CASE("what the app would ignore is refused, by what it is", "[provisioning/profile]")
{
    constexpr auto google = profile::google_authenticator;
    BOTH(refuses({.name = hidden("a b"), .algorithm = otpp::algorithm::sha256}, google,
                 reason::profile_algorithm));
    BOTH(refuses({.name = hidden("a b"), .digits = 8}, google, reason::profile_digits));
    BOTH(refuses({.name = hidden("a b"), .period = 60}, google, reason::profile_period));
    BOTH(refuses({.name = hidden("a b"), .type = otpp::otp_type::hotp, .counter = 1LL << 31},
                 google, reason::profile_counter));
    BOTH(builds({.name = hidden("ab"), .type = otpp::otp_type::hotp, .counter = 7}, google,
                "otpauth://hotp/ab?secret=" KEY "&counter=7"));
}

TEST_CASE("what the app honours is written", "[provisioning/profile]")
{
    constexpr std::string_view all =
        "otpauth://totp/ACME:ab?secret=" KEY "&issuer=ACME&algorithm=SHA256&digits=8&period=60";
    account_options const options{.name = "ab",
                                  .issuer = "ACME",
                                  .digits = 8,
                                  .period = 60,
                                  .algorithm = otpp::algorithm::sha256};
    for (auto const each : {profile::freeotp, profile::aegis, profile::two_fas, profile::stratum})
        CHECK(builds(options, each, all));
    BOTH(refuses({.name = hidden("ab"), .issuer = "ACME", .digits = 9}, profile::two_fas,
                 reason::profile_digits));
    BOTH(builds({.name = hidden("ab"), .issuer = "ACME", .digits = 9}, profile::freeotp,
                "otpauth://totp/ACME:ab?secret=" KEY "&issuer=ACME&digits=9"));
}

TEST_CASE("names that the app would show otherwise are refused", "[provisioning/profile]")
{
    BOTH(refuses({.name = hidden("ab"), .issuer = "A&B"}, profile::two_fas, reason::profile_name));
    BOTH(refuses({.name = hidden("ab"), .issuer = "Who?"}, profile::two_fas, reason::profile_name));
    BOTH(builds({.name = hidden("ab"), .issuer = "A&B"}, profile::aegis,
                "otpauth://totp/A%26B:ab?secret=" KEY "&issuer=A%26B"));
    BOTH(refuses({.name = hidden("ab")}, profile::stratum, reason::profile_name)); // no issuer
    BOTH(refuses({.name = hidden("ab"), .issuer = "Steam"}, profile::freeotp,
                 reason::profile_digits));
}

TEST_CASE("one issuer, the one that is shown, in both places", "[provisioning/profile]")
{
    constexpr auto unifies = [](std::string_view uri) {
        auto const parsed = otpp::parse_uri(uri);
        auto const written = build_uri(*parsed, profile::aegis);
        return written && written->view() == "otpauth://totp/Other:alice?secret=" KEY
                                             "&issuer=Other&image=x";
    };
    BOTH(unifies(hidden("otpauth://totp/ACME:alice?secret=" KEY "&issuer=Other&image=x")));
    constexpr std::string_view colon = "otpauth://totp/ACME:a:b?secret=" KEY;
    BOTH(refused(build_uri(*otpp::parse_uri(hidden(colon)), profile::freeotp),
                 reason::profile_name));
}

TEST_CASE("what is written for an app, the app reads right", "[provisioning/profile]")
{
    support::random random{60};
    int written = 0;
    for (int i = 0; i != 4'000; ++i) {
        auto const meant = support::random_account(random);
        for (auto const each : all_profiles) {
            auto const uri = build_uri(meant, each, "acme.example");
            if (!uri || each == profile::portable) continue;
            auto const read = as_read_by(*app_of(each), uri->view());
            INFO(uri->view());
            CHECK(read.outcome() != otpp::provisioning::outcome::refused);
            CHECK(read.algorithm() == meant.algorithm());
            CHECK(read.digits() == meant.digits().value());
            CHECK(read.name() == meant.name());
            ++written;
        }
    }
    CHECK(written > 1'000);
}

TEST_CASE("every profile has a name, and an app but for portable", "[provisioning/profile]")
{
    BOTH(to_string(hidden(profile::portable)) == "portable");
    BOTH(to_string(hidden(profile::stratum)) == "stratum");
    BOTH(!app_of(hidden(profile::portable)));
    for (auto const each : all_profiles)
        if (each != profile::portable) CHECK(to_string(each) == to_string(*app_of(each)));
}
