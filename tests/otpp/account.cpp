// SPDX-License-Identifier: BSL-1.0
#include <otpp/account.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"
#include "support/traps.hpp"

#include <otpp/totp.hpp>
#include <otpp/uri/build.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

using otpp::account;
using otpp::account_options;
using otpp::otp_type;
using otpp::reason;
using support::hidden;
using support::refused;

namespace {

constexpr otpp::result<account> make(account_options options, std::size_t key_size = 20)
{
    unsigned char const bytes[128]{};
    auto key = otpp::secret::from_bytes({bytes, key_size});
    return account::make(*std::move(key), options);
}

constexpr auto named = [](std::string_view name) { return make({.name = name}); };
constexpr auto issued = [](std::string_view issuer) {
    return make({.name = "alice", .issuer = issuer});
};

} // namespace

TEST_CASE("a new account has what it was given", "[account]")
{
    constexpr auto has = [](std::string_view name, std::string_view issuer) {
        auto const made = make({.name = name,
                                .issuer = issuer,
                                .type = otp_type::totp,
                                .digits = 8,
                                .period = 60,
                                .algorithm = otpp::algorithm::sha256});
        return made->name() == "alice" && made->issuer() == "ACME" &&
               made->issuer_prefix() == "ACME" && made->issuer_parameter() == "ACME" &&
               made->is_totp() && made->type() == otp_type::totp && made->digits().value() == 8 &&
               made->period().value() == 60 && made->algorithm() == otpp::algorithm::sha256 &&
               made->counter() == 0 && made->secret().size() == 20 && made->notes().empty() &&
               made->other_parameters().empty();
    };
    BOTH(has(hidden("alice"), hidden("ACME")));

    constexpr auto defaults = [](std::string_view name) {
        auto const made = make({.name = name});
        return made->issuer().empty() && made->is_totp() && made->digits().value() == 6 &&
               made->period().value() == 30 && made->algorithm() == otpp::algorithm::sha1 &&
               made->counter() == 0;
    };
    BOTH(defaults(hidden("alice")));

    constexpr auto counts = [](std::int64_t counter) {
        auto const made = make({.name = "alice", .type = otp_type::hotp, .counter = counter});
        return !made->is_totp() && made->type() == otp_type::hotp && made->counter() == counter;
    };
    BOTH(counts(hidden(std::int64_t{5})));
    BOTH(counts(hidden(INT64_MAX)));
}

TEST_CASE("a new account has a secret of at least 16 bytes", "[account]")
{
    BOTH(make({.name = "alice"}, hidden(std::size_t{16})).has_value());
    BOTH(make({.name = "alice"}, hidden(std::size_t{128})).has_value());
    BOTH(refused(make({.name = "alice"}, hidden(std::size_t{15})), reason::key_too_short));
    BOTH(refused(make({.name = "alice"}, hidden(std::size_t{1})), reason::key_too_short));
}

TEST_CASE("a new account has a name, and its period at least 5 seconds", "[account]")
{
    BOTH(refused(named(hidden("")), reason::name_empty));
    constexpr auto lasts = [](otp_type type, int period) {
        return make({.name = "alice", .type = type, .period = *otpp::period::from(period)});
    };
    BOTH(lasts(otp_type::totp, hidden(5)).has_value());
    BOTH(refused(lasts(otp_type::totp, hidden(4)), reason::period_too_short));
    BOTH(refused(lasts(otp_type::totp, hidden(1)), reason::period_too_short));
    BOTH(lasts(otp_type::hotp, hidden(4)).has_value()); // hotp has no period
}

TEST_CASE("no space before a new account's name", "[account]")
{
    BOTH(refused(named(hidden(" alice")), reason::name_space, 0));
    BOTH(refused(named(hidden(" ")), reason::name_space, 0));
    BOTH(named(hidden("alice ")).has_value());
    BOTH(issued(hidden(" ACME")).has_value());
}

