// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/exchange.hpp>

#include "protocol/scenarios.hpp"
#include "protocol/secrets.hpp"
#include "support/both.hpp"
#include "support/catch.hpp"

#include <otpp/server/call.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using otpp::reason;
using otpp::unix_time;
using otpp::server::call;
using otpp::server::policy;
using otpp::server::verdict_kind;
using otpp::server::want;
using support::hidden;

namespace {

constexpr unix_time noon{model::noon};

std::string const code = support::code_of('A', model::step);

// A call up to the place where its code is about to be compared.
call counted(std::string& line, std::string_view typed, policy const& rules = model::unthrottled())
{
    auto asked = call::passcode(rules, "alice", typed, noon);
    asked.loaded(line);
    REQUIRE(asked.want() == want::set);
    CHECK(asked.expected() == line);
    line = asked.line();
    asked.stored(true);
    REQUIRE(asked.want() == want::open);
    return asked;
}

void open(call& asked, char secret = 'A')
{
    auto const key = support::key_of(secret);
    asked.opened(*otpp::key_view::from(key));
}

constexpr decltype(auto) rfc =
    "otpp1 1 AAAAAAAAAAAAAAAA hotp/SHA1/6 active 0 0 0 0 0 0 0 0 0 0 0 0 - 0.QQ - -";

} // namespace

TEST_CASE("a login runs in the compiler as well", "[server/exchange]")
{
    constexpr auto logs_in = [](std::string_view typed) {
        unsigned char key[20]{};
        for (int i = 0; i != 20; ++i) key[i] = static_cast<unsigned char>("1234567890"[i % 10]);
        auto asked = call::passcode({}, "alice", typed, unix_time{100});
        asked.loaded(rfc);
        if (asked.want() != want::set) return asked.said().kind;
        asked.stored(true);
        asked.opened(*otpp::key_view::from(key));
        if (asked.want() == want::set) asked.stored(true);
        return asked.said().kind;
    };
    BOTH(logs_in(hidden("287082")) == verdict_kind::accepted); // RFC 4226, appendix D: counter 1
    BOTH(logs_in(hidden("755224")) == verdict_kind::mismatch); // counter 0 is used
    BOTH(logs_in(hidden("28708")) == verdict_kind::malformed);
}

TEST_CASE("a code is compared after its count is stored, and accepted after that is",
          "[server/exchange]")
{
    std::string line = model::line_of(support::record_of('A'));
    auto asked = counted(line, code);
    CHECK(otpp::server::parse_record(line)->passcodes.tries == 1);
    open(asked);
    REQUIRE(asked.want() == want::set);
    CHECK(asked.expected() == line);
    line = asked.line();
    CHECK(otpp::server::parse_record(line)->last == model::step);
    asked.stored(true);
    REQUIRE(asked.want() == want::done);
    CHECK((asked.said().accepted() && asked.said().step_age == 0 && asked.said().failures == 0));
}

TEST_CASE("a wrong code is told after its count, and writes nothing more", "[server/exchange]")
{
    std::string line = model::line_of(support::record_of('A'));
    auto asked = counted(line, "000000");
    open(asked);
    REQUIRE(asked.want() == want::done);
    CHECK((asked.said().kind == verdict_kind::mismatch && asked.said().failures == 1));
}

TEST_CASE("an older code is told apart for the log", "[server/exchange]")
{
    std::string line = model::line_of(support::record_of('A', {}, model::step));
    auto asked = counted(line, support::code_of('A', model::step - 1));
    open(asked);
    CHECK((asked.said().kind == verdict_kind::replayed && asked.said().step_age == 1));
}

TEST_CASE("malformed codes ask no store", "[server/exchange]")
{
    for (std::string_view typed : {"", "12345", "12345678901", "12345x", "123456 7x"}) {
        auto const asked = call::passcode({}, "alice", typed, noon);
        CHECK((asked.want() == want::done && asked.said().kind == verdict_kind::malformed));
    }
    auto const recovery = call::recover({}, "alice", "123456", noon);
    CHECK((recovery.want() == want::done && recovery.said().kind == verdict_kind::malformed));
    std::vector<std::string_view> const codes{"123456", "123456", "123456", "123456"};
    for (std::size_t n : {0u, 1u, 4u})
        CHECK(call::resynchronise({}, "alice", std::span{codes}.first(n), noon).said().kind ==
              verdict_kind::malformed);
}

TEST_CASE("without an answer nobody is let in", "[server/exchange]")
{
    // at each thing that a login wants
    for (int at = 0; at != 4; ++at) {
        std::string line = model::line_of(support::record_of('A'));
        auto asked = call::passcode(model::unthrottled(), "alice", code, noon);
        for (int done = 0; asked.want() != want::done; ++done) {
            if (done == at) {
                asked.failed();
                break;
            }
            switch (asked.want()) {
            case want::load: asked.loaded(line); break;
            case want::set: asked.stored(true); break;
            default: open(asked); break;
            }
        }
        INFO("failed at " << at);
        CHECK(asked.want() == want::done);
        CHECK((asked.said().kind == verdict_kind::unavailable &&
               asked.said().why->reason == reason::store_failed));
    }
}

