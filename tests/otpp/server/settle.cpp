// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/settle.hpp>

#include "protocol/scenarios.hpp"
#include "protocol/secrets.hpp"
#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>

using otpp::unix_time;
using otpp::server::action;
using otpp::server::factor_state;
using otpp::server::order;
using otpp::server::policy;
using otpp::server::proof;
using otpp::server::record;
using otpp::server::verdict_kind;
using support::hidden;

namespace {

constexpr unix_time noon{1'700'000'000};

constexpr record in_use(std::int64_t last)
{
    record made;
    made.state = factor_state::active;
    made.last = last;
    return made;
}

constexpr proof proves(std::int64_t step, std::int64_t ticket = 1)
{
    return {.step = step, .earliest = step, .centre = step, .ticket = ticket};
}

// What is said, and the record behind it.
struct settlement {
    verdict_kind said{};
    record next{};
};
constexpr settlement unless_changed(record const& before, settlement made)
{
    if (made.said != verdict_kind::accepted && !(made.next == before))
        throw std::logic_error{"changed, and not accepted"};
    return made;
}
constexpr settlement worth(policy const& rules, record const& current, proof const& proved,
                           order const& asked, unix_time now)
{
    settlement made{{}, current};
    made.said = otpp::server::settle(rules, made.next, proved, asked, now);
    return unless_changed(current, made);
}
constexpr settlement worth(record const& current, otpp::server::recovery_proof const& proved,
                           order const& asked, unix_time now)
{
    settlement made{{}, current};
    made.said = otpp::server::settle(made.next, proved, asked, now);
    return unless_changed(current, made);
}

constexpr verdict_kind said(std::int64_t last, std::int64_t step)
{
    return worth(policy{}, in_use(last), proves(step), {}, noon).said;
}

} // namespace

TEST_CASE("the accepted step only grows", "[server/settle]")
{
    BOTH(said(hidden(std::int64_t{10}), 11) == verdict_kind::accepted);
    BOTH(said(hidden(std::int64_t{10}), 10) == verdict_kind::replayed);
    BOTH(said(hidden(std::int64_t{10}), 9) == verdict_kind::replayed); // even if it was never used
    BOTH(said(hidden(std::int64_t{-1}), 0) == verdict_kind::accepted);

    // A, B, A, B, A: only the first two
    std::int64_t last = -1;
    std::string verdicts;
    for (std::int64_t const step : {4, 5, 4, 5, 4}) {
        auto const made = worth(policy{}, in_use(last), proves(step), {}, noon);
        verdicts += made.said == verdict_kind::accepted ? 'a' : 'r';
        if (made.said == verdict_kind::accepted) last = made.next.last;
    }
    CHECK(verdicts == "aarrr");
}

TEST_CASE("a code that fits a used step as well is the code of that step", "[server/settle]")
{
    constexpr auto twice = [](std::int64_t last) {
        return worth(policy{}, in_use(last), {.step = 9, .earliest = 7, .centre = 8, .ticket = 1},
                     {}, noon);
    };
    BOTH(twice(hidden(std::int64_t{6})).next.last == 9);
    BOTH(twice(hidden(std::int64_t{7})).said == verdict_kind::replayed);
    BOTH(twice(hidden(std::int64_t{8})).said == verdict_kind::replayed);
}

TEST_CASE("a success forgives what was counted up to it, and no more", "[server/settle]")
{
    constexpr auto forgiven = [](std::int64_t before, std::int64_t ticket) {
        auto current = in_use(1);
        current.passcodes = {9, before, 0};
        return worth(policy{}, current, proves(2, ticket), {}, noon).next.passcodes.forgiven;
    };
    BOTH(forgiven(hidden(std::int64_t{0}), 5) == 5);
    BOTH(forgiven(hidden(std::int64_t{7}), 5) == 7); // another success came first
    BOTH(forgiven(hidden(std::int64_t{0}), 9) == 9);
    BOTH(forgiven(hidden(std::int64_t{0}), 10) == 0); // a ticket of another life of the record
}

TEST_CASE("a success repays its own attempt while none came behind it", "[server/settle]")
{
    constexpr auto debt = [](std::int64_t ticket, std::int64_t owed) {
        auto current = in_use(1);
        current.passcodes = {9, 0, 0};
        current.debt = owed;
        return worth(policy{}, current, proves(2, ticket), {}, noon).next.debt;
    };
    BOTH(debt(hidden(std::int64_t{9}), 2'000) == 2'000 - 864);
    BOTH(debt(hidden(std::int64_t{9}), 300) == 0);
    BOTH(debt(hidden(std::int64_t{8}), 2'000) == 2'000);
}

TEST_CASE("nothing is accepted for another secret, or in another state", "[server/settle]")
{
    auto const current = support::record_of('A', {}, 5);
    auto mine = proves(6);
    mine.id = support::id_of('A');
    CHECK(worth(policy{}, current, mine, {}, noon).said == verdict_kind::accepted);
    mine.id = support::id_of('B');
    CHECK(worth(policy{}, current, mine, {}, noon).said == verdict_kind::mismatch);
    mine.id = support::id_of('A');
    auto off = current;
    off.state = factor_state::off;
    CHECK(worth(policy{}, off, mine, {}, noon).said == verdict_kind::disabled);
    off.state = factor_state::fresh;
    CHECK(worth(policy{}, off, mine, {}, noon).said == verdict_kind::not_enrolled);
    off.state = factor_state::decoy;
    CHECK(worth(policy{}, off, mine, {}, noon).said == verdict_kind::not_enrolled);
}

TEST_CASE("the window follows the device, by one step and within its bound", "[server/settle]")
{
    constexpr auto drift = [](policy const& rules, int before, std::int64_t off) {
        auto current = in_use(1);
        current.centre = 10;
        current.drift = before;
        proof const made{.step = 1010 + before + off,
                         .earliest = 1010 + before + off,
                         .centre = 1000,
                         .ticket = 1};
        return worth(rules, current, made, {}, noon).next.drift;
    };
    BOTH(drift(policy{}, hidden(0), 0) == 0);
    BOTH(drift(policy{}, hidden(0), 1) == 1);
    BOTH(drift(policy{}, hidden(0), -1) == -1);
    BOTH(drift(policy{}, hidden(2), 1) == 2);
    BOTH(drift(policy{}, hidden(-2), -1) == -2);
    BOTH(drift(policy{}, hidden(2), -1) == 1);
    BOTH(drift(policy::asvs5(), hidden(0), 0) == 0);
    // a window of one step back does not move back: it would lose the step that was its middle
    BOTH(drift(policy::rfc6238(), hidden(0), -1) == 0);
}

TEST_CASE("a device that is off by a little is never shut out", "[server/settle]")
{
    // Its codes are of its step or, typed late, of the one before; the window finds them always.
    support::random source{11};
    for (int round = 0; round != 300; ++round) {
        policy rules;
        rules.back = *otpp::steps::from(static_cast<std::int64_t>(1 + source.below(2)));
        rules.ahead = *otpp::steps::from(static_cast<std::int64_t>(source.below(3)));
        int const most = rules.ahead == 0 ? 0 : 1;
        int const off = static_cast<int>(source.below(2)) * most;
        auto current = in_use(0);
        std::int64_t now = 1'000;
        for (int login = 0; login != 200; ++login) {
            now += static_cast<std::int64_t>(2 + source.below(4));
            std::int64_t const step = now + off - static_cast<std::int64_t>(source.below(2));
            std::int64_t const middle = now + current.centre + current.drift;
            INFO("back " << rules.back.value() << ", ahead " << rules.ahead.value() << ", off "
                         << off);
            REQUIRE((step >= middle - rules.back.value() && step <= middle + rules.ahead.value()));
            auto const made =
                worth(rules, current, {.step = step, .earliest = step, .centre = now, .ticket = 1},
                      {}, noon);
            REQUIRE(made.said == verdict_kind::accepted);
            current = made.next;
        }
    }
}

TEST_CASE("resynchronising proves the centre", "[server/settle]")
{
    constexpr auto made = [](std::int64_t last) {
        auto current = in_use(last);
        current.drift = 2;
        current.centre = -1;
        return worth(policy{}, current,
                     {.step = 1080, .earliest = 1079, .centre = 1000, .ticket = 1},
                     {.what = action::resynchronise}, noon);
    };
    BOTH(made(hidden(std::int64_t{5})).next.centre == 80);
    BOTH(made(hidden(std::int64_t{5})).next.drift == 0);
    BOTH(made(hidden(std::int64_t{5})).next.last == 1080);
    BOTH(made(hidden(std::int64_t{1079})).said == verdict_kind::replayed);
    BOTH(made(hidden(std::int64_t{1078})).said == verdict_kind::accepted);
}

TEST_CASE("the action is in the write of the proof", "[server/settle]")
{
    auto const codes = model::recovery_set(1, 3);
    std::string const pending = support::pending_of('B', noon.seconds);
    auto current = support::record_of('A', {}, 5);
    current.codes.assign(codes.text);
    auto mine = proves(6);
    mine.id = support::id_of('A');

    auto const off = worth(policy{}, current, mine, {.what = action::deactivate}, noon).next;
    CHECK((off.state == factor_state::off && off.sealed.empty() && off.codes.empty() &&
           off.pending.empty()));
    CHECK((off.last == 6 && off.id == support::id_of('A')));
    CHECK(otpp::server::parse_record(write(off).view()));

    auto const replaced =
        worth(policy{}, current, mine, {.what = action::replace, .pending = pending}, noon).next;
    CHECK((replaced.pending.view() == pending && replaced.sealed == current.sealed &&
           replaced.last == 6));
    CHECK(otpp::server::parse_record(write(replaced).view()));

    auto const others = model::recovery_set(50, 2);
    auto const fresh =
        worth(policy{}, current, mine, {.what = action::recovery_codes, .codes = others.text}, noon)
            .next;
    CHECK((fresh.codes.view() == others.text && fresh.last == 6));
}

TEST_CASE("confirming brings the pending secret into use", "[server/settle]")
{
    order const confirm{.what = action::confirm};
    auto current = support::record_of('A', {}, 5'000);
    current.pending.assign(support::pending_of('B', noon.seconds));
    current.centre = 3;
    current.drift = 1;
    current.passcodes = {7, 3, noon.seconds};
    auto mine = proves(1'000, 7); // of a lower step than the old secret's: it is another secret
    mine.id = support::id_of('B');

    auto const made = worth(policy{}, current, mine, confirm, noon);
    CHECK(made.said == verdict_kind::accepted);
    CHECK((made.next.id == support::id_of('B') && made.next.last == 1'000));
    CHECK((made.next.sealed.view() == support::sealed_of('B') && made.next.pending.empty()));
    CHECK(
        (made.next.centre == 0 && made.next.drift == 0 && made.next.state == factor_state::active));
    CHECK((made.next.created == noon.seconds && made.next.used == noon.seconds));
    CHECK(made.next.passcodes == otpp::server::attempts{7, 4, noon.seconds}); // its own alone

    // one typed a step late: learned as by a login, and not at all where the policy does not
    mine.centre = 1'001;
    CHECK(worth(policy{}, current, mine, confirm, noon).next.drift == -1);
    CHECK(worth(policy::asvs5(), current, mine, confirm, noon).next.drift == 0);

    mine.id = support::id_of('C');
    CHECK(worth(policy{}, current, mine, confirm, noon).said == verdict_kind::mismatch);
    mine.id = support::id_of('B');
    CHECK(worth(policy{}, current, mine, confirm, unix_time{noon.seconds + 86'401}).said ==
          verdict_kind::mismatch);
    current.pending.clear();
    CHECK(worth(policy{}, current, mine, confirm, noon).said == verdict_kind::mismatch);
    mine.id = {};
    CHECK(worth(policy{}, current, mine, confirm, noon).said == verdict_kind::mismatch);
}

TEST_CASE("a recovery code is used up and unlocks", "[server/settle]")
{
    auto const codes = model::recovery_set(1, 3);
    auto current = support::record_of('A', {}, 5);
    current.codes.assign(codes.text);
    current.passcodes = {100, 0, noon.seconds};
    current.recovery = {4, 0, noon.seconds};
    current.debt = 86'400;
    otpp::server::recovery_codes const set{current.codes.view()};
    auto const hash = otpp::server::detail::hash_of(
        *otpp::server::recovery_code::parse(codes.codes[1]), set.salt());

    auto const made = worth(current, {set.salt(), hash.view(), 3}, {}, noon);
    CHECK(made.said == verdict_kind::accepted);
    CHECK(made.next.passcodes.failures() == 0);
    CHECK(made.next.recovery == otpp::server::attempts{4, 3, noon.seconds});
    CHECK((made.next.debt == 0 && made.next.last == 5 && made.next.used == noon.seconds));
    CHECK(otpp::server::recovery_codes{made.next.codes.view()}.size() == 2);
    otpp::server::recovery_codes const rest{made.next.codes.view()};
    CHECK(worth(made.next, {rest.salt(), hash.view(), 4}, {}, noon).said == verdict_kind::mismatch);
    CHECK(worth(current, {"BBBBBBBBBBBBBBBB", hash.view(), 3}, {}, noon).said ==
          verdict_kind::mismatch);
    CHECK(worth(current, {set.salt(), "AAAAAAAAAAAAAAAAAAAA", 3}, {}, noon).said ==
          verdict_kind::mismatch);
    current.codes.clear();
    CHECK(worth(current, {{}, hash.view(), 3}, {}, noon).said == verdict_kind::mismatch);
    current.state = factor_state::off;
    CHECK(worth(current, {{}, hash.view(), 3}, {}, noon).said == verdict_kind::disabled);
}

TEST_CASE("HOTP: the counter is used with the accept", "[server/settle]")
{
    constexpr auto next = [](std::int64_t last, std::int64_t counter) {
        auto current = in_use(last);
        current.kind.type = otpp::otp_type::hotp;
        auto const made = worth(
            policy{}, current,
            {.step = counter, .earliest = counter, .centre = last + 1, .ticket = 1}, {}, noon);
        return made.said == verdict_kind::accepted && made.next.drift == 0 ? made.next.last + 1
                                                                           : -1;
    };
    BOTH(next(hidden(std::int64_t{6}), 7) == 8);
    BOTH(next(hidden(std::int64_t{6}), 17) == 18);
    BOTH(next(hidden(std::int64_t{6}), 6) == -1);
}
