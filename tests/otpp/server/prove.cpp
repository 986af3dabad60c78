// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/prove.hpp>

#include "protocol/secrets.hpp"
#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/keys.hpp"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

using otpp::server::candidate;
using otpp::server::policy;
using otpp::server::step_range;
using support::hidden;

namespace {

constexpr candidate totp_at(int centre) { return {.centre = centre}; }
constexpr candidate hotp_at(std::int64_t counter)
{
    return {.kind = {.type = otpp::otp_type::hotp}, .counter = counter};
}

// With the key of the RFCs.
constexpr std::optional<otpp::server::proof> proof_of(candidate const& of,
                                                      std::initializer_list<std::string_view> codes,
                                                      std::int64_t now, policy const& rules = {})
{
    otpp::server::typed_codes typed;
    for (auto const code : codes)
        if (!typed.add(code)) return std::nullopt;
    return otpp::server::prove<otpp::builtin>(rules, of, support::rfc_key, typed, now);
}

constexpr bool proves(std::optional<otpp::server::proof> const& found, std::int64_t step,
                      std::int64_t earliest)
{
    return found && found->step == step && found->earliest == earliest;
}

std::string code(std::int64_t step) { return support::code_of('R', step); }

} // namespace

TEST_CASE("what is typed is a passcode of 6 to 10 digits", "[server/prove]")
{
    constexpr auto digits = [](std::string_view typed) {
        auto const found = otpp::server::parse_any_passcode(typed);
        return found ? found->view().size() : 0;
    };
    BOTH(digits(hidden("123456")) == 6);
    BOTH(digits(hidden("123 456")) == 6);
    BOTH(digits(hidden("1234-567890")) == 10);
    BOTH(digits(hidden("12345")) == 0);
    BOTH(digits(hidden("12345678901")) == 0);
    BOTH(digits(hidden("12345x")) == 0);
    BOTH(digits(hidden("12345-")) == 0);
    BOTH(digits(hidden("")) == 0);
    CHECK(digits(std::string(2'000'000, '1')) == 0);
}

TEST_CASE("TOTP looks at its window around the device's clock", "[server/prove]")
{
    // appendix D: 359152 is the code of 2
    for (int centre : {0, 5, -3}) {
        for (std::int64_t now = 0; now != 20; ++now) {
            auto const found = proof_of(totp_at(centre), {"359152"}, now * 30);
            std::int64_t const off = 2 - (now + centre);
            INFO(now << " with " << centre);
            CHECK(found.has_value() == (off >= -1 && off <= 1));
            if (found) CHECK((found->step == 2 && found->centre == now));
        }
    }
    BOTH(proves(proof_of(totp_at(0), {hidden("359152")}, 60 + 29), 2, 2));
}

TEST_CASE("the edges of the steps", "[server/prove]")
{
    policy narrow = policy::asvs5();
    for (std::int64_t seconds : {59, 60, 61, 89, 90})
        CHECK(proof_of(totp_at(0), {"359152"}, seconds, narrow).has_value() == (seconds / 30 == 2));
}

TEST_CASE("a pending secret is proved one step to either side, whatever the policy",
          "[server/prove]")
{
    candidate pending = totp_at(0);
    pending.pending = true;
    for (std::int64_t now = 0; now != 6; ++now)
        CHECK(proof_of(pending, {"359152"}, now * 30, policy::asvs5()).has_value() ==
              (now >= 1 && now <= 3));
}

TEST_CASE("HOTP looks ahead, and takes the next", "[server/prove]")
{
    BOTH(proves(proof_of(hotp_at(hidden(std::int64_t{0})), {"359152"}, 0), 2, 2));
    CHECK(proves(proof_of(hotp_at(2), {"359152"}, 0), 2, 2));
    CHECK_FALSE(proof_of(hotp_at(3), {"359152"}, 0));
    CHECK(proof_of(hotp_at(100), {code(110)}, 0));
    CHECK_FALSE(proof_of(hotp_at(100), {code(111)}, 0));
    CHECK_FALSE(proof_of(hotp_at(-1), {code(0)}, 0)); // the last counter is used
    CHECK(proves(proof_of(hotp_at(INT64_MAX), {code(INT64_MAX)}, 0), INT64_MAX, INT64_MAX));
}

