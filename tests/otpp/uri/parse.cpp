// SPDX-License-Identifier: BSL-1.0
#include <otpp/uri/parse.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"
#include "support/random.hpp"
#include "vectors/uri.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

using otpp::parse_uri;
using otpp::reason;
using support::hidden;
using support::refused;

namespace {

struct reads {
    static constexpr std::string_view wrong(vectors::uri::entry const& entry)
    {
        auto const read = parse_uri(entry.uri);
        if (!entry.valid) {
            if (read) return "accepted";
            if (read.error().reason != entry.reason) return "reason";
            return read.error().offset == static_cast<std::size_t>(entry.offset) ? "" : "offset";
        }
        if (!read) return "refused";
        auto const& account = *read;
        if (account.type() != entry.type) return "type";
        if (account.name() != entry.name) return "name";
        if (account.issuer() != entry.issuer) return "issuer";
        if (account.issuer_prefix() != entry.issuer_prefix) return "issuer prefix";
        if (account.issuer_parameter() != entry.issuer_parameter) return "issuer parameter";
        if (account.algorithm() != entry.algorithm) return "algorithm";
        if (account.digits().value() != entry.digits) return "digits";
        if (account.period().value() != entry.period) return "period";
        if (account.counter() != entry.counter) return "counter";
        if (account.other_parameters() != entry.other_parameters) return "other parameters";
        auto const secret = account.secret().bytes();
        if (secret.size() != entry.secret.size()) return "secret size";
        for (std::size_t i = 0; i != secret.size(); ++i)
            if (secret[i] != entry.secret[i]) return "secret";
        if (account.notes().size() != entry.notes.size()) return "number of notes";
        for (auto const& note : entry.notes) { // in whichever order they were met
            bool found = false;
            for (auto const& had : account.notes()) found = found || had == note;
            if (!found) return "notes";
        }
        return "";
    }
};

// Whatever comes, it is an account or a reason whose offset lies in the text.
std::string_view wrong_for_any(std::string_view text)
{
    auto const read = parse_uri(text);
    if (!read) return read.error().offset <= text.size() ? "" : "offset beyond the text";
    if (read->secret().size() == 0) return "no secret";
    for (auto const& note : read->notes())
        if (note.offset > text.size()) return "note beyond the text";
    return "";
}

} // namespace

TEST_CASE("the vectors of otpauth URIs", "[uri/parse]") { CHECK_VECTORS(uri, reads); }

TEST_CASE("random bytes never crash and never lead out of the text", "[uri/parse]")
{
    support::random random{3986};
    for (int i = 0; i != 20'000; ++i) {
        std::string text = i % 2 == 0 ? "" : "otpauth://totp/";
        for (std::size_t n = random.below(200); n != 0; --n)
            text += static_cast<char>(random.byte());
        CHECK(wrong_for_any(text) == "");
    }
}

TEST_CASE("URIs put together from their own pieces never lead out of the text", "[uri/parse]")
{
    constexpr std::string_view pieces[]{
        "otpauth://", "totp",     "hotp",     "/",
        "?",          "&",        "=",        ":",
        "%3A",        "%",        "#",        "secret",
        "issuer",     "%4",       "%00",      "0",
        "-",          "digits",   "period",   "8",
        "MZXW6YTB",   "counter",  "A",        " ",
        "%20",        "999",      "+",        "SHA256",
        "algorithm",  "x",        "\303\244", "secret=MZXW6YTBMZXW6YTB",
        "&secret=",   "?secret=", "%3D",      "\377",
        "issuer="};
    support::random random{6238};
    int accepted = 0;
    for (int i = 0; i != 40'000; ++i) {
        std::string text = "otpauth://";
        text += random.below(2) == 0 ? "totp/" : "hotp/";
        // every other one with all that it needs, so that much is accepted and not refused early
        if (random.below(2) == 0) text += "x?secret=MZXW6YTBMZXW6YTB&counter=1&";
        for (std::size_t n = random.below(20); n != 0; --n)
            text += pieces[random.below(std::size(pieces))];
        INFO(text);
        if (wrong_for_any(text) != "") CHECK(wrong_for_any(text) == "");
        accepted += parse_uri(text).has_value();
    }
    CHECK(accepted > 1'000);
}

TEST_CASE("every vector with one byte changed, removed or added", "[uri/parse]")
{
    support::random random{20};
    for (auto const& entry : vectors::uri::cases) {
        if (entry.uri.size() > 200) continue;
        for (std::size_t at = 0; at <= entry.uri.size(); ++at) {
            std::string changed{entry.uri};
            if (at != changed.size()) changed[at] = static_cast<char>(random.byte());
            std::string shorter{entry.uri.substr(0, at)};
            std::string removed = shorter;
            if (at != entry.uri.size()) removed += entry.uri.substr(at + 1);
            std::string added = shorter + "%";
            added += entry.uri.substr(at);
            for (auto const& text : {changed, shorter, removed, added})
                if (auto const wrong = wrong_for_any(text); wrong != "") {
                    INFO("case " << entry.id << " at " << at << ": " << text);
                    CHECK(wrong == "");
                }
        }
    }
}

TEST_CASE("a text of any length is refused by its length", "[uri/parse]")
{
    CHECK(
        refused(parse_uri(std::string(10'000'000, 'x')), reason::uri_too_long, otpp::max_uri_size));
    CHECK(refused(parse_uri("otpauth://totp/" + std::string(10'000'000, '%')), reason::uri_too_long,
                  otpp::max_uri_size));
}

TEST_CASE("a URI of nothing but parameters is read within its length", "[uri/parse]")
{
    std::string text = "otpauth://totp/?secret=MZXW6YTBMZXW6YTB";
    while (text.size() + 2 <= otpp::max_uri_size) text += "&a";
    auto const read = parse_uri(text);
    REQUIRE(read.has_value());
    CHECK(read->other_parameters().size() == text.size() - 40);
}
