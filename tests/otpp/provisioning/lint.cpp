// SPDX-License-Identifier: BSL-1.0
#include <otpp/provisioning/lint.hpp>

#include "support/accounts.hpp"
#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"
#include "vectors/app_readings.hpp"
#include "vectors/uri.hpp"

#include <otpp/provisioning/as_read_by.hpp>
#include <otpp/totp.hpp>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

using otpp::unix_time;
using otpp::provisioning::app;
using otpp::provisioning::lint;
using otpp::provisioning::rule;
using otpp::provisioning::severity;
using support::hidden;

namespace {

#define KEY "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

// Whether those rules are found, each at its offset, and no others.
struct expected {
    otpp::provisioning::rule rule;
    std::size_t offset;
};
constexpr auto finds = [](std::string_view uri, std::initializer_list<expected> all) {
    auto const found = lint(uri);
    if (found.list().size() != all.size()) return false;
    for (auto const& [what, at] : all) {
        bool there = false;
        for (auto const& each : found.list())
            there = there || (each.rule == what && each.offset == at);
        if (!there) return false;
    }
    return true;
};

// What an app shows otherwise than the account that otpp reads, in a word.
std::string_view difference(otpp::account const& meant, otpp::provisioning::reading const& read)
{
    if (read.outcome() != otpp::provisioning::outcome::read) return "not read";
    if (read.type() != meant.type()) return "type";
    if (read.algorithm() != meant.algorithm()) return "algorithm";
    if (read.digits() != meant.digits().value()) return "digits";
    if (read.symbols() != otpp::provisioning::symbols::decimal) return "symbols";
    if (meant.is_totp() && read.period() != meant.period().value()) return "period";
    if (!meant.is_totp() && read.counter() != meant.counter()) return "counter";
    if (meant.is_totp()) {
        auto const code = otpp::totp::from(meant)->at(unix_time{59});
        if (read.code_at(unix_time{59}).view() != code.view()) return "code";
    }
    if (read.app() == app::keepassxc) return ""; // its entries have names of their own
    if (read.issuer() != meant.issuer()) return "issuer";
    if (read.app() == app::google_authenticator_ios) return ""; // never splits the label
    return read.name() != meant.name() ? "name" : "";
}

bool named(otpp::provisioning::findings const& found, app which)
{
    for (auto const& each : found.list())
        for (auto const& known : each.facts())
            if (known.app == which) return true;
    return false;
}

// Nothing is found only where all apps agree; and where one differs, a finding names it.
std::string wrong_for(std::string const& uri)
{
    auto const found = lint(uri);
    std::size_t before = 0;
    for (auto const& each : found.list()) {
        if (each.offset > uri.size() || each.offset < before) return "offsets";
        before = each.offset;
        if (each.message().empty() || each.mend().empty()) return "no words";
    }
    auto const meant = otpp::parse_uri(uri);
    if (!meant) return found.empty() ? "refused without a finding" : "";
    for (auto const each : otpp::provisioning::all_apps) {
        auto const differs = difference(*meant, as_read_by(each, uri));
        if (!differs.empty() && !named(found, each))
            return std::string{to_string(each)} + ": " + std::string{differs};
    }
    return "";
}

} // namespace

TEST_CASE("what all apps read alike has no finding", "[provisioning/lint]")
{
    BOTH(finds(hidden("otpauth://totp/ACME:alice?secret=" KEY "&issuer=ACME"), {}));
    BOTH(finds(hidden("otpauth://totp/ACME%20Co:alice@example.com?secret=" KEY "&issuer=ACME%20Co"),
               {}));
    BOTH(finds(hidden("otpauth://totp/%C3%84rger:j%C3%BCrgen?secret=" KEY
                      "&issuer=%C3%84rger&algorithm=SHA1&digits=6&period=30"),
               {}));
}

