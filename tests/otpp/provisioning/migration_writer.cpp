// SPDX-License-Identifier: BSL-1.0
#include <otpp/provisioning/migration_writer.hpp>

#include "support/accounts.hpp"
#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using otpp::account;
using otpp::reason;
using otpp::provisioning::cannot_migrate;
using otpp::provisioning::migration_part;
using otpp::provisioning::write_migration;
using support::hidden;

namespace {

#define KEY "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

constexpr otpp::result<account> parsed(std::string_view uri) { return otpp::parse_uri(uri); }

std::vector<std::string> written(std::vector<account> const& accounts,
                                 otpp::provisioning::migration_options const& options = {})
{
    std::vector<std::string> texts;
    auto const fault = write_migration(accounts, options,
                                       [&](std::string_view text) { texts.emplace_back(text); });
    CHECK_FALSE(fault.has_value());
    return texts;
}

std::vector<account> read(std::vector<std::string> const& texts)
{
    std::vector<migration_part> parts;
    for (auto const& text : texts) parts.push_back(*migration_part::parse(text));
    CHECK_FALSE(order_parts(parts).has_value());
    std::vector<account> accounts;
    for (auto const& part : parts)
        part.for_each([&](std::size_t, otpp::result<account>&& each) {
            REQUIRE(each.has_value());
            accounts.push_back(*std::move(each));
        });
    return accounts;
}

// One that a migration can hold.
account random_migrant(support::random& random)
{
    for (;;) {
        auto made = support::random_account(random);
        auto held = otpp::provisioning::account_as_found(
            {.secret = made.secret().bytes(),
             .name = made.name(),
             .issuer_prefix = made.issuer_prefix(),
             .issuer_parameter = random.below(4) == 0 ? "" : made.issuer_parameter(),
             .type = made.type(),
             .digits = *otpp::digits::from(random.below(2) == 0 ? 6 : 8),
             .algorithm = made.algorithm(),
             .counter = made.counter()});
        if (held) return *std::move(held);
    }
}

struct one_account {
    account const& only;
    [[nodiscard]] constexpr std::size_t size() const { return 1; }
    [[nodiscard]] constexpr account const& operator[](std::size_t) const { return only; }
};

constexpr auto writes = [](std::string_view uri, std::string_view expected) {
    auto const from = parsed(uri);
    bool same = false;
    auto const fault = write_migration(one_account{*from}, {.id = 300},
                                       [&](std::string_view text) { same = text == expected; });
    return !fault && same;
};
constexpr auto is_lost = [](std::string_view uri, reason why) {
    return cannot_migrate(*parsed(uri)) == why;
};

} // namespace

TEST_CASE("one account in one link", "[provisioning/migration_writer]")
{
    // 46 bytes of account; version 1, one part, the first, of export 300
    BOTH(writes(hidden("otpauth://totp/ACME:alice?secret=" KEY "&issuer=ACME"),
                "otpauth-migration://offline?data="
                "Ci4KFDEyMzQ1Njc4OTAxMjM0NTY3ODkwEgpBQ01FOmFsaWNlGgRBQ01FIAEoATACEAEYASAAKKwC"));
    BOTH(writes(hidden("otpauth://hotp/alice?secret=" KEY "&counter=300&algorithm=SHA512&digits=8"),
                "otpauth-migration://offline?data="
                "CiYKFDEyMzQ1Njc4OTAxMjM0NTY3ODkwEgVhbGljZSADKAIwATisAhABGAEgACisAg%3D%3D"));
}

TEST_CASE("what is written is read again, whatever the format holds",
          "[provisioning/migration_writer]")
{
    support::random random{10};
    for (int i = 0; i != 150; ++i) {
        std::vector<account> accounts;
        for (std::size_t n = random.below(45); n != 0; --n)
            accounts.push_back(random_migrant(random));
        if (accounts.empty()) continue;
        auto const id = static_cast<std::int32_t>(random.next());
        auto texts = written(accounts, {.id = id});
        for (auto const& text : texts) {
            CHECK(text.size() <= otpp::max_uri_size);
            CHECK(migration_part::parse(text)->id() == id);
            CHECK(migration_part::parse(text)->accounts() <=
                  otpp::provisioning::accounts_of_a_part);
        }
        for (std::size_t j = texts.size(); j > 1; --j)
            std::swap(texts[j - 1], texts[random.below(j)]); // in any order
        auto const again = read(texts);
        REQUIRE(again.size() == accounts.size());
        for (std::size_t j = 0; j != accounts.size(); ++j)
            CHECK(support::difference(accounts[j], again[j]) == "");
    }
}

