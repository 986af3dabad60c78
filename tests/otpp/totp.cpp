// SPDX-License-Identifier: BSL-1.0
#include <otpp/totp.hpp>

#include "support/backends.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"
#include "support/keys.hpp"
#include "support/unsigned_counters.hpp"
#include "vectors/totp_rfc6238.hpp"

#include <otpp/account.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

using otpp::match;
using otpp::reason;
using otpp::totp;
using otpp::unix_time;
using support::hidden;
using support::refused;

namespace {

template <class B>
constexpr otpp::basic_totp<B> generator_of(vectors::totp_rfc6238::entry const& entry)
{
    return otpp::basic_totp<B>{*otpp::key_view::from(entry.key),
                               {*otpp::digits::from(entry.digits),
                                *otpp::period::from(entry.period), entry.algorithm,
                                unix_time{entry.t0}}};
}

template <class B>
struct gives_the_code {
    static constexpr std::string_view wrong(vectors::totp_rfc6238::entry const& entry)
    {
        auto const totp = generator_of<B>(entry);
        unix_time const time{entry.time};
        if (totp.at(time).view() != entry.code) return "code";
        if (totp.seconds_left(time) != entry.seconds_left) return "seconds left";
        if (!entry.valid) return refused(totp.step(time), entry.reason) ? "" : "reason";
        return totp.step(time).has_value() && *totp.step(time) == entry.step ? "" : "step";
    }
};

template <class B>
std::string_view wrong_match(vectors::totp_rfc6238::entry const& entry)
{
    auto const totp = generator_of<B>(entry);
    auto const found = totp.match(entry.code, unix_time{entry.time}, {.back = 0, .ahead = 0});
    if (!entry.valid) return found ? "matched without a step" : "";
    if (found != match{entry.step, 0}) return "no match";
    std::string other{entry.code};
    other.front() = other.front() == '9' ? '0' : static_cast<char>(other.front() + 1);
    return totp.match(other, unix_time{entry.time}, {.back = 0, .ahead = 0})
               ? "matched another code"
               : "";
}

// The RFC's key with steps of 30 s: the codes of appendix D of RFC 4226 are those of steps 0 to 9.
constexpr auto find = [](std::string_view code, std::int64_t time, int back, int ahead) {
    return totp{support::rfc_key}.match(code, unix_time{time},
                                        {*otpp::steps::from(back), *otpp::steps::from(ahead)});
};
constexpr std::string_view code_0 = "755224", code_2 = "359152", code_3 = "969429",
                           code_4 = "338314";

constexpr int left(std::int64_t time, std::int64_t t0, int period = 30)
{
    totp const generator{support::rfc_key,
                         {.period = *otpp::period::from(period), .t0 = unix_time{t0}}};
    return generator.seconds_left(unix_time{time});
}

} // namespace

TEST_CASE("the vectors of TOTP", "[totp][backends]")
{
    CHECK_VECTORS_BY_BACKENDS(totp_rfc6238, gives_the_code);
}

TEST_CASE("each vector's code matches at its time, another does not", "[totp][backends]")
{
    support::for_each_backend([]<class B>() {
        for (auto const& entry : vectors::totp_rfc6238::cases) {
            INFO(support::name_of(support::id_of<B>) << ", case " << entry.id);
            CHECK(wrong_match<B>(entry) == "");
            support::count_case(support::id_of<B>);
        }
    });
}

TEST_CASE("a code matches over the whole of its step and one step either side", "[totp]")
{
    // step 3 lasts from second 90 to second 119
    BOTH(find(code_3, hidden(90), 0, 0) == match{3, 0});
    BOTH(find(code_3, hidden(119), 0, 0) == match{3, 0});
    BOTH(find(code_3, hidden(89), 0, 0) == std::nullopt);
    BOTH(find(code_3, hidden(120), 0, 0) == std::nullopt);

    BOTH(find(code_3, hidden(60), 1, 1) == match{3, 1});
    BOTH(find(code_3, hidden(59), 1, 1) == std::nullopt);
    BOTH(find(code_3, hidden(149), 1, 1) == match{3, -1});
    BOTH(find(code_3, hidden(150), 1, 1) == std::nullopt);
}

TEST_CASE("back looks back only, and ahead ahead only", "[totp]")
{
    BOTH(find(code_3, hidden(120), 1, 0) == match{3, -1});
    BOTH(find(code_3, hidden(60), 1, 0) == std::nullopt);
    BOTH(find(code_3, hidden(60), 0, 1) == match{3, 1});
    BOTH(find(code_3, hidden(120), 0, 1) == std::nullopt);
}

