// SPDX-License-Identifier: BSL-1.0
#include <otpp/provisioning/detail/pieces.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <string>
#include <string_view>

using otpp::provisioning::detail::uri_pieces;
using support::hidden;

namespace {

constexpr bool value_is(uri_pieces const& pieces, std::string_view key, std::string_view text,
                        std::size_t at)
{
    auto const found = pieces.value(key);
    return found && found->text == text && found->at == at;
}

constexpr auto decodes = [](std::string_view text, bool plus, std::string_view expected) {
    otpp::detail::inline_text<20> to;
    otpp::provisioning::detail::decode_like_an_app(to, text, plus);
    return to.view() == expected;
};

} // namespace

TEST_CASE("a URI falls into its pieces", "[provisioning/detail/pieces]")
{
    constexpr auto cut = [](std::string_view uri) {
        uri_pieces const pieces{uri};
        return pieces.is_otpauth(false) && pieces.type().text == "totp" && pieces.type().at == 10 &&
               pieces.label().text == "A%3Ab" && pieces.label().at == 15 && pieces.has_label() &&
               value_is(pieces, "secret", "x", 28) && value_is(pieces, "issuer", "", 37) &&
               value_is(pieces, "lock", "", 42) && !pieces.value("image");
    };
    BOTH(cut(hidden("otpauth://totp/A%3Ab?secret=x&issuer=&lock")));
    BOTH(cut(hidden("otpauth://totp/A%3Ab?secret=x&issuer=&lock#secret=y")));
}

TEST_CASE("the first of two parameters counts, its name without escapes",
          "[provisioning/detail/pieces]")
{
    BOTH(value_is(uri_pieces{hidden("otpauth://totp/?a=1&a=2")}, "a", "1", 18));
    BOTH(value_is(uri_pieces{hidden("otpauth://totp/?%61=1")}, "a", "1", 20));
    BOTH(value_is(uri_pieces{hidden("otpauth://totp/?a==")}, "a", "=", 18));
    BOTH(!uri_pieces{hidden("otpauth://totp/?A=1")}.value("a"));
    BOTH(!uri_pieces{hidden("otpauth://totp/?aa=1")}.value("a"));
    BOTH(!uri_pieces{hidden("otpauth://totp/?"
                            "aaaaaaaaaaaaaaaaaaaaaaaaaa=1")}
              .value("a"));
}

TEST_CASE("a hash ends a URI, or does not", "[provisioning/detail/pieces]")
{
    BOTH(value_is(uri_pieces{hidden("otpauth://totp/?a=1#b")}, "a", "1", 18));
    BOTH(value_is(uri_pieces{hidden("otpauth://totp/?a=1#b"), uri_pieces::at_hash::goes_on}, "a",
                  "1#b", 18));
    BOTH(uri_pieces{hidden("otpauth://totp/#?a=1")}.label().text.empty());
}

TEST_CASE("what lacks pieces has empty ones", "[provisioning/detail/pieces]")
{
    BOTH(!uri_pieces{hidden("")}.is_otpauth(true));
    BOTH(!uri_pieces{hidden("otpauth:totp")}.is_otpauth(true));
    BOTH(!uri_pieces{hidden("otpauth:/")}.is_otpauth(true));
    BOTH(!uri_pieces{hidden("https://totp")}.is_otpauth(true));
    BOTH(!uri_pieces{hidden("OTPAUTH://totp")}.is_otpauth(false));
    BOTH(uri_pieces{hidden("OTPAUTH://totp")}.is_otpauth(true));
    BOTH(uri_pieces{hidden("otpauth://totp")}.type().text == "totp");
    BOTH(!uri_pieces{hidden("otpauth://totp")}.has_label());
    BOTH(uri_pieces{hidden("otpauth://totp/")}.has_label());
    BOTH(!uri_pieces{hidden("otpauth://totp?a/b=1")}.has_label());
    BOTH(uri_pieces{hidden("otpauth://totp?a=1")}.type().text == "totp");
}

TEST_CASE("apps decode what is an escape and leave the rest", "[provisioning/detail/pieces]")
{
    BOTH(decodes(hidden("a%20b+c"), false, "a b+c"));
    BOTH(decodes(hidden("a%20b+c"), true, "a b c"));
    BOTH(decodes(hidden("%2B+"), true, "+ "));
    BOTH(decodes(hidden("%"), false, "%"));
    BOTH(decodes(hidden("%4"), false, "%4"));
    BOTH(decodes(hidden("100%!%41"), false, "100%!A"));
    BOTH(decodes(hidden("%2541"), false, "%41"));
    CHECK(decodes(std::string(50, 'x'), false, std::string(20, 'x'))); // cut, not overrun
}

TEST_CASE("texts in any case", "[provisioning/detail/pieces]")
{
    using otpp::provisioning::detail::equal_in_any_case;
    BOTH(equal_in_any_case(hidden("ToTP"), "totp"));
    BOTH(!equal_in_any_case(hidden("totp"), "hotp"));
    BOTH(!equal_in_any_case(hidden("totp1"), "totp"));
    BOTH(!equal_in_any_case(hidden("@"), "`")); // their bits differ as those of A and a do
}
