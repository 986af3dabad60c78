// SPDX-License-Identifier: BSL-1.0
#include <otpp/otpp.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <cstdint>
#include <utility>

using support::hidden;

// What the umbrella's page promises, used as a newcomer would, with that one include.

namespace {

constexpr auto key = otpp::base32_literal<"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ">;

} // namespace

TEST_CASE("the whole way: a URI, an account, a passcode, a match", "[otpp]")
{
    constexpr auto login = [](std::string_view uri, std::int64_t seconds) {
        auto const account = otpp::parse_uri(uri);
        auto const totp = otpp::totp::from(*account);
        otpp::unix_time const now{seconds};
        auto const passcode = totp->at(now);
        return totp->match(passcode.view(), now) == otpp::match{seconds / 30, 0} &&
               passcode == "94287082";
    };
    BOTH(login(hidden("otpauth://totp/ACME:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer="
                      "ACME&digits=8"),
               hidden(std::int64_t{59})));
}

TEST_CASE("the whole way back: a secret, an account, a URI", "[otpp]")
{
    constexpr auto provision = [](std::string_view text) {
        auto secret = otpp::secret::from_base32(text);
        auto const account = otpp::account::make(
            *std::move(secret), {.name = "alice", .issuer = "ACME", .type = otpp::otp_type::hotp});
        auto const uri = otpp::build_uri(*account);
        return uri->view() == "otpauth://hotp/"
                              "ACME:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ACME&"
                              "counter=0";
    };
    BOTH(provision(hidden("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ")));
}

TEST_CASE("literals, options and backends have the names that the page gives", "[otpp]")
{
    BOTH(otpp::hotp{key}.at(hidden(std::int64_t{0})) == "755224");
    BOTH(otpp::hotp{key, {.digits = 8}}.at(hidden(std::int64_t{0})) == "84755224");
    BOTH(otpp::totp{key, {.digits = 8, .period = 60, .t0 = otpp::unix_time{-1}}}.at(
             otpp::unix_time{hidden(std::int64_t{59})}) == "94287082");
    BOTH(otpp::basic_totp<otpp::portable>{key}.seconds_left(
             otpp::unix_time{hidden(std::int64_t{1})}) == 29);
    static_assert(std::is_same_v<otpp::totp, otpp::basic_totp<otpp::builtin>>);
    static_assert(std::is_same_v<otpp::hotp, otpp::basic_hotp<otpp::builtin>>);
    constexpr auto uri = otpp::uri_literal<"otpauth://totp/alice?secret=JBSWY3DPEHPK3PXP">;
    constexpr auto is_of_alice = [](std::string_view text) {
        auto const account = otpp::parse_uri(text);
        return account && account->name() == "alice";
    };
    BOTH(is_of_alice(hidden(uri)));
    CHECK(message(otpp::secret::from_base32("1").error().reason) ==
          message(otpp::reason::base32_lookalike));
    CHECK(otpp::totp{key}.match(otpp::totp{key}.at(std::chrono::system_clock::now()).view(),
                                std::chrono::system_clock::now()));
    CHECK((*otpp::secret::generate()).size() == 20);
}
