// SPDX-License-Identifier: BSL-1.0
#include <otpp/uri/build.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

using otpp::account_options;
using otpp::algorithm;
using otpp::build_uri;
using otpp::otp_type;
using otpp::reason;
using support::hidden;

namespace {

constexpr std::string_view key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

constexpr otpp::result<otpp::account> make(account_options options)
{
    auto secret = otpp::secret::from_base32(key);
    return otpp::account::make(*std::move(secret), options);
}

constexpr auto builds = [](account_options options, std::string_view expected) {
    auto const made = make(options);
    auto const uri = build_uri(*made);
    return uri && uri->view() == expected;
};

} // namespace

TEST_CASE("defaults are not written", "[uri/build]")
{
    BOTH(builds({.name = hidden("alice")},
                "otpauth://totp/alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
}

TEST_CASE("parameters stand in one order", "[uri/build]")
{
    BOTH(builds({.name = hidden("alice@example.com"),
                 .issuer = hidden("ACME"),
                 .digits = 8,
                 .period = 60,
                 .algorithm = algorithm::sha256},
                "otpauth://totp/ACME:alice@example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                "&issuer=ACME&algorithm=SHA256&digits=8&period=60"));
}

TEST_CASE("hotp always has its counter and never a period", "[uri/build]")
{
    BOTH(builds({.name = hidden("alice"), .type = otp_type::hotp, .period = 60},
                "otpauth://hotp/alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=0"));
    BOTH(builds({.name = hidden("alice"), .type = otp_type::hotp, .counter = INT64_MAX},
                "otpauth://hotp/alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                "&counter=9223372036854775807"));
}

TEST_CASE("a space is %20, and what apps read differently is escaped", "[uri/build]")
{
    BOTH(builds({.name = hidden("a b"), .issuer = hidden("A&B=C%+/?#")},
                "otpauth://totp/A%26B%3DC%25%2B%2F%3F%23:a%20b"
                "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=A%26B%3DC%25%2B%2F%3F%23"));
    BOTH(builds({.name = hidden("j\303\274rgen")},
                "otpauth://totp/j%C3%BCrgen?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
}

TEST_CASE("a URI is at most 2,953 bytes long, after escaping", "[uri/build]")
{
    std::string const frame = "otpauth://totp/?secret=" + std::string{key};
    std::size_t const room = otpp::max_uri_size - frame.size();
    auto const fits = build_uri(*make({.name = std::string(room, 'n')}));
    REQUIRE(fits.has_value());
    CHECK(fits->view().size() == otpp::max_uri_size);
    CHECK(support::refused(build_uri(*make({.name = std::string(room + 1, 'n')})),
                           reason::uri_too_long, otpp::max_uri_size));
    CHECK(build_uri(*make({.name = std::string(room / 3, '&')})).has_value());
    CHECK(support::refused(build_uri(*make({.name = std::string(room / 3 + 1, '&')})),
                           reason::uri_too_long, otpp::max_uri_size));
    CHECK(support::refused(build_uri(*make({.name = std::string(otpp::max_uri_size, '&')})),
                           reason::uri_too_long, otpp::max_uri_size));
}

TEST_CASE("a URI moves, does not copy, and leaves nothing behind", "[uri/build]")
{
    using otpp::uri_text;
    static_assert(!std::is_copy_constructible_v<uri_text> && !std::is_copy_assignable_v<uri_text>);
    constexpr auto moves = [](std::string_view name) {
        auto first = build_uri(*make({.name = name}));
        uri_text const second{*std::move(first)};
        return first->view().empty() && second.view().ends_with(key);
    };
    BOTH(moves(hidden("alice")));

    auto first = build_uri(*make({.name = "alice"}));
    alignas(uri_text) unsigned char place[sizeof(uri_text)];
    auto* const second = new (place) uri_text{*std::move(first)};
    auto const holds_key = [](void const* object) {
        std::string seen(sizeof(uri_text), ' ');
        std::memcpy(seen.data(), hidden(object), seen.size());
        return seen.find(key) != std::string::npos;
    };
    CHECK(holds_key(place)); // what is looked for can be found
    CHECK_FALSE(holds_key(&*first));
    second->~uri_text();
    CHECK_FALSE(holds_key(place));
}
