// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/sealer.hpp>

#include "protocol/secrets.hpp"
#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"
#include "support/keys.hpp"

#include <string>
#include <string_view>
#include <vector>

using otpp::reason;
using support::hidden;
using support::refused;

namespace {

constexpr bool is_sealed(std::string_view text)
{
    otpp::server::sealed_secret sealed;
    return sealed.read(text) && text_of(sealed).view() == text;
}

} // namespace

TEST_CASE("a sealed secret has one text", "[server/sealer]")
{
    BOTH(is_sealed(hidden("0.Zg")));
    BOTH(is_sealed(hidden("2147483647.Zm9vYmFy")));
    BOTH(!is_sealed(hidden("2147483648.Zm9vYmFy")));
    BOTH(!is_sealed(hidden("-1.Zm9vYmFy")));
    BOTH(!is_sealed(hidden("01.Zm9vYmFy")));
    BOTH(!is_sealed(hidden("1.")));
    BOTH(!is_sealed(hidden("1")));
    BOTH(!is_sealed(hidden(".Zm9v")));
    BOTH(!is_sealed(hidden("1:Zm9v")));
    BOTH(!is_sealed(hidden("1.Zm9")));
    BOTH(!is_sealed(hidden("")));
    std::string const longest = "1." + std::string(512, 'A');
    CHECK(is_sealed(longest));
    CHECK_FALSE(is_sealed(longest + "AA"));
}

TEST_CASE("a secret under another key is to be sealed again", "[server/sealer]")
{
    BOTH(otpp::server::under_another_key(hidden("3.Zm9v"), 4));
    BOTH(!otpp::server::under_another_key(hidden("4.Zm9v"), 4));
    BOTH(!otpp::server::under_another_key(hidden(""), 4));
}

TEST_CASE("a sealed secret is bounded", "[server/sealer]")
{
    std::vector<unsigned char> const bytes(385, 7);
    otpp::server::sealed_secret sealed;
    CHECK(sealed.assign(1, std::span{bytes}.first(384)));
    CHECK(text_of(sealed).size() == 2 + 512);
    CHECK_FALSE(sealed.assign(1, bytes));
    CHECK_FALSE(sealed.assign(1, {}));
    CHECK_FALSE(sealed.assign(-1, std::span{bytes}.first(1)));
    CHECK_FALSE(sealed.assign(std::int64_t{1} << 31, std::span{bytes}.first(1)));
}

TEST_CASE("the associated data names everything that a secret belongs to", "[server/sealer]")
{
    otpp::server::seal_context const context{
        "alice",
        support::id_of('A'),
        {.algorithm = otpp::algorithm::sha512, .digits = 8, .period = 60}};
    CHECK(context.text(3).view() == "otpp1 QUFBQUFBQUFBQUFB totp/SHA512/8/60 3 alice");
    std::string const name(256, 'x');
    otpp::server::seal_context const longest{
        name,
        support::id_of('B'),
        {.algorithm = otpp::algorithm::sha512, .digits = 10, .period = 2147483647}};
    CHECK(longest.text(2147483647).view().ends_with(" 2147483647 " + name));
}

TEST_CASE("a sealer that does not seal gives back what it got, and says what it is",
          "[server/sealer]")
{
    STATIC_REQUIRE(otpp::server::sealer<otpp::server::plaintext_sealer>);
    constexpr auto round = [](std::int64_t version) {
        otpp::server::plaintext_sealer const ring;
        auto sealed = *ring.seal(support::rfc_key, {});
        auto const bytes = sealed.bytes();
        auto const opened = ring.open(sealed, {});
        otpp::server::sealed_secret other;
        bool good =
            sealed.key_version() == 0 && opened->size() == 20 && other.assign(version, bytes);
        for (std::size_t i = 0; i != 20; ++i)
            good &= opened->bytes()[i] == support::rfc_key.bytes[i];
        return good && refused(ring.open(other, {}), reason::seal_key_unknown);
    };
    BOTH(round(hidden(std::int64_t{1})));
}