TEST_CASE("without a word the window is one back and one ahead", "[totp]")
{
    totp const generator{support::rfc_key};
    auto const at = [&](std::int64_t step) { return unix_time{step * 30}; };
    CHECK(generator.match(code_3, at(2)) == match{3, 1});
    CHECK(generator.match(code_3, at(4)) == match{3, -1});
    CHECK_FALSE(generator.match(code_3, at(1)));
    CHECK_FALSE(generator.match(code_3, at(5)));
}

TEST_CASE("every place of every window is found and none outside, by every backend",
          "[totp][backends]")
{
    support::for_each_backend([]<class B>() {
        otpp::basic_totp<B> const generator{support::rfc_key, {.digits = 10, .period = 1}};
        std::int64_t const now = 1'000'000;
        int wrong = 0;
        for (auto const& [back, ahead] : {std::pair{0, 0}, std::pair{1, 1}, std::pair{2, 0},
                                          std::pair{0, 3}, std::pair{5, 2}, std::pair{100, 100}})
            for (int drift = -102; drift <= 102; ++drift) {
                auto const code = generator.at(unix_time{now + drift});
                auto const found =
                    generator.match(code.view(), unix_time{now},
                                    {*otpp::steps::from(back), *otpp::steps::from(ahead)});
                std::optional<match> expected;
                if (-back <= drift && drift <= ahead) expected = match{now + drift, drift};
                wrong += found != expected;
            }
        INFO(support::name_of(support::id_of<B>));
        CHECK(wrong == 0);
        support::count_case(support::id_of<B>);
    });
}

TEST_CASE("of two equally near fits the older is found, of two others the nearer", "[totp]")
{
    // The steps 153567 and 153569 have the same code.
    constexpr std::int64_t middle = 153568 * 30;
    BOTH(find("468457", hidden(middle), 1, 1) == match{153567, -1});
    BOTH(find("468457", hidden(middle), 100, 100) == match{153567, -1});
    BOTH(find("468457", hidden(middle), 0, 1) == match{153569, 1});
    BOTH(find("468457", hidden(middle + 30), 2, 2) == match{153569, 0});
    BOTH(find("468457", hidden(middle - 30), 2, 2) == match{153567, 0});
    BOTH(find("468457", hidden(middle + 60), 3, 3) == match{153569, -1});
    BOTH(find("468457", hidden(middle - 60), 3, 3) == match{153567, 1});
}

TEST_CASE("a window is cut at step 0", "[totp]")
{
    BOTH(find(code_0, hidden(0), 1, 1) == match{0, 0});
    BOTH(find(code_0, hidden(0), 100, 0) == match{0, 0});
    BOTH(find(code_0, hidden(30), 100, 0) == match{0, -1});
    BOTH(find(code_4, hidden(0), 100, 4) == match{4, 4});
    BOTH(find(code_4, hidden(0), 100, 3) == std::nullopt);
    // nor is anything from below 0, which without a sign is 2^64 - 1 and what comes before it
    for (std::uint64_t below = 0; below-- != ~std::uint64_t{100};)
        CHECK_FALSE(find(support::code_of_unsigned(below).view(), 0, 100, 0));
}

TEST_CASE("a window is cut at step 2^63-1", "[totp]")
{
    totp const generator{support::rfc_key, {.period = 1}};
    auto const code_at = [&](std::int64_t step) { return generator.at(unix_time{step}); };
    unix_time const end{INT64_MAX};
    CHECK(generator.match(code_at(INT64_MAX).view(), end) == match{INT64_MAX, 0});
    CHECK(generator.match(code_at(INT64_MAX - 1).view(), end) == match{INT64_MAX - 1, -1});
    CHECK(generator.match(code_at(INT64_MAX).view(), unix_time{INT64_MAX - 1},
                          {.back = 0, .ahead = 100}) == match{INT64_MAX, 1});
    CHECK_FALSE(generator.match(code_at(0).view(), end, {.back = 0, .ahead = 100}));
    for (std::uint64_t beyond = std::uint64_t{1} << 63; beyond != (std::uint64_t{1} << 63) + 100;
         ++beyond)
        CHECK_FALSE(generator.match(support::code_of_unsigned(beyond).view(), end,
                                    {.back = 0, .ahead = 100}));
}

TEST_CASE("without a step there is no match", "[totp]")
{
    BOTH(find(code_0, hidden(-1), 1, 1) == std::nullopt);
    BOTH(find("", hidden(-1), 1, 1) == std::nullopt);
    BOTH(find(code_0, hidden(INT64_MIN), 100, 100) == std::nullopt);
    BOTH(totp{support::rfc_key}.at(unix_time{hidden(-1)}).empty());
}

