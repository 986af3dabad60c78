// SPDX-License-Identifier: BSL-1.0
#include <otpp/provisioning/steam.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"
#include "support/keys.hpp"
#include "support/random.hpp"
#include "vectors/steam.hpp"

#include <optional>
#include <string>
#include <string_view>

using otpp::match;
using otpp::reason;
using otpp::unix_time;
using otpp::provisioning::steam_code;
using otpp::provisioning::steam_guard;
using support::hidden;
using support::refused;

namespace {

struct gives_the_code {
    static constexpr std::string_view wrong(vectors::steam::entry const& entry)
    {
        steam_guard const guard{*otpp::key_view::from(entry.key)};
        unix_time const time{entry.time};
        if (guard.at(time).view() != entry.code) return "code";
        if (guard.step(time).has_value() != entry.valid) return "step";
        auto const found = guard.match(entry.code, time, {.back = 0, .ahead = 0});
        if (!entry.valid) return found ? "matched without a step" : "";
        return found == match{entry.time / 30, 0} ? "" : "match";
    }
};

constexpr std::optional<match> find(std::string_view code, std::int64_t time, int back, int ahead)
{
    return steam_guard{support::rfc_key}.match(
        code, unix_time{time}, {*otpp::steps::from(back), *otpp::steps::from(ahead)});
}
constexpr steam_code at_step(std::int64_t step)
{
    return steam_guard{support::rfc_key}.at(unix_time{30 * step});
}

} // namespace

TEST_CASE("the vectors of Steam's codes", "[provisioning/steam]")
{
    CHECK_VECTORS(steam, gives_the_code);
}

TEST_CASE("a value is written in base 26, the least significant symbol first",
          "[provisioning/steam]")
{
    support::random random{26};
    for (int i = 0; i != 20'000; ++i) {
        auto const value = static_cast<std::uint32_t>(random.next() >> 33);
        std::string expected;
        for (auto rest = value; expected.size() != 5; rest /= 26)
            expected += otpp::provisioning::steam_alphabet[rest % 26];
        INFO(value);
        CHECK(steam_code{value}.view() == expected);
    }
    BOTH(steam_code{hidden(0u)}.view() == "22222");
    BOTH(steam_code{hidden(0x7fffffffu)}.view() == "WXPBQ");
}

TEST_CASE("a window of Steam's codes", "[provisioning/steam]")
{
    BOTH(find(hidden(at_step(5).view()), 150, 1, 1) == match{5, 0});
    BOTH(find(hidden(at_step(4).view()), 150, 1, 1) == match{4, -1});
    BOTH(find(hidden(at_step(6).view()), 150, 1, 1) == match{6, 1});
    BOTH(find(hidden(at_step(3).view()), 150, 1, 1) == std::nullopt);
    BOTH(find(hidden(at_step(7).view()), 150, 1, 1) == std::nullopt);
    BOTH(find(hidden(at_step(3).view()), 150, 2, 0) == match{3, -2});
    BOTH(find(hidden(at_step(0).view()), 29, 100, 0) == match{0, 0}); // below step 0 is nothing
    BOTH(find(hidden(at_step(5).view()), -1, 1, 1) == std::nullopt);
}

TEST_CASE("a code that a person typed", "[provisioning/steam]")
{
    BOTH(*steam_code::parse(hidden("FR8RV")) == "FR8RV");
    BOTH(*steam_code::parse(hidden(" fr8 rv ")) == "FR8RV");
    BOTH(refused(steam_code::parse(hidden("")), reason::passcode_length, 0));
    BOTH(refused(steam_code::parse(hidden("FR8R")), reason::passcode_length, 4));
    BOTH(refused(steam_code::parse(hidden("FR8RVV")), reason::passcode_length, 5));
    BOTH(refused(steam_code::parse(hidden("FR8RA")), reason::passcode_not_a_digit, 4)); // a vowel
    BOTH(refused(steam_code::parse(hidden("FR8R1")), reason::passcode_not_a_digit, 4));
    BOTH(refused(steam_code::parse(hidden("FR-8RV")), reason::passcode_not_a_digit, 2));
    CHECK(refused(steam_code::parse(std::string(2'000'000, ' ')), reason::passcode_length, 16));
    BOTH(!find(hidden("FR8R"), 150, 1, 1));
}

TEST_CASE("no code equals nothing", "[provisioning/steam]")
{
    BOTH(steam_code{}.empty());
    BOTH(!(steam_code{} == steam_code{}));
    BOTH(!(steam_code{} == hidden("")));
    BOTH(steam_code{hidden(7u)} == steam_code{7u});
    BOTH(!(steam_code{hidden(7u)} == steam_code{8u}));
    BOTH(!(steam_code{hidden(7u)} == hidden("2222")));
}
