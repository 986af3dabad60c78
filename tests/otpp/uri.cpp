// SPDX-License-Identifier: BSL-1.0
#include <otpp/uri.hpp>

#include "support/accounts.hpp"
#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"
#include "vectors/uri.hpp"

#include <string>
#include <string_view>

using otpp::build_uri;
using otpp::parse_uri;

namespace {

struct is_built_again {
    static constexpr bool concerns(vectors::uri::entry const& entry) { return entry.valid; }
    static constexpr std::string_view wrong(vectors::uri::entry const& entry)
    {
        auto const account = parse_uri(entry.uri);
        auto const built = build_uri(*account);
        if (!built) return "refused";
        return built->view() == entry.rebuilt ? "" : "rebuilt";
    }
};

} // namespace

TEST_CASE("each URI that is read is built again as expected", "[uri]")
{
    CHECK_VECTORS(uri, is_built_again);
}

TEST_CASE("parse(build(x)) == x for each URI that is read", "[uri]")
{
    for (auto const& entry : vectors::uri::cases) {
        if (!entry.valid) continue;
        INFO("case " << entry.id << ": " << entry.comment);
        auto const account = parse_uri(entry.uri);
        auto const built = build_uri(*account);
        REQUIRE(built.has_value());
        auto const again = parse_uri(built->view());
        REQUIRE(again.has_value());
        CHECK(support::difference(*account, *again) == "");
        auto const rebuilt = build_uri(*again);
        CHECK(rebuilt->view() == built->view());
    }
}

TEST_CASE("parse(build(x)) == x for five thousand random accounts", "[uri]")
{
    support::random random{6238};
    int with_issuer = 0;
    for (int i = 0; i != 5'000; ++i) {
        auto const account = support::random_account(random);
        auto const built = build_uri(account);
        REQUIRE(built.has_value());
        auto const again = parse_uri(built->view());
        INFO(i << ": " << built->view());
        REQUIRE(again.has_value());
        if (support::difference(account, *again) != "" || !again->notes().empty()) {
            CHECK(support::difference(account, *again) == "");
            CHECK(again->notes().empty());
        }
        with_issuer += !account.issuer().empty();
    }
    CHECK(with_issuer > 2'500);
}

TEST_CASE("a literal URI is its own text", "[uri]")
{
    constexpr std::string_view uri = otpp::uri_literal<"otpauth://totp/alice?secret=MZXW6YTB">;
    BOTH(support::hidden(uri) == "otpauth://totp/alice?secret=MZXW6YTB");
}