TEST_CASE("malformed text is no match of TOTP", "[totp]")
{
    BOTH(find(hidden(""), 60, 1, 1) == std::nullopt);
    BOTH(find(hidden("35915"), 60, 1, 1) == std::nullopt);
    BOTH(find(hidden("3591520"), 60, 1, 1) == std::nullopt);
    BOTH(find(hidden("35915O"), 60, 1, 1) == std::nullopt);
    BOTH(find(hidden("-359152"), 60, 1, 1) == std::nullopt);
    CHECK(find(std::string(2'000'000, '3'), 60, 1, 1) == std::nullopt);
    BOTH(find(hidden("359-152"), 60, 0, 0) == match{2, 0});
    BOTH(find(code_2, hidden(60), 0, 0) == match{2, 0});
}

TEST_CASE("seconds left are the whole period at a step's start and 1 at its end", "[totp]")
{
    BOTH(left(hidden(0), 0) == 30);
    BOTH(left(hidden(1), 0) == 29);
    BOTH(left(hidden(29), 0) == 1);
    BOTH(left(hidden(30), 0) == 30);
    BOTH(left(hidden(100), 95) == 25);
    BOTH(left(hidden(7), 0, 1) == 1);
    BOTH(left(hidden(0), 0, 2147483647) == 2147483647);
    BOTH(left(hidden(INT64_MAX), 0) == 23);
    BOTH(left(hidden(INT64_MAX), INT64_MIN) == 15);
}

TEST_CASE("before T0, seconds left lead to T0, at most one period", "[totp]")
{
    BOTH(left(hidden(-1), 0) == 1);
    BOTH(left(hidden(-29), 0) == 29);
    BOTH(left(hidden(-30), 0) == 30);
    BOTH(left(hidden(-31), 0) == 1);
    BOTH(left(hidden(99), 100) == 1);
    BOTH(left(hidden(INT64_MIN), 0) == 8);
    BOTH(left(hidden(INT64_MIN), INT64_MAX) == 15);
}

TEST_CASE("the time is any time point of the system's clock", "[totp]")
{
    using namespace std::chrono;
    totp const generator{support::rfc_key, {.digits = 8}};
    CHECK(generator.at(system_clock::time_point{seconds{59}}) == "94287082");
    CHECK(generator.at(sys_seconds{seconds{59}}) == "94287082");
    CHECK(generator.at(sys_time<milliseconds>{milliseconds{59'999}}) == "94287082");
    CHECK(generator.at(sys_time<milliseconds>{milliseconds{-1}}).empty());
    CHECK(generator.match("94287082", sys_seconds{seconds{59}}) == match{1, 0});
    CHECK(generator.seconds_left(sys_time<milliseconds>{milliseconds{59'999}}) == 1);
}

TEST_CASE("a TOTP generator is made from an account of its type only", "[totp]")
{
    static constexpr auto account_of = [](otpp::otp_type type) {
        auto key = otpp::secret::from_bytes(support::rfc_key.bytes);
        return otpp::account::make(*std::move(key), {.name = "alice",
                                                     .type = type,
                                                     .digits = 8,
                                                     .period = 60,
                                                     .algorithm = otpp::algorithm::sha512});
    };
    constexpr auto made = [](otpp::otp_type type) {
        auto const from = totp::from(*account_of(type));
        totp const expected{support::rfc_key,
                            {.digits = 8, .period = 60, .algorithm = otpp::algorithm::sha512}};
        return from->digits().value() == 8 && from->period().value() == 60 &&
               from->algorithm() == otpp::algorithm::sha512 && from->t0() == unix_time{0} &&
               from->at(unix_time{100}) == expected.at(unix_time{100});
    };
    BOTH(made(hidden(otpp::otp_type::totp)));
    BOTH(refused(totp::from(*account_of(hidden(otpp::otp_type::hotp))), reason::wrong_type));
}

TEST_CASE("a TOTP generator moves and does not copy", "[totp]")
{
    static_assert(!std::is_copy_constructible_v<totp> && !std::is_copy_assignable_v<totp>);
    constexpr auto moves = [](std::int64_t time) {
        totp first{support::rfc_key, {.period = 60, .t0 = unix_time{-30}}};
        totp second{std::move(first)};
        totp third{otpp::detail::nothing{}};
        third = std::move(second);
        return third.period().value() == 60 && third.t0() == unix_time{-30} &&
               third.at(unix_time{time}) == "359152";
    };
    BOTH(moves(hidden(90)));
}