TEST_CASE("an answer that nobody asked for lets nobody in", "[server/exchange]")
{
    // as many wrong answers as there are, at each place of a login
    auto const give = [](call& asked, int which, std::string const& line) {
        otpp::server::sealed_secret sealed;
        REQUIRE(sealed.assign(0, support::key_of('A')));
        switch (which) {
        case 0: return asked.loaded(line);
        case 1: return asked.absent();
        case 2: return asked.stored(true);
        case 3: return open(asked);
        case 4: return asked.resealed(sealed);
        default: return asked.failed();
        }
    };
    int const right[]{0, 2, 3, 2};
    for (int place = 0; place <= 4; ++place) {
        for (int wrong = 0; wrong != 6; ++wrong) {
            std::string const line = model::line_of(support::record_of('A'));
            auto asked = call::passcode(model::unthrottled(), "alice", code, noon);
            for (int done = 0; done != place; ++done) give(asked, right[done], line);
            if (place != 4 && (wrong == right[place] || (place == 0 && wrong == 1))) continue;
            give(asked, wrong, line);
            INFO("answer " << wrong << " at " << place);
            CHECK(asked.want() == want::done);
            CHECK(asked.said().accepted() == (place == 4));
        }
    }
}

TEST_CASE("a record that cannot be read lets nobody in, and says where", "[server/exchange]")
{
    auto asked = call::passcode({}, "alice", code, noon);
    asked.loaded("otpp1 x");
    CHECK((asked.want() == want::done && asked.said().kind == verdict_kind::unavailable));
    CHECK((asked.said().why == otpp::error{reason::record_field, 6}));
    asked = call::passcode({}, "alice", code, noon);
    asked.loaded(std::string(3'000, 'x')); // no room for it
    CHECK(asked.said().kind == verdict_kind::unavailable);
}

TEST_CASE("whoever loses a race tries again, and not for ever", "[server/exchange]")
{
    std::string line = model::line_of(support::record_of('A'));
    auto asked = call::passcode(model::unthrottled(), "alice", code, noon);
    int loads = 0;
    while (asked.want() != want::done) {
        if (asked.want() == want::load) {
            ++loads;
            asked.loaded(line);
        }
        else
            asked.stored(false);
    }
    CHECK(loads == 65);
    CHECK((asked.said().kind == verdict_kind::unavailable &&
           asked.said().why->reason == reason::store_busy));

    auto settling = counted(line, code);
    open(settling);
    for (loads = 0; settling.want() != want::done;) {
        if (settling.want() == want::load) {
            ++loads;
            settling.loaded(line);
        }
        else
            settling.stored(false);
    }
    CHECK(loads == 64 + 100);
    CHECK(settling.said().kind == verdict_kind::unavailable);
}

TEST_CASE("what changed in between decides", "[server/exchange]")
{
    auto const reloaded = [](auto change) {
        std::string line = model::line_of(support::record_of('A'));
        auto asked = counted(line, code);
        open(asked);
        asked.stored(false);
        REQUIRE(asked.want() == want::load);
        auto record = *otpp::server::parse_record(line);
        if (!change(record)) {
            asked.absent();
            return asked.said().kind;
        }
        asked.loaded(model::line_of(record));
        if (asked.want() == want::set) asked.stored(true);
        return asked.said().kind;
    };
    CHECK(reloaded([](auto&) { return true; }) == verdict_kind::accepted);
    CHECK(reloaded([](auto& r) { return r.last = model::step, true; }) == verdict_kind::replayed);
    CHECK(reloaded([](auto& r) { return r.id = support::id_of('B'), true; }) ==
          verdict_kind::mismatch);
    CHECK(reloaded([](auto& r) {
              return r.state = otpp::server::factor_state::off, r.sealed.clear(), true;
          }) == verdict_kind::disabled);
    CHECK(reloaded([](auto&) { return false; }) == verdict_kind::not_enrolled);
}

TEST_CASE("an unknown factor is answered at once without decoys", "[server/exchange]")
{
    auto asked = call::passcode({}, "bob", code, noon);
    asked.absent();
    CHECK((asked.want() == want::done && asked.said().kind == verdict_kind::not_enrolled));
    for (std::string_view name : {"", "otpp:decoys", "otpp:x"}) // no store is asked for such a name
        CHECK(call::passcode({}, name, code, noon).said().kind == verdict_kind::not_enrolled);
}

namespace {

constexpr unsigned char decoy_key[otpp::server::decoys::key_bytes]{1, 2, 3};

// What a store and a sealer are asked, for a factor whose record is `line` (empty: none).
std::string asked_of(call asked, std::string const& line, std::string& decoy)
{
    std::string wants;
    while (asked.want() != want::done) {
        bool const mine = asked.slot() == "bob";
        CHECK((mine || asked.slot().starts_with("otpp:decoy:")));
        std::string const& kept = mine ? line : decoy;
        switch (asked.want()) {
        case want::load:
            wants += mine ? "l" : "L";
            kept.empty() ? asked.absent() : asked.loaded(kept);
            break;
        case want::set:
            wants += "s";
            if (!mine) decoy = asked.line();
            asked.stored(true);
            break;
        case want::seal: {
            wants += "S";
            CHECK(asked.key().size() == 20);
            otpp::server::sealed_secret sealed;
            CHECK(sealed.assign(0, asked.key()));
            asked.resealed(sealed);
            break;
        }
        case want::open: {
            wants += "o";
            auto const sealed = asked.sealed();
            asked.opened(*otpp::key_view::from(sealed.bytes()));
            break;
        }
        default: FAIL("wants something else");
        }
    }
    return wants + " " + std::string{to_string(asked.said().kind)};
}

} // namespace

TEST_CASE("an unknown factor costs what a known one costs", "[server/exchange]")
{
    otpp::server::decoys const unknown{decoy_key};
    std::string decoy;
    auto const rules = model::throttled();
    auto const ask = [&](unix_time now) {
        return call::passcode(rules, "bob", "000000", now, {}, unknown);
    };
    CHECK(asked_of(ask(noon), model::line_of(support::record_of('A')), decoy) == "lso mismatch");
    CHECK(asked_of(ask(noon), {}, decoy) == "lLSso not_enrolled"); // the decoy is made
    CHECK(asked_of(ask(noon), {}, decoy) == "lL throttled");
    CHECK(asked_of(ask(unix_time{noon.seconds + 5}), {}, decoy) == "lLso not_enrolled");

    // as well where a secret is begun, and where the factor is off
    otpp::server::record begun;
    begun.pending.assign(support::pending_of('B', noon.seconds));
    CHECK(asked_of(ask(unix_time{noon.seconds + 50}), model::line_of(begun), decoy) ==
          "lLso not_enrolled");
    auto off = support::record_of('A');
    off.state = otpp::server::factor_state::off;
    off.sealed.clear();
    CHECK(asked_of(ask(unix_time{noon.seconds + 100}), model::line_of(off), decoy) ==
          "lLso disabled");
    CHECK(asked_of(call::recover(rules, "bob", "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA", noon, {}, unknown),
                   {}, decoy) == "lLs not_enrolled");
}

TEST_CASE("a decoy is never locked, and its lost key is no answer of its own", "[server/exchange]")
{
    otpp::server::decoys const unknown{decoy_key};
    auto rules = model::unthrottled(3);
    std::string decoy;
    for (int i = 0; i != 10; ++i)
        CHECK(asked_of(call::passcode(rules, "bob", "000000", noon, {}, unknown), {}, decoy)
                  .ends_with("so not_enrolled"));
    auto asked = call::passcode(rules, "bob", "000000", noon, {}, unknown);
    asked.absent();
    asked.loaded(decoy);
    asked.stored(true);
    REQUIRE(asked.want() == want::open);
    asked.failed({reason::seal_key_unknown});
    CHECK(asked.said().kind == verdict_kind::not_enrolled);
}

TEST_CASE("both secrets of a record are sealed again, under their own ids", "[server/exchange]")
{
    auto record = support::record_of('A');
    record.pending.assign(support::pending_of('B', noon.seconds));
    auto asked = call::reseal({}, "alice", 4);
    asked.loaded(model::line_of(record));
    std::string ids;
    while (asked.want() == want::seal) {
        CHECK(asked.key().empty());
        auto const old = asked.sealed();
        CHECK(support::letter_of(old.bytes()) == support::letter_of(asked.context().id));
        ids += support::letter_of(asked.context().id);
        otpp::server::sealed_secret sealed;
        CHECK(sealed.assign(4, old.bytes()));
        asked.resealed(sealed);
    }
    CHECK(ids == "AB");
    REQUIRE(asked.want() == want::set);
    auto const after = *otpp::server::parse_record(asked.line());
    CHECK((after.version == record.version + 1 && after.id == record.id &&
           after.sealed.view().starts_with("4.")));
    CHECK(otpp::server::pending_of(after).sealed.starts_with("4."));
    asked.stored(true);
    CHECK(asked.said().accepted());

    auto again = call::reseal({}, "alice", 4); // nothing is to be done
    again.loaded(model::line_of(after));
    CHECK((again.want() == want::done && again.said().accepted()));

    auto other = call::reseal({}, "alice", 5); // a sealer that seals with another key than it says
    other.loaded(model::line_of(after));
    otpp::server::sealed_secret sealed;
    CHECK(sealed.assign(4, support::key_of('A')));
    other.resealed(sealed);
    CHECK(other.said().kind == verdict_kind::unavailable);
}