TEST_CASE("a new account has no number of the other type", "[account]")
{
    constexpr auto totp_counter = [](std::int64_t counter) {
        return (*make({.name = "alice", .counter = counter})).counter();
    };
    constexpr auto hotp_period = [](int period) {
        auto const given = *otpp::period::from(period);
        return (*make({.name = "alice", .type = otp_type::hotp, .period = given})).period();
    };
    BOTH(totp_counter(hidden(std::int64_t{7})) == 0);
    BOTH(totp_counter(hidden(std::int64_t{-7})) == 0);
    BOTH(hotp_period(hidden(60)).value() == 30);
}

TEST_CASE("a new account's counter is not negative", "[account]")
{
    constexpr auto counts = [](std::int64_t counter) {
        return make({.name = "alice", .type = otp_type::hotp, .counter = counter});
    };
    BOTH(counts(hidden(std::int64_t{0})).has_value());
    BOTH(refused(counts(hidden(std::int64_t{-1})), reason::counter_out_of_range));
    BOTH(refused(counts(hidden(INT64_MIN)), reason::counter_out_of_range));
}

TEST_CASE("no colon in a new account's names", "[account]")
{
    BOTH(refused(named(hidden("al:ice")), reason::name_colon, 2));
    BOTH(refused(named(hidden(":")), reason::name_colon, 0));
    BOTH(refused(issued(hidden("ACME:")), reason::issuer_colon, 4));
    BOTH(refused(issued(hidden("j\303\274:x")), reason::issuer_colon, 3));
}

TEST_CASE("no control character in a new account's names", "[account]")
{
    BOTH(refused(named(hidden("al\nice")), reason::control_character, 2));
    BOTH(refused(named(hidden("alice\177")), reason::control_character, 5));
    BOTH(refused(named(hidden(std::string_view{"al\0ice", 6})), reason::control_character, 2));
    BOTH(refused(issued(hidden("\tACME")), reason::control_character, 0));
}

TEST_CASE("a new account's names are UTF-8", "[account]")
{
    BOTH(named(hidden("j\303\274rgen")).has_value());
    BOTH(issued(hidden("\351\212\200\350\241\214 \360\237\224\221")).has_value());
    BOTH(refused(named(hidden("al\377ice")), reason::invalid_utf8, 2));
    BOTH(refused(issued(hidden("AC\303")), reason::invalid_utf8, 2));
    BOTH(refused(issued(hidden("\355\240\200")), reason::invalid_utf8, 0));
}

TEST_CASE("names that no URI can hold are refused", "[account]")
{
    std::string const half(1'476, 'n');
    CHECK(named(std::string(otpp::max_uri_size, 'n')).has_value());
    CHECK(refused(named(std::string(otpp::max_uri_size + 1, 'n')), reason::uri_too_long));
    CHECK(make({.name = "n", .issuer = half}).has_value());
    CHECK(refused(make({.name = "nn", .issuer = half}), reason::uri_too_long));
    CHECK(refused(named(std::string(10'000'000, 'n')), reason::uri_too_long));
}

TEST_CASE("an account owns its texts and moves with its secret", "[account]")
{
    static_assert(!std::is_copy_constructible_v<account> && !std::is_copy_assignable_v<account>);
    std::string name = "alice", issuer = "ACME";
    auto made = make({.name = name, .issuer = issuer});
    name.assign("overwritten");
    issuer.assign("overwritten");
    account const moved{*std::move(made)};
    CHECK(moved.name() == "alice");
    CHECK(moved.issuer() == "ACME");
    CHECK(moved.secret().size() == 20);
    CHECK(made->secret().size() == 0);
    CHECK(made->name().empty()); // and not the NULs of a text that was wiped
    CHECK(made->issuer().empty());
    CHECK(refused(build_uri(*made), reason::key_empty));
    CHECK(support::traps([&] { (void)hidden(otpp::totp::from(*made)->digits().value()); }));
}
