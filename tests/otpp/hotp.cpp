// SPDX-License-Identifier: BSL-1.0
#include <otpp/hotp.hpp>

#include "support/backends.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"
#include "support/keys.hpp"
#include "support/unsigned_counters.hpp"
#include "vectors/hotp_rfc4226.hpp"

#include <otpp/account.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

using otpp::hotp;
using otpp::match;
using otpp::reason;
using support::hidden;

namespace {

template <class B>
struct gives_the_code {
    static constexpr std::string_view wrong(vectors::hotp_rfc4226::entry const& entry)
    {
        auto const key = otpp::key_view::from(entry.key);
        otpp::basic_hotp<B> const hotp{*key, {*otpp::digits::from(entry.digits), entry.algorithm}};
        if (hotp.at(entry.counter).view() != entry.code) return "code";
        return hotp.at(entry.counter).empty() != entry.valid ? "" : "empty";
    }
};

// Where a vector's own code is found, and where it is not.
template <class B>
std::string_view wrong_match(vectors::hotp_rfc4226::entry const& entry)
{
    otpp::basic_hotp<B> const hotp{*otpp::key_view::from(entry.key),
                                   {*otpp::digits::from(entry.digits), entry.algorithm}};
    auto const found = hotp.match(entry.code, entry.counter, {.counters = 0});
    if (!entry.valid) return found ? "matched without a counter" : "";
    if (found != match{entry.counter, 0}) return "no match";
    std::string other{entry.code};
    other.back() = other.back() == '9' ? '0' : static_cast<char>(other.back() + 1);
    return hotp.match(other, entry.counter, {.counters = 0}) ? "matched another code" : "";
}

constexpr auto find = [](std::string_view code, std::int64_t counter, int ahead) {
    return hotp{support::rfc_key}.match(code, counter, {*otpp::steps::from(ahead)});
};

// the codes of appendix D
constexpr std::string_view code_0 = "755224", code_3 = "969429", code_9 = "520489";

} // namespace

TEST_CASE("the vectors of HOTP", "[hotp][backends]")
{
    CHECK_VECTORS_BY_BACKENDS(hotp_rfc4226, gives_the_code);
}

TEST_CASE("each vector's code matches at its counter, another does not", "[hotp][backends]")
{
    support::for_each_backend([]<class B>() {
        for (auto const& entry : vectors::hotp_rfc4226::cases) {
            INFO(support::name_of(support::id_of<B>) << ", case " << entry.id);
            CHECK(wrong_match<B>(entry) == "");
            support::count_case(support::id_of<B>);
        }
    });
}

TEST_CASE("a code is found from the counter to the end of the look-ahead", "[hotp]")
{
    BOTH(find(code_3, hidden(3), 0) == match{3, 0});
    BOTH(find(code_3, hidden(2), 1) == match{3, 1});
    BOTH(find(code_3, hidden(0), 3) == match{3, 3});
    BOTH(find(code_3, hidden(0), 10) == match{3, 3});
    BOTH(find(code_9, hidden(0), 9) == match{9, 9});
    BOTH(find(code_3, hidden(0), 2) == std::nullopt);
    BOTH(find(code_9, hidden(0), 8) == std::nullopt);
}

TEST_CASE("a look-ahead never looks back", "[hotp]")
{
    BOTH(find(code_3, hidden(4), 0) == std::nullopt);
    BOTH(find(code_3, hidden(4), 100) == std::nullopt);
    BOTH(find(code_0, hidden(1), 10) == std::nullopt);
}

TEST_CASE("the look-ahead is ten unless said otherwise", "[hotp]")
{
    hotp const generator{support::rfc_key};
    auto const of = [&](std::int64_t counter) { return generator.at(counter); };
    CHECK(generator.match(of(10).view(), 0) == match{10, 10});
    CHECK_FALSE(generator.match(of(11).view(), 0));
}

TEST_CASE("every place of the widest look-ahead is found, by every backend", "[hotp][backends]")
{
    support::for_each_backend([]<class B>() {
        otpp::basic_hotp<B> const generator{support::rfc_key, {.digits = 10}};
        std::int64_t const start = 1'000'000;
        for (int ahead = 0; ahead <= 101; ++ahead) {
            auto const code = generator.at(start + ahead);
            auto const found = generator.match(code.view(), start, {.counters = 100});
            INFO(support::name_of(support::id_of<B>) << ", " << ahead << " ahead");
            if (ahead <= 100)
                CHECK(found == match{start + ahead, ahead});
            else
                CHECK(found == std::nullopt);
        }
        support::count_case(support::id_of<B>);
    });
}