TEST_CASE("rules about the label, each where it is broken", "[provisioning/lint]")
{
    BOTH(finds(hidden("otpauth://totp/ACME:a:b?secret=" KEY "&issuer=ACME"),
               {{rule::second_colon, 21}}));
    BOTH(finds(hidden("otpauth://totp/ACME:a%3Ab?secret=" KEY "&issuer=ACME"),
               {{rule::second_colon, 21}}));
    BOTH(finds(hidden("otpauth://totp/?secret=" KEY "&issuer=ACME"),
               {{rule::label_empty, 15}, {rule::issuer_only_in_parameter, 63}}));
    BOTH(
        finds(hidden("otpauth://totp/ACME:?secret=" KEY "&issuer=ACME"), {{rule::name_empty, 20}}));
    BOTH(finds(hidden("otpauth://totp/ACME:%20alice?secret=" KEY "&issuer=ACME"),
               {{rule::name_spaces, 20}}));
    BOTH(finds(hidden("otpauth://totp/:alice?secret=" KEY "&issuer=ACME"),
               {{rule::label_colon, 15}, {rule::issuer_only_in_parameter, 69}}));
}

TEST_CASE("rules about the issuer", "[provisioning/lint]")
{
    BOTH(finds(hidden("otpauth://totp/ACME:alice?secret=" KEY "&issuer=Other"),
               {{rule::issuer_conflict, 73}}));
    BOTH(finds(hidden("otpauth://totp/alice?secret=" KEY), {{rule::issuer_missing, 15}}));
    BOTH(
        finds(hidden("otpauth://totp/ACME:alice?secret=" KEY), {{rule::issuer_only_in_label, 15}}));
    BOTH(finds(hidden("otpauth://totp/A%26B:alice?secret=" KEY "&issuer=A%26B"),
               {{rule::decoded_twice, 16}}));
    BOTH(finds(hidden("otpauth://totp/A%25B:alice?secret=" KEY "&issuer=A%25B"),
               {{rule::decoded_twice, 16}}));
    BOTH(finds(hidden("otpauth://totp/A%3DB:alice?secret=" KEY "&issuer=A%3DB"),
               {{rule::decoded_twice, 16}}));
    BOTH(finds(hidden("otpauth://totp/A+B:alice?secret=" KEY "&issuer=A+B"),
               {{rule::issuer_plus, 73}}));
    BOTH(finds(hidden("otpauth://totp/Steam:alice?secret=" KEY "&issuer=Steam"),
               {{rule::steam, 15}}));
}

TEST_CASE("rules about the secret", "[provisioning/lint]")
{
    BOTH(finds(hidden("otpauth://totp/A:bc?secret=GEZDGNBVGY3TQOJQ&issuer=A"),
               {{rule::secret_short, 27}}));
    BOTH(finds(hidden("otpauth://totp/A:bc?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQO1Q&issuer=A"),
               {{rule::secret_lookalike, 57}}));
    BOTH(finds(hidden("otpauth://totp/A:bc?secret=gezdgnbvgy3tqojqgezdgnbvgy&issuer=A"),
               {{rule::secret_lower_case, 27}}));
    BOTH(finds(hidden("otpauth://totp/A:bc?secret=GEZDGNBVGY3TQOJQGEZDGNBVGZ&issuer=A"),
               {{rule::secret_trailing_bits, 27}}));
    BOTH(finds(hidden("otpauth://totp/A:bc?secret=GEZDGNBV%20GY3TQOJQGEZDGNBVGY3TQOJQ&issuer=A"),
               {{rule::secret_separators, 35}}));
    BOTH(finds(hidden("otpauth://totp/A:bc?issuer=A"), {{rule::secret_missing, 28}}));
}

TEST_CASE("rules about the parameters", "[provisioning/lint]")
{
    constexpr auto after = [](std::string_view parameters, std::initializer_list<expected> all) {
        otpp::detail::inline_text<200> uri;
        return uri.append("otpauth://totp/ACME:alice?secret=" KEY "&issuer=ACME") &&
               uri.append(parameters) && finds(uri.view(), all);
    };
    BOTH(after(hidden("&algorithm=SHA256"), {{rule::algorithm_not_sha1, 88}}));
    BOTH(after(hidden("&algorithm=sha1"), {{rule::algorithm_spelling, 88}}));
    BOTH(after(hidden("&algorithm=MD5"), {{rule::algorithm_unknown, 88}}));
    BOTH(after(hidden("&digits=8"), {{rule::digits_not_6, 85}}));
    BOTH(after(hidden("&digits=5"), {{rule::digits_out_of_range, 85}}));
    BOTH(after(hidden("&period=60"), {{rule::period_not_30, 85}}));
    BOTH(after(hidden("&period=4"), {{rule::period_short, 85}, {rule::period_not_30, 85}}));
    BOTH(after(hidden("&period=301"), {{rule::period_long, 85}, {rule::period_not_30, 85}}));
    BOTH(after(hidden("&issuer=ACME"), {{rule::parameter_doubled, 78}}));
    BOTH(after(hidden("&counter=1"), {{rule::unused_parameter, 78}}));
    BOTH(after(hidden("&image=x"), {{rule::image, 84}}));
    BOTH(after(hidden("&color=00FF00"), {{rule::color, 84}}));
    BOTH(after(hidden("&utm=x"), {{rule::unknown_parameter, 78}}));
    BOTH(after(hidden("#x"), {{rule::fragment, 77}}));
}

