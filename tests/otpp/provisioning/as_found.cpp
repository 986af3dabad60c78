// SPDX-License-Identifier: BSL-1.0
#include <otpp/provisioning/as_found.hpp>

#include "support/accounts.hpp"
#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"
#include "support/random.hpp"

#include <string>
#include <string_view>

using otpp::reason;
using otpp::provisioning::account_as_found;
using otpp::provisioning::found_account;
using support::hidden;
using support::refused;

namespace {

constexpr unsigned char short_key[]{'1', '2', '3', '4', '5', '6', '7', '8', '9', '0'};

constexpr bool becomes(found_account const& found, std::string_view uri)
{
    auto const made = account_as_found(found);
    if (!made) return false;
    auto const built = build_uri(*made);
    return built->view() == uri;
}

} // namespace

TEST_CASE("an account as found is the one that its URI means", "[provisioning/as_found]")
{
    BOTH(becomes({.secret = short_key, .name = hidden("alice")},
                 "otpauth://totp/alice?secret=GEZDGNBVGY3TQOJQ"));
    BOTH(becomes({.secret = short_key,
                  .name = hidden("a b"),
                  .issuer_prefix = "A&B",
                  .issuer_parameter = "C",
                  .digits = 8,
                  .period = 60,
                  .algorithm = otpp::algorithm::sha512,
                  .counter = 9},
                 "otpauth://totp/A%26B:a%20b?secret=GEZDGNBVGY3TQOJQ&issuer=C&algorithm=SHA512"
                 "&digits=8&period=60"));
    BOTH(becomes({.secret = short_key,
                  .name = hidden("a"),
                  .type = otpp::otp_type::hotp,
                  .counter = INT64_MAX,
                  .other_parameters = "image=x"},
                 "otpauth://hotp/a?secret=GEZDGNBVGY3TQOJQ&counter=9223372036854775807&image=x"));
    BOTH(becomes({.secret = short_key, .name = hidden("")}, // some exports have none
                 "otpauth://totp/?secret=GEZDGNBVGY3TQOJQ"));
    BOTH(becomes({.secret = short_key, .name = hidden("a:b")},
                 "otpauth://totp/:a%3Ab?secret=GEZDGNBVGY3TQOJQ"));
}

TEST_CASE("what no URI can have is refused", "[provisioning/as_found]")
{
    constexpr auto refuses = [](found_account const& found, reason why) {
        return refused(account_as_found(found), why);
    };
    constexpr unsigned char long_key[129]{};
    BOTH(refuses({.secret = {}, .name = hidden("a")}, reason::key_empty));
    BOTH(refuses({.secret = long_key, .name = hidden("a")}, reason::key_too_long));
    BOTH(refuses({.secret = short_key, .name = hidden("a\nb")}, reason::control_character));
    BOTH(refuses({.secret = short_key, .name = "a", .type = otpp::otp_type::hotp, .counter = -1},
                 reason::counter_out_of_range));
    CHECK(refuses({.secret = short_key, .name = std::string(2953, 'a')}, reason::uri_too_long));
    CHECK(refuses({.secret = short_key, .name = "a", .issuer_prefix = std::string(99999, '&')},
                  reason::uri_too_long));
    BOTH(refuses({.secret = short_key, .name = "a", .other_parameters = hidden("digits=7")},
                 reason::parameter_doubled));
}

TEST_CASE("any account comes through as it is", "[provisioning/as_found]")
{
    support::random random{4648};
    for (int i = 0; i != 5'000; ++i) {
        auto const meant = support::random_account(random);
        auto const made = account_as_found({.secret = meant.secret().bytes(),
                                            .name = meant.name(),
                                            .issuer_prefix = meant.issuer_prefix(),
                                            .issuer_parameter = meant.issuer_parameter(),
                                            .type = meant.type(),
                                            .digits = meant.digits(),
                                            .period = meant.period(),
                                            .algorithm = meant.algorithm(),
                                            .counter = meant.counter()});
        REQUIRE(made.has_value());
        CHECK(support::difference(meant, *made) == "");
    }
}
