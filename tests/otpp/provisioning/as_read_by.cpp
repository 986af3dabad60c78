// SPDX-License-Identifier: BSL-1.0
#include <otpp/provisioning/as_read_by.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"
#include "vectors/app_readings.hpp"
#include "vectors/uri.hpp"

#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

using otpp::unix_time;
using otpp::provisioning::as_read_by;
using otpp::provisioning::outcome;
using support::hidden;

namespace {

constexpr otpp::provisioning::app app_of(std::string_view name)
{
    for (auto const each : otpp::provisioning::all_apps)
        if (to_string(each) == name) return each;
    return static_cast<otpp::provisioning::app>(
        0xff); // no app: its reading would be out of the table
}

struct reads_as_the_app {
    // A reading costs the compiler 20 MB; all of them run, a fifth also in a constant.
    static constexpr bool run_time_only(vectors::app_readings::entry const& entry)
    {
        return entry.id % 5 != 0;
    }
    static constexpr std::string_view wrong(vectors::app_readings::entry const& entry)
    {
        auto const read = as_read_by(app_of(entry.app), entry.uri);
        if (to_string(read.app()) != entry.app) return "app";
        if (to_string(read.outcome()) != entry.outcome) return "outcome";
        if ((read.why() ? to_string(*read.why()) : "") != entry.why) return "why";
        if (read.issuer() != entry.issuer) return "issuer";
        if (read.name() != entry.name) return "name";
        if (read.type() != entry.type) return "type";
        if ((read.algorithm() ? to_string(*read.algorithm()) : "") != entry.algorithm)
            return "algorithm";
        if (read.digits() != entry.digits) return "digits";
        if (to_string(read.symbols()) != entry.symbols) return "symbols";
        if (read.period() != entry.period) return "period";
        if (read.counter() != entry.counter) return "counter";
        return read.code_at(unix_time{59}).view() == entry.code ? "" : "code";
    }
};

// Any bytes: a reading, and where it is refused, nothing is shown.
std::string_view wrong_for_any(std::string_view text)
{
    for (auto const each : otpp::provisioning::all_apps) {
        auto const read = as_read_by(each, text);
        if (read.outcome() == outcome::refused) {
            if (!read.why()) return "refused for no rule";
            if (!read.issuer().empty() || !read.name().empty()) return "names of a refused one";
            if (!read.code_at(unix_time{59}).view().empty()) return "a code of a refused one";
        }
        else if (read.issuer().size() + read.name().size() > otpp::max_uri_size)
            return "names longer than the URI";
    }
    return "";
}

constexpr std::string_view plain =
    "otpauth://totp/ACME:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ACME";

} // namespace

TEST_CASE("every fact of the table of apps", "[provisioning/as_read_by]")
{
    CHECK_VECTORS(app_readings, reads_as_the_app);
}

TEST_CASE("each app has its facts", "[provisioning/as_read_by]")
{
    for (auto const each : otpp::provisioning::all_apps) {
        int cases = 0;
        for (auto const& entry : vectors::app_readings::cases)
            cases += entry.app == to_string(each);
        INFO(to_string(each));
        CHECK(cases >= 2);
    }
}

TEST_CASE("a plain URI is the same in every app", "[provisioning/as_read_by]")
{
    constexpr auto same = [](std::string_view uri) {
        for (auto const each : otpp::provisioning::all_apps) {
            auto const read = as_read_by(each, uri);
            if (read.outcome() != outcome::read || read.why()) return false;
            if (read.code_at(unix_time{59}).view() != "287082") return false;
            if (each == otpp::provisioning::app::keepassxc)
                continue; // its entries have names of their own
            if (read.issuer() != "ACME") return false;
            if (each == otpp::provisioning::app::google_authenticator_ios)
                continue; // never splits the label
            if (read.name() != "alice") return false;
        }
        return true;
    };
    BOTH(same(hidden(plain)));
}

TEST_CASE("what is no otpauth URI is refused by every app", "[provisioning/as_read_by]")
{
    for (std::string_view const text :
         {"", "o", "otpauth", "otpauth:", "otpauth:/", "otpauth://", "otpauth://totp",
          "otpauth://totp/", "otpauth://totp/alice", "https://totp/alice?secret=GEZDGNBV",
          "otpauth://totp/alice?secret=", "otpauth://totp/alice?secret=%%%",
          "otpauth://totp/alice?Secret=GEZDGNBV", "otpauth-migration://offline?data=CgA"}) {
        INFO(text);
        for (auto const each : otpp::provisioning::all_apps)
            CHECK(as_read_by(each, text).outcome() == outcome::refused);
    }
    CHECK(as_read_by(otpp::provisioning::app::aegis, std::string(otpp::max_uri_size + 1, 'a'))
              .outcome() == outcome::refused);
}

TEST_CASE("any bytes make a reading", "[provisioning/as_read_by]")
{
    support::random random{2026};
    for (int i = 0; i != 2'000; ++i) {
        std::string text = i % 2 == 0 ? "" : "otpauth://totp/";
        for (std::size_t n = random.below(120); n != 0; --n)
            text += static_cast<char>(random.byte());
        CHECK(wrong_for_any(text) == "");
    }
    for (auto const& entry : vectors::uri::cases) {
        INFO("uri.json, case " << entry.id);
        CHECK(wrong_for_any(entry.uri) == "");
    }
    CHECK(wrong_for_any("otpauth://totp/" + std::string(2900, '%')) == "");
    CHECK(wrong_for_any("otpauth://totp/" + std::string(2900, '/')) == "");
    CHECK(wrong_for_any("otpauth://totp/" + std::string(2900, ':')) == "");
}

TEST_CASE("before 1970 there is no code", "[provisioning/as_read_by]")
{
    constexpr auto none = [](std::string_view uri) {
        return as_read_by(otpp::provisioning::app::aegis, uri)
            .code_at(unix_time{-1})
            .view()
            .empty();
    };
    BOTH(none(hidden(plain)));
}

TEST_CASE("a reading moves, does not copy, and leaves no key behind", "[provisioning/as_read_by]")
{
    using otpp::provisioning::reading;
    static_assert(!std::is_copy_constructible_v<reading> && !std::is_copy_assignable_v<reading>);
    constexpr std::string_view key = "12345678901234567890";
    auto const holds_key = [&](void const* object) {
        std::string seen(sizeof(reading), ' ');
        std::memcpy(seen.data(), hidden(object), seen.size());
        return seen.find(key) != std::string::npos;
    };
    alignas(reading) unsigned char place[sizeof(reading)];
    auto* const made = new (place) reading{as_read_by(otpp::provisioning::app::aegis, plain)};
    CHECK(holds_key(place)); // what is looked for can be found
    made->~reading();
    CHECK_FALSE(holds_key(place));

    auto from = as_read_by(otpp::provisioning::app::aegis, plain);
    reading const to{std::move(from)};
    CHECK_FALSE(to.name().empty());
    CHECK_FALSE(to.issuer().empty());
    CHECK(from.name().empty());
    CHECK(from.issuer().empty());
}