TEST_CASE("rules about hotp", "[provisioning/lint]")
{
    BOTH(finds(hidden("otpauth://hotp/A:bc?secret=" KEY "&issuer=A&counter=0"),
               {{rule::type_hotp, 10}}));
    BOTH(finds(hidden("otpauth://hotp/A:bc?secret=" KEY "&issuer=A"),
               {{rule::counter_missing, 68}}));
    BOTH(finds(hidden("otpauth://hotp/A:bc?secret=" KEY "&issuer=A&counter=2147483648"),
               {{rule::type_hotp, 10}, {rule::counter_large, 77}}));
}

TEST_CASE("what is no URI at all is one finding that says why", "[provisioning/lint]")
{
    constexpr auto says = [](std::string_view uri, otpp::reason why) {
        auto const found = lint(uri);
        return found.list().size() == 1 && found.list()[0].rule == rule::unreadable &&
               found.list()[0].refused == why && found.list()[0].message() == message(why) &&
               found.list()[0].severity() == severity::error;
    };
    BOTH(says(hidden(""), otpp::reason::uri_scheme));
    BOTH(says(hidden("https://example.com"), otpp::reason::uri_scheme));
    BOTH(says(hidden("otpauth://totp/ACME:alice?secret=" KEY "&issuer=ACME&digits=x"),
              otpp::reason::not_a_number));
    CHECK(says(std::string(otpp::max_uri_size + 1, 'x'), otpp::reason::uri_too_long));
}

TEST_CASE("a finding has what apps do, and from where that is known", "[provisioning/lint]")
{
    auto const found = lint("otpauth://totp/ACME:a:b?secret=" KEY "&issuer=ACME");
    REQUIRE(found.list().size() == 1);
    auto const& colon = found.list()[0];
    CHECK(colon.severity() == severity::error);
    CHECK(colon.parameter() == "label");
    CHECK(colon.message() == "there is a second colon in the label");
    CHECK(colon.mend() == "one colon, between issuer and account");
    auto const freeotp =
        std::ranges::find(colon.facts(), app::freeotp, &otpp::provisioning::fact::app);
    REQUIRE(freeotp != colon.facts().end());
    CHECK(freeotp->does == "refuses it: a label is at most issuer:account");
    CHECK(freeotp->source() == "freeotp/freeotp-android 017678c, Token.java");
}

TEST_CASE("one app's findings are those that matter to it", "[provisioning/lint]")
{
    constexpr auto for_app = [](std::string_view uri, app target, rule what) {
        auto const found = lint(uri, target);
        return found.list().size() == 1 && found.has(what);
    };
    constexpr std::string_view eight = "otpauth://totp/A:bc?secret=" KEY "&issuer=A&digits=8";
    BOTH(for_app(hidden(eight), app::google_authenticator, rule::digits_not_6));
    BOTH(lint(hidden(eight), app::aegis).empty());
    BOTH(for_app(hidden("otpauth://totp/A:bc?secret=" KEY "&issuer=A"), app::apple,
                 rule::issuer_not_a_domain));
    BOTH(lint(hidden("otpauth://totp/A:bc?secret=" KEY "&issuer=a.example"), app::apple)
             .has(rule::issuer_conflict));
    BOTH(for_app(hidden("otpauth://totp/A:bc?secret=" KEY "&issuer=A&digits=x"), app::aegis,
                 rule::unreadable));
}

