// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/call.hpp>

#include "protocol/scenarios.hpp"
#include "protocol/secrets.hpp"
#include "support/accounts.hpp"
#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"
#include "support/keys.hpp"

#include <otpp/account.hpp>

#include <cstdint>
#include <string>
#include <utility>

using otpp::reason;
using otpp::unix_time;
using otpp::server::action;
using otpp::server::call;
using otpp::server::task;
using otpp::server::verdict_kind;
using otpp::server::want;

namespace {

constexpr unix_time noon{model::noon};
constexpr std::string_view recovery = "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA";

otpp::account account_of(std::size_t key_size, otpp::account_options options)
{
    auto made = otpp::account::make(*otpp::secret::generate(key_size), options);
    return *std::move(made);
}

constexpr unsigned char random_id[otpp::server::secret_id::bytes]{7};

} // namespace

TEST_CASE("calls say what they are", "[server/call]")
{
    CHECK(call::passcode({}, "a", "123456", noon).what() == task::passcode);
    CHECK(call::passcode({}, "a", "123456", noon, {.what = action::deactivate}).asked() ==
          action::deactivate);
    CHECK(call::confirm({}, "a", "123456", noon).what() == task::confirm);
    CHECK(call::confirm({}, "a", "123456", noon).asked() == action::confirm);
    CHECK(call::recover({}, "a", recovery, noon).what() == task::recover);
    CHECK(call::begin({}, "a", "", noon).what() == task::begin);
    CHECK(call::reset({}, "a", otpp::server::reset_to::erased, noon).what() == task::reset);
    CHECK(call::status({}, "a", noon).what() == task::status);
    CHECK(call::reseal({}, "a", 1).what() == task::reseal);
    CHECK(call::status({}, "a", noon).factor() == "a");
}

TEST_CASE("passcodes and recovery codes differ in length", "[server/call]")
{
    CHECK(call::by_code({}, "a", "123 456", noon).what() == task::passcode);
    CHECK(call::by_code({}, "a", recovery, noon).what() == task::recover);
    CHECK(call::by_code({}, "a", "2222-2222-2222-2222-2222-2222", noon).what() == task::recover);
    CHECK(call::by_code({}, "a", "something", noon).said().kind == verdict_kind::malformed);
}

TEST_CASE("a begun secret waits in the record", "[server/call]")
{
    std::string const pending = support::pending_of('B', noon.seconds);
    auto const begun = [&](otpp::server::record const* there) {
        auto asked = call::begin({}, "alice", pending, noon);
        there == nullptr ? asked.absent() : asked.loaded(model::line_of(*there));
        if (asked.want() != want::set) return otpp::server::record{};
        auto const made = *otpp::server::parse_record(asked.line());
        asked.stored(true);
        CHECK(asked.said().accepted());
        return made;
    };
    auto const fresh = begun(nullptr);
    CHECK((fresh.state == otpp::server::factor_state::fresh && fresh.version == 1 &&
           fresh.created == noon.seconds));
    CHECK(fresh.pending.view() == pending);

    otpp::server::record earlier = fresh;
    earlier.pending.assign(support::pending_of('C', noon.seconds));
    CHECK(begun(&earlier).pending.view() == pending); // the first QR code is dead

    auto off = support::record_of('A');
    off.state = otpp::server::factor_state::off;
    off.sealed.clear();
    CHECK((begun(&off).state == otpp::server::factor_state::off &&
           begun(&off).pending.view() == pending));

    auto asked = call::begin({}, "alice", pending, noon);
    asked.loaded(model::line_of(support::record_of('A')));
    CHECK((asked.want() == want::done && asked.said().kind == verdict_kind::disabled));
    CHECK(asked.said().why->reason == reason::already_enrolled);
    CHECK(call::begin({}, "otpp:x", pending, noon).said().why->reason == reason::factor_name);
}

TEST_CASE("an administrator unlocks or erases", "[server/call]")
{
    auto record = support::record_of('A');
    record.passcodes = {100, 3, 0};
    record.recovery = {9, 1, 0};
    record.debt = 86'400;
    auto asked = call::reset({}, "alice", otpp::server::reset_to::unlocked, noon);
    asked.loaded(model::line_of(record));
    auto const after = *otpp::server::parse_record(asked.line());
    CHECK((after.passcodes.failures() == 0 && after.recovery.failures() == 0 && after.debt == 0));
    CHECK((after.passcodes.tries == 100 && after.sealed == record.sealed));

    asked = call::reset({}, "alice", otpp::server::reset_to::erased, noon);
    asked.loaded(model::line_of(record));
    CHECK((asked.want() == want::remove && asked.expected() == model::line_of(record)));
    asked.stored(false);
    CHECK(asked.want() == want::load);
    asked.loaded(model::line_of(record));
    asked.stored(true);
    CHECK(asked.said().accepted());

    asked = call::reset({}, "alice", otpp::server::reset_to::erased, noon);
    asked.absent();
    CHECK(asked.said().kind == verdict_kind::not_enrolled);
}

TEST_CASE("a status writes nothing", "[server/call]")
{
    auto asked = call::status({}, "alice", noon);
    asked.loaded(model::line_of(support::record_of('A')));
    CHECK((asked.want() == want::done && asked.said().accepted() &&
           asked.seen() == support::record_of('A')));
}

TEST_CASE("what is begun meets the policy", "[server/call]")
{
    auto const given = account_of(
        16, {.name = "alice", .digits = 8, .period = 60, .algorithm = otpp::algorithm::sha256});
    auto const made = otpp::server::pending_for(otpp::server::policy{}, given, random_id, noon);
    REQUIRE(made);
    CHECK((made->id == otpp::server::secret_id{random_id} && made->begun == noon.seconds &&
           made->counter == 0));
    CHECK((made->kind == otpp::server::factor_kind{
                             .algorithm = otpp::algorithm::sha256, .digits = 8, .period = 60}));
    CHECK(support::refused(
        otpp::server::pending_for(otpp::server::policy::asvs5(), given, random_id, noon),
        reason::period_too_long));
    otpp::server::policy strict;
    strict.min_key_size = 20;
    CHECK(support::refused(otpp::server::pending_for(strict, given, random_id, noon),
                           reason::key_too_short));
    auto const counted =
        account_of(20, {.name = "alice", .type = otpp::otp_type::hotp, .counter = 41});
    CHECK(otpp::server::pending_for(otpp::server::policy::asvs5(), counted, random_id, noon)
              ->counter == 41);
}