TEST_CASE("of two equal codes TOTP uses up both, HOTP one", "[server/prove]")
{
    BOTH(proves(proof_of(totp_at(0), {hidden("468457")}, 153'568 * 30), 153'569, 153'567));
    CHECK(proves(proof_of(totp_at(0), {"468457"}, 153'567 * 30), 153'567, 153'567));
    CHECK(proves(proof_of(totp_at(0), {"468457"}, 153'570 * 30), 153'569, 153'569));
    CHECK(proves(proof_of(hotp_at(153'560), {"468457"}, 0), 153'567, 153'567));
}

TEST_CASE("a code of another length fits nowhere", "[server/prove]")
{
    CHECK_FALSE(proof_of(totp_at(0), {"0359152"}, 60));
    auto eight = totp_at(0);
    eight.kind.digits = 8;
    CHECK_FALSE(proof_of(eight, {"359152"}, 60));
}

TEST_CASE("two codes in a row are found within 100 steps, three within 1000", "[server/prove]")
{
    std::int64_t const now = 10'000;
    for (std::int64_t const off : {-1001, -1000, -101, -100, -3, 0, 1, 100, 101, 1000, 1001}) {
        std::int64_t const last = now + off;
        INFO(off);
        auto const two = proof_of(totp_at(0), {code(last - 1), code(last)}, now * 30);
        CHECK(two.has_value() == (off >= -100 && off <= 100));
        if (two) CHECK((proves(two, last, last - 1) && two->centre == now));
        auto const three =
            proof_of(totp_at(0), {code(last - 2), code(last - 1), code(last)}, now * 30);
        CHECK(three.has_value() == (off >= -1000 && off <= 1000));
        auto const counted = proof_of(hotp_at(now), {code(last - 1), code(last)}, 0);
        CHECK(counted.has_value() == (off >= 1 && off <= 100));
    }
    // not in a row, or in another order
    CHECK_FALSE(proof_of(totp_at(0), {code(now - 2), code(now)}, now * 30));
    CHECK_FALSE(proof_of(totp_at(0), {code(now), code(now - 1)}, now * 30));
    CHECK_FALSE(proof_of(totp_at(0), {code(now), code(now)}, now * 30));
    CHECK(proves(proof_of(hotp_at(now), {code(now), code(now + 1)}, 0), now + 1, now));
}

TEST_CASE("a row of codes near step 0 is not one that begins below it", "[server/prove]")
{
    CHECK(proves(proof_of(totp_at(0), {code(0), code(1)}, 0), 1, 0));
    CHECK(proves(proof_of(totp_at(0), {code(0), code(1), code(2)}, 30), 2, 0));
    // what a count without a sign would have before 0
    CHECK_FALSE(proof_of(totp_at(0), {support::code_of('R', INT64_MAX), code(0)}, 0));
}

TEST_CASE("a window is cut to the steps that there are", "[server/prove]")
{
    constexpr auto is = [](step_range range, std::int64_t first, std::int64_t last) {
        return range.first == first && range.last == last;
    };
    BOTH(is(step_range::around(hidden(std::int64_t{5}), 1, 2), 4, 7));
    BOTH(is(step_range::around(hidden(std::int64_t{0}), 1, 1), 0, 1));
    BOTH(is(step_range::around(hidden(std::int64_t{-1}), 1, 1), 0, 0));
    BOTH(step_range::around(hidden(std::int64_t{-2}), 1, 1).last < 0);
    BOTH(is(step_range::around(hidden(INT64_MAX), 1, 1), INT64_MAX - 1, INT64_MAX));
    // the widest, whose codes do not fit into one block
    policy wide;
    wide.back = 100;
    wide.ahead = 100;
    for (std::int64_t const off : {-100, -37, 0, 63, 100})
        CHECK(
            proves(proof_of(totp_at(0), {code(500 + off)}, 500 * 30, wide), 500 + off, 500 + off));
    CHECK_FALSE(proof_of(totp_at(0), {code(601)}, 500 * 30, wide));
    CHECK_FALSE(proof_of(totp_at(0), {code(399)}, 500 * 30, wide));
}

TEST_CASE("the secrets of a record that may be proved", "[server/prove]")
{
    auto record = support::record_of('A', {}, 41);
    record.centre = 3;
    record.drift = -1;
    record.pending.assign(support::pending_of('B', 7, {.type = otpp::otp_type::hotp}, 9));
    auto const now = otpp::server::in_use(record), then = otpp::server::waiting(record);
    CHECK((now.id == support::id_of('A') && now.counter == 42 && now.centre == 2 && !now.pending));
    CHECK(
        (then.id == support::id_of('B') && then.counter == 9 && then.centre == 0 && then.pending));
    record.last = INT64_MAX;
    CHECK(otpp::server::in_use(record).counter == -1);
}