TEST_CASE("each app that reads a URI otherwise is named", "[provisioning/lint]")
{
    constexpr std::string_view pieces[]{"&digits=8",
                                        "&digits=9",
                                        "&digits=10",
                                        "&period=60",
                                        "&period=4",
                                        "&period=600",
                                        "&period=99999",
                                        "&algorithm=SHA256",
                                        "&algorithm=sha512",
                                        "&algorithm=SHA-256",
                                        "&image=x",
                                        "&color=red",
                                        "&color=00ff00",
                                        "&counter=3",
                                        "&counter=4294967296",
                                        "&lock=true",
                                        "&x=y",
                                        "&issuer=ACME",
                                        "&issuer=A+B",
                                        "&issuer=A%26B",
                                        "&issuer=a.example",
                                        "&issuer=%20x",
                                        "&issuer=Steam",
                                        "&encoder=steam",
                                        "&steam",
                                        "&issuer=",
                                        "#x",
                                        "&issuer=A%2BB"};
    constexpr std::string_view labels[]{"ACME:alice",
                                        "alice",
                                        "a",
                                        "",
                                        ":",
                                        "ACME:",
                                        ":alice",
                                        "ACME:a:b",
                                        "ACME%3Aalice",
                                        "ACME:%20alice",
                                        "my%20phone",
                                        "a/b",
                                        "/a",
                                        "a/b/c",
                                        "Steam:x",
                                        "A%26B:alice",
                                        "A%3FB:c",
                                        "A%23B:c",
                                        "A%25B:c",
                                        "a.example:b",
                                        "alice@example.com",
                                        "%C3%A4",
                                        "%F0%9F%94%91",
                                        "%FF",
                                        "A+B:c",
                                        "A%2BB:c",
                                        "A%2FB:c",
                                        "ACME:a%20b",
                                        "%20",
                                        "A:B%3DC",
                                        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:b",
                                        "a:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"};
    constexpr std::string_view secrets[]{KEY,
                                         KEY,
                                         KEY,
                                         "GEZDGNBVGY3TQOJQ",
                                         "gezdgnbvgy3tqojqgezdgnbvgy",
                                         "GEZD-GNBV",
                                         "GEZDGNBVGY3TQOJQGEZDGNBVGZ",
                                         "GEZDGNBVGY%3D%3D%3D%3D%3D%3D",
                                         "GEZD%20GNBV"};
    support::random random{2027};
    int silent = 0, differing = 0;
    for (int i = 0; i != 30'000; ++i) {
        std::string uri = random.below(4) == 0 ? "otpauth://hotp/" : "otpauth://totp/";
        if (random.below(40) == 0) uri = "otpauth://TOTP/";
        bool const usual = random.below(4) == 0;
        uri += usual ? "ACME:alice" : labels[random.below(std::size(labels))];
        uri += usual ? "?issuer=ACME&secret=" : "?secret=";
        uri += secrets[random.below(std::size(secrets))];
        for (std::size_t n = random.below(4); n != 0; --n)
            uri += pieces[random.below(std::size(pieces))];
        if (auto const wrong = wrong_for(uri); wrong != "") {
            INFO(uri);
            CHECK(wrong == "");
        }
        silent += lint(uri).empty();
        differing += !lint(uri).empty();
    }
    CHECK(silent > 50); // both were seen
    CHECK(differing > 10'000);
    for (int i = 0; i != 5'000; ++i) {
        auto const uri = build_uri(support::random_account(random));
        if (!uri) continue;
        INFO(uri->view());
        if (auto const wrong = wrong_for(std::string{uri->view()}); wrong != "") CHECK(wrong == "");
    }
}

TEST_CASE("any bytes can be linted", "[provisioning/lint]")
{
    support::random random{7};
    for (int i = 0; i != 3'000; ++i) {
        std::string text = i % 2 == 0 ? "" : "otpauth://totp/";
        for (std::size_t n = random.below(150); n != 0; --n)
            text += static_cast<char>(random.byte());
        if (auto const wrong = wrong_for(text); wrong != "") CHECK(wrong == "");
    }
    for (auto const& entry : vectors::uri::cases) {
        INFO("uri.json, case " << entry.id);
        CHECK(wrong_for(std::string{entry.uri}) == "");
    }
    for (auto const& entry : vectors::app_readings::cases) {
        INFO("app_readings.json, case " << entry.id);
        CHECK(wrong_for(std::string{entry.uri}) == "");
    }
}