TEST_CASE("ten accounts a part, fewer where they are long", "[provisioning/migration_writer]")
{
    auto const some = [](std::size_t count, std::size_t name) {
        std::vector<account> accounts;
        for (std::size_t i = 0; i != count; ++i)
            accounts.push_back(
                *parsed("otpauth://totp/" + std::string(name, 'n') + "?secret=" KEY));
        return written(accounts).size();
    };
    CHECK(written({}).empty());
    CHECK(some(1, 5) == 1);
    CHECK(some(10, 5) == 1);
    CHECK(some(11, 5) == 2);
    CHECK(some(95, 5) == 10);
    CHECK(some(10, 500) == 3); // 4 of them in one code
    CHECK(some(10, 2000) == 10);
}

TEST_CASE("an account that is too long for a code", "[provisioning/migration_writer]")
{
    std::vector<account> accounts;
    accounts.push_back(*parsed("otpauth://totp/alice?secret=" KEY));
    accounts.push_back(*parsed("otpauth://totp/" + std::string(2500, 'n') + "?secret=" KEY));
    int calls = 0;
    auto const fault = write_migration(accounts, {}, [&](std::string_view) { ++calls; });
    REQUIRE(fault.has_value());
    CHECK(fault->why == reason::migration_too_long);
    CHECK(fault->account == 1);
    CHECK(calls == 0); // nothing is written before all is known
}

TEST_CASE("what a migration cannot hold", "[provisioning/migration_writer]")
{
    BOTH(is_lost(hidden("otpauth://totp/alice?secret=" KEY "&period=60"), reason::period_not_held));
    BOTH(is_lost(hidden("otpauth://totp/alice?secret=" KEY "&digits=7"), reason::digits_not_held));
    BOTH(is_lost(hidden("otpauth://totp/alice?secret=" KEY "&digits=9"), reason::digits_not_held));
    BOTH(is_lost(hidden("otpauth://totp/alice?secret=" KEY "&digits=10"), reason::digits_not_held));
    BOTH(is_lost(hidden("otpauth://totp/Big%3ACorp:alice?secret=" KEY), reason::issuer_colon));
    BOTH(is_lost(hidden("otpauth://totp/alice?secret=" KEY "&image=x"),
                 reason::parameters_not_held));
    BOTH(!cannot_migrate(*parsed(hidden("otpauth://totp/alice?secret=" KEY "&image=x")),
                         {.drop_parameters = true}));
    BOTH(!cannot_migrate(*parsed(hidden("otpauth://totp/alice?secret=" KEY "&digits=8"))));
    BOTH(!cannot_migrate(*parsed(hidden("otpauth://hotp/alice?secret=" KEY "&counter=1"))));
}

TEST_CASE("it is said before anything is written, and of which account",
          "[provisioning/migration_writer]")
{
    std::vector<account> accounts;
    for (int i = 0; i != 25; ++i) accounts.push_back(*parsed("otpauth://totp/alice?secret=" KEY));
    accounts.push_back(*parsed("otpauth://totp/alice?secret=" KEY "&period=60"));
    int calls = 0;
    auto const fault = write_migration(accounts, {}, [&](std::string_view) { ++calls; });
    REQUIRE(fault.has_value());
    CHECK(fault->why == reason::period_not_held);
    CHECK(fault->account == 25);
    CHECK(calls == 0);
}

TEST_CASE("ten thousand accounts there and back", "[provisioning/migration_writer]")
{
    std::vector<account> accounts;
    for (int i = 0; i != 10'000; ++i)
        accounts.push_back(*parsed("otpauth://totp/ACME:alice" + std::to_string(i) +
                                   "?secret=" KEY "&issuer=ACME"));
    auto const texts = written(accounts);
    CHECK(texts.size() == 1'000);
    auto const again = read(texts);
    REQUIRE(again.size() == accounts.size());
    CHECK(again.back().name() == "alice9999");
}