TEST_CASE("of two fits the nearer is found", "[hotp]")
{
    // The key has the same code at these two counters.
    hotp const generator{support::rfc_key};
    REQUIRE(generator.at(153567).view() == generator.at(153569).view());
    CHECK(generator.match("468457", 153560, {.counters = 20}) == match{153567, 7});
    CHECK(generator.match("468457", 153568, {.counters = 20}) == match{153569, 1});
}

TEST_CASE("a look-ahead is cut at the last counter", "[hotp]")
{
    hotp const generator{support::rfc_key};
    auto const last = generator.at(INT64_MAX);
    auto const first = generator.at(0);
    CHECK(generator.match(last.view(), INT64_MAX, {.counters = 100}) == match{INT64_MAX, 0});
    CHECK(generator.match(last.view(), INT64_MAX - 100, {.counters = 100}) ==
          match{INT64_MAX, 100});
    CHECK(generator.match(last.view(), INT64_MAX - 1, {.counters = 100}) == match{INT64_MAX, 1});
    CHECK_FALSE(generator.match(first.view(), INT64_MAX, {.counters = 100}));
    CHECK_FALSE(generator.match(first.view(), INT64_MAX - 50, {.counters = 100}));
    // nor is what a count goes on to without a sign: 2^63 and what follows
    for (std::uint64_t beyond = std::uint64_t{1} << 63; beyond != (std::uint64_t{1} << 63) + 100;
         ++beyond)
        CHECK_FALSE(generator.match(support::code_of_unsigned(beyond).view(), INT64_MAX,
                                    {.counters = 100}));
}

TEST_CASE("before counter 0 there is nothing to match", "[hotp]")
{
    BOTH(find(code_0, hidden(-1), 10) == std::nullopt);
    BOTH(find(code_0, hidden(INT64_MIN), 100) == std::nullopt);
    BOTH(find("", hidden(-1), 10) == std::nullopt);
    BOTH(hotp{support::rfc_key}.at(hidden(-1)).empty());
}

TEST_CASE("malformed text is no match of HOTP", "[hotp]")
{
    BOTH(find(hidden(""), 0, 10) == std::nullopt);
    BOTH(find(hidden("75522"), 0, 10) == std::nullopt);
    BOTH(find(hidden("7552240"), 0, 10) == std::nullopt);
    BOTH(find(hidden("75522x"), 0, 10) == std::nullopt);
    BOTH(find(hidden("-755224"), 0, 10) == std::nullopt);
    CHECK(find(std::string(2'000'000, '7'), 0, 10) == std::nullopt);
    BOTH(find(hidden("755 224"), 0, 10) == match{0, 0}); // groups are well formed
}

TEST_CASE("an HOTP generator is made from an account of its type only", "[hotp]")
{
    static constexpr auto account_of = [](otpp::otp_type type) {
        auto key = otpp::secret::from_bytes(support::rfc_key.bytes);
        return otpp::account::make(
            *std::move(key),
            {.name = "alice", .type = type, .digits = 8, .algorithm = otpp::algorithm::sha256});
    };
    constexpr auto made = [](otpp::otp_type type) {
        auto const from = hotp::from(*account_of(type));
        hotp const expected{support::rfc_key, {.digits = 8, .algorithm = otpp::algorithm::sha256}};
        return from->digits().value() == 8 && from->algorithm() == otpp::algorithm::sha256 &&
               from->at(1) == expected.at(1);
    };
    BOTH(made(hidden(otpp::otp_type::hotp)));
    BOTH(support::refused(hotp::from(*account_of(hidden(otpp::otp_type::totp))),
                          reason::wrong_type));
}

TEST_CASE("an HOTP generator moves and does not copy", "[hotp]")
{
    static_assert(!std::is_copy_constructible_v<hotp> && !std::is_copy_assignable_v<hotp>);
    constexpr auto moves = [](std::int64_t counter) {
        hotp first{support::rfc_key};
        hotp second{std::move(first)};
        hotp third{otpp::detail::nothing{}};
        third = std::move(second);
        return third.at(counter) == "969429";
    };
    BOTH(moves(hidden(3)));
}
