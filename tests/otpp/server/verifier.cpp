// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/verifier.hpp>

#include "protocol/scenarios.hpp"
#include "protocol/secrets.hpp"
#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"

#include <otpp/hotp.hpp>
#include <otpp/server/memory_store.hpp>
#include <otpp/totp.hpp>
#include <otpp/uri.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

using otpp::reason;
using otpp::unix_time;
using otpp::server::memory_store;
using otpp::server::plaintext_sealer;
using otpp::server::policy;
using otpp::server::verdict;
using otpp::server::verdict_kind;
using otpp::server::verifier;

namespace {

constexpr plaintext_sealer plain{};

void put(memory_store& store, otpp::server::record const& record)
{
    REQUIRE(*store.compare_and_set("alice", {}, model::line_of(record)));
}

otpp::server::record record_in(memory_store& store, std::string_view name = "alice")
{
    otpp::server::record_text line;
    REQUIRE(*store.load(name, line));
    return *otpp::server::parse_record(line.view());
}

// Whatever it is asked at its n-th question, this store has no answer, or throws; or it says what
// nobody has written.
struct failing_store {
    enum class how { lost_before, lost_after, throws, garbage };

    memory_store kept{};
    int fails_at = -1;
    how way{};
    int asked = 0;

    template <class Ask>
    otpp::result<bool> answer(Ask&& ask)
    {
        if (asked++ != fails_at) return ask();
        if (way == how::throws) throw std::runtime_error{"the store is away"};
        if (way == how::lost_after) (void)ask();
        return reason::store_failed;
    }
    otpp::result<bool> load(std::string_view name, otpp::server::record_text& into)
    {
        if (way == how::garbage && asked == fails_at) {
            ++asked;
            into.assign("otpp1 and so on");
            return true;
        }
        return answer([&] { return kept.load(name, into); });
    }
    otpp::result<bool> compare_and_set(std::string_view name, std::string_view expected,
                                       std::string_view line)
    {
        return answer([&] { return kept.compare_and_set(name, expected, line); });
    }
    otpp::result<bool> remove(std::string_view name, std::string_view expected)
    {
        return answer([&] { return kept.remove(name, expected); });
    }
};

// A ring of keys that seals by adding the version to each byte, and binds by the length of the context.
struct weak_sealer {
    std::int64_t current = 1;
    std::int64_t oldest = 1;
    bool throws = false;

    std::int64_t key_version() const { return current; }
    otpp::result<otpp::server::sealed_secret> seal(otpp::key_view key,
                                                   otpp::server::seal_context const& context) const
    {
        if (throws) throw std::runtime_error{"the ring is away"};
        auto bytes = std::vector<unsigned char>(key.bytes().begin(), key.bytes().end());
        for (auto& byte : bytes) byte = static_cast<unsigned char>(byte + current);
        auto const bound = context.text(current);
        for (char const c : bound.view()) bytes.push_back(static_cast<unsigned char>(c));
        otpp::server::sealed_secret made;
        if (!made.assign(current, bytes)) return reason::key_too_long;
        return made;
    }
    otpp::result<otpp::secret> open(otpp::server::sealed_secret const& sealed,
                                    otpp::server::seal_context const& context) const
    {
        if (throws) throw std::runtime_error{"the ring is away"};
        if (sealed.key_version() < oldest || sealed.key_version() > current)
            return reason::seal_key_unknown;
        std::string const all(sealed.bytes().begin(), sealed.bytes().end());
        auto const bound = context.text(sealed.key_version());
        if (!all.ends_with(bound.view())) return reason::seal_broken;
        auto bytes = std::vector<unsigned char>(
            all.begin(), all.end() - static_cast<std::ptrdiff_t>(bound.size()));
        for (auto& byte : bytes) byte = static_cast<unsigned char>(byte - sealed.key_version());
        return otpp::secret::from_bytes(bytes);
    }
};

} // namespace

TEST_CASE("a factor from its beginning to its end", "[server/verifier]")
{
    memory_store store;
    std::vector<std::string> heard;
    auto const hook = [&heard](otpp::server::event const& event) {
        heard.push_back(std::string{to_string(event.task)} + " " +
                        std::string{to_string(event.verdict.kind)});
    };
    verifier service{store, plain, policy{}, hook};
    unix_time now{1'700'000'000};
    auto const account = service.begin("alice", {.name = "alice", .issuer = "Example"}, now);
    REQUIRE(account);
    CHECK(account->secret().size() == 20);
    auto const device = *otpp::totp::from(*account);
    auto const code = [&] { return device.at(now); };

    CHECK(service.verify("alice", code().view(), now).kind ==
          verdict_kind::not_enrolled); // not confirmed
    CHECK(service.confirm("alice", code().view(), now));
    now.seconds += 30;
    auto const login = service.verify("alice", code().view(), now);
    CHECK((login && login.step_age == 0));
    CHECK(service.verify("alice", code().view(), now).kind == verdict_kind::replayed);
    CHECK(service.verify("alice", code().view(), now).kind == verdict_kind::throttled);
    now.seconds += 30;
    auto made = service.recovery_codes("alice", code().view(), now);
    REQUIRE((made.verdict && made.size == 10));
    CHECK(service.status("alice", now)->codes_left == 10);
    auto const fourth = made.codes[3].text(), fifth = made.codes[4].text();
    CHECK(service.recover("alice", fourth.view(), now));
    CHECK(service.recover("alice", fourth.view(), now).kind == verdict_kind::mismatch);
    now.seconds += 60;
    auto const other = service.replace("alice", code().view(), {.name = "alice"}, now);
    REQUIRE(other.account);
    auto const new_device = *otpp::totp::from(*other.account);
    now.seconds += 30;
    CHECK(service.verify("alice", code().view(), now)); // still the old one
    CHECK(service.confirm("alice", new_device.at(now).view(), now));
    now.seconds += 30;
    CHECK(service.verify("alice", code().view(), now).kind == verdict_kind::mismatch);
    now.seconds += 5;
    CHECK(service.verify("alice", new_device.at(now).view(), now));
    now.seconds += 60;
    CHECK(service.begin("alice", {.name = "alice"}, now).error().reason ==
          reason::already_enrolled);
    CHECK(service.deactivate("alice", fifth.view(), now));
    CHECK(service.verify("alice", new_device.at(now).view(), now).kind == verdict_kind::disabled);
    CHECK((service.status("alice", now)->state == otpp::server::factor_state::off &&
           service.status("alice", now)->codes_left == 0));
    CHECK(service.begin("alice", {.name = "alice"}, now));
    CHECK(service.reset("alice", otpp::server::reset_to::erased, "asked on the phone", now));
    CHECK(support::refused(service.status("alice", now), reason::factor_unknown));
    CHECK(heard.size() == 19);
    CHECK((heard[0] == "begin accepted" && heard[2] == "confirm accepted" &&
           heard.back() == "reset accepted"));
}

TEST_CASE("HOTP alike", "[server/verifier]")
{
    memory_store store;
    verifier service{store, plain, model::unthrottled()};
    unix_time const now{1'700'000'000};
    auto const account =
        service.begin("alice", {.name = "alice", .type = otpp::otp_type::hotp, .counter = 7}, now);
    REQUIRE(account);
    auto const device = *otpp::hotp::from(*account);
    CHECK(service.confirm("alice", device.at(8).view(), now));
    CHECK(service.verify("alice", device.at(8).view(), now).kind == verdict_kind::mismatch);
    CHECK(service.verify("alice", device.at(19).view(), now)); // ten ahead of the next
    CHECK(record_in(store).last == 19);
    CHECK(service.verify("alice", device.at(31).view(), now).kind == verdict_kind::mismatch);
    std::string const first{device.at(90).view()}, second{device.at(91).view()};
    std::string_view const codes[]{first, second};
    CHECK(service.resynchronise("alice", codes, now));
    CHECK(record_in(store).last == 91);
    CHECK(service.resynchronise("alice", codes, now).kind == verdict_kind::mismatch);
    CHECK(service.verify("alice", device.at(92).view(), now));
}

TEST_CASE("whatever a store does, it lets nobody in that it has not kept", "[server/verifier]")
{
    using how = failing_store::how;
    auto const code = support::code_of('A', model::step);
    unix_time const now{model::noon};
    for (auto const way : {how::lost_before, how::lost_after, how::throws, how::garbage}) {
        for (int at = 0; at != 4; ++at) { // load, count, accept; and what is never asked
            failing_store store;
            put(store.kept, support::record_of('A'));
            verifier service{store, plain, model::unthrottled()};
            CHECK_FALSE(service.verify("nobody", code, now)); // the decoys have their key
            store.asked = 0;
            store.fails_at = at;
            store.way = way;
            auto const said = service.verify("alice", code, now);
            INFO("way " << static_cast<int>(way) << " at " << at);
            bool const fails = at < 3;
            CHECK(said.accepted() == !fails);
            if (fails) CHECK((said.kind == verdict_kind::unavailable && said.why));

            bool const used = record_in(store.kept).last == model::step;
            CHECK(used == (!fails || (way == how::lost_after && at == 2)));
            bool const counted = record_in(store.kept).passcodes.tries == 1;
            CHECK(counted == (!fails || at == 2 || (way == how::lost_after && at == 1)));
            // nothing is broken for good, and the code lets in at most once
            CHECK(service.verify("alice", code, now).accepted() == !used);
        }
    }
}

TEST_CASE("a store that is away when a secret is begun", "[server/verifier]")
{
    for (int at = 0; at != 2; ++at) {
        failing_store store;
        store.fails_at = at;
        verifier service{store, plain};
        CHECK(service.begin("alice", {.name = "x"}, unix_time{1}).error().reason ==
              reason::store_failed);
        CHECK(service.status("alice", unix_time{1}).error().reason == reason::factor_unknown);
    }
}

TEST_CASE("a hook that throws changes no verdict", "[server/verifier]")
{
    memory_store store;
    put(store, support::record_of('A'));
    int heard = 0;
    auto const hook = [&heard](otpp::server::event const&) {
        ++heard;
        throw std::runtime_error{"no log"};
    };
    verifier service{store, plain, model::unthrottled(), hook};
    CHECK(service.verify("alice", support::code_of('A', model::step), unix_time{model::noon}));
    CHECK(service.verify("alice", "000000", unix_time{model::noon}).kind == verdict_kind::mismatch);
    CHECK(heard == 2);
}

TEST_CASE("the hook hears of it when it is stored", "[server/verifier]")
{
    memory_store store;
    put(store, support::record_of('A'));
    std::int64_t last = 0;
    auto const hook = [&](otpp::server::event const&) { last = record_in(store).last; };
    verifier service{store, plain, model::unthrottled(), hook};
    CHECK(service.verify("alice", support::code_of('A', model::step), unix_time{model::noon}));
    CHECK(last == model::step);
}

TEST_CASE("secrets are sealed for what they belong to", "[server/verifier]")
{
    memory_store store;
    weak_sealer ring;
    verifier service{store, ring, model::unthrottled()};
    unix_time now{1'700'000'000};
    auto const begin = [&](std::string_view name) {
        auto account = *service.begin(name, {.name = "x"}, now);
        auto device = *otpp::totp::from(account);
        REQUIRE(to_string(service.confirm(name, device.at(now).view(), now).kind) == "accepted");
        return device;
    };
    auto const alice = begin("alice"), bob = begin("bobby");
    now.seconds += 60;
    CHECK(service.verify("alice", alice.at(now).view(), now));

    // bob's sealed secret in alice's record
    auto mixed = record_in(store);
    mixed.sealed = record_in(store, "bobby").sealed;
    CHECK(*store.compare_and_set("alice", model::line_of(record_in(store)), model::line_of(mixed)));
    now.seconds += 60;
    auto const said = service.verify("alice", bob.at(now).view(), now);
    CHECK((said.kind == verdict_kind::unavailable && said.why->reason == reason::seal_broken));
    CHECK(record_in(store).passcodes.failures() == 1); // counted all the same
}

TEST_CASE("keys are rotated while people log in", "[server/verifier]")
{
    memory_store store;
    weak_sealer ring;
    verifier service{store, ring, model::unthrottled()};
    unix_time now{1'700'000'000};
    auto const account = service.begin("alice", {.name = "x"}, now);
    auto const device = *otpp::totp::from(*account);
    ring.current = 2;
    CHECK(service.reseal("alice")); // the pending one
    CHECK(service.confirm("alice", device.at(now).view(), now));
    CHECK(record_in(store).sealed.view().starts_with("2."));
    auto const id = record_in(store).id;
    ring.current = 3;
    now.seconds += 30;
    CHECK(service.verify("alice", device.at(now).view(), now));
    CHECK(service.reseal("alice"));
    CHECK((record_in(store).sealed.view().starts_with("3.") && record_in(store).id == id));
    ring.oldest = 3;
    now.seconds += 30;
    CHECK(service.verify("alice", device.at(now).view(), now));
    ring.current = 7;
    ring.oldest = 7;
    CHECK(service.reseal("alice").why->reason == reason::seal_key_unknown);
    ring.throws = true;
    now.seconds += 30;
    CHECK(service.verify("alice", device.at(now).view(), now).kind == verdict_kind::unavailable);
    CHECK(service.begin("bob", {.name = "x"}, now).error().reason == reason::seal_broken);
}

TEST_CASE("what may be begun", "[server/verifier]")
{
    memory_store store;
    verifier service{store, plain, policy::asvs5()};
    unix_time const now{1'700'000'000};
    CHECK(service.begin("alice", {.name = ""}, now).error().reason == reason::name_empty);
    CHECK(service.begin("alice", {.name = "x", .period = 60}, now).error().reason ==
          reason::period_too_long);
    CHECK(service.begin("otpp:decoys", {.name = "x"}, now).error().reason == reason::factor_name);
    auto const short_key = otpp::parse_uri("otpauth://totp/x?secret=JBSWY3DPEHPK3PXP");
    REQUIRE(short_key);
    CHECK(service.begin("alice", *otpp::parse_uri("otpauth://totp/x?secret=JBSWY3DPEHPK3PXP"), now)
              .error()
              .reason == reason::key_too_short);
    CHECK(service.recovery_codes("alice", "123456", now, 0).verdict.kind ==
          verdict_kind::unavailable);
    CHECK(service.recovery_codes("alice", "123456", now, 17).verdict.kind ==
          verdict_kind::unavailable);
    CHECK_FALSE(service.replace("alice", "123456", {.name = "a:b"}, now).account);
}

TEST_CASE("the decoys' key is made once, and all verifiers of a store share it",
          "[server/verifier]")
{
    memory_store store;
    verifier first{store, plain, model::throttled()}, second{store, plain, model::throttled()};
    unix_time const now{1'700'000'000};
    CHECK(first.verify("nobody", "123456", now).kind == verdict_kind::not_enrolled);
    otpp::server::record_text line;
    CHECK(*store.load(otpp::server::decoys::record_name, line));
    otpp::server::decoys read;
    CHECK(read.read(line.view()));
    CHECK(second.verify("nobody", "123456", now).kind ==
          verdict_kind::throttled); // of the same decoy
    CHECK(record_in(store, otpp::server::decoys::name_of(read.number_of("nobody")).view())
              .passcodes.tries == 1);
}

TEST_CASE("sixteen at once: one code opens one door, once", "[server/verifier]")
{
    memory_store store;
    put(store, support::record_of('A'));
    verifier service{store, plain, model::unthrottled()};
    constexpr int rounds = 200, people = 16;
    std::vector<std::atomic<int>> accepted(rounds), ready(rounds);
    std::atomic<int> unavailable{0};
    std::vector<std::thread> threads;
    for (int i = 0; i != people; ++i)
        threads.emplace_back([&] {
            for (std::size_t round = 0; round != rounds; ++round) {
                unix_time const now{model::noon + 30 * static_cast<std::int64_t>(round)};
                auto const code =
                    support::code_of('A', model::step + static_cast<std::int64_t>(round));
                for (++ready[round]; ready[round] != people;) std::this_thread::yield();
                auto const said = service.verify("alice", code, now);
                accepted[round] += said.accepted();
                unavailable += said.kind == verdict_kind::unavailable;
            }
        });
    for (auto& each : threads) each.join();
    for (auto const& each : accepted) CHECK(each == 1);
    CHECK(unavailable == 0);
    CHECK(record_in(store).passcodes.tries == rounds * people);
}

TEST_CASE("sixty-four wrong codes at once: five are looked at", "[server/verifier]")
{
    // Counted where the secret is opened, which comes before every comparison.
    struct counting_sealer : plaintext_sealer {
        std::atomic<int>* opened;
        otpp::result<otpp::secret> open(otpp::server::sealed_secret const& sealed,
                                        otpp::server::seal_context const& context) const
        {
            ++*opened;
            return plaintext_sealer::open(sealed, context);
        }
    };
    memory_store store;
    put(store, support::record_of('A'));
    std::atomic<int> opened{0}, told{0}, waiting{0};
    counting_sealer ring{{}, &opened};
    verifier service{store, ring, model::unthrottled(5)};
    std::vector<std::thread> threads;
    for (int i = 0; i != 64; ++i)
        threads.emplace_back([&] {
            for (++waiting; waiting != 64;) std::this_thread::yield();
            told += service.verify("alice", "000000", unix_time{model::noon}).kind ==
                    verdict_kind::mismatch;
        });
    for (auto& each : threads) each.join();
    CHECK((opened == 5 && told == 5));
    CHECK(
        service.verify("alice", support::code_of('A', model::step), unix_time{model::noon}).kind ==
        verdict_kind::disabled);
}

TEST_CASE("one recovery code raced by sixteen", "[server/verifier]")
{
    memory_store store;
    auto const set = model::recovery_set(1, 16);
    auto record = support::record_of('A');
    record.codes.assign(set.text);
    put(store, record);
    verifier service{store, plain, model::unthrottled()};
    std::vector<std::atomic<int>> accepted(set.codes.size()), ready(set.codes.size());
    std::vector<std::thread> threads;
    for (int i = 0; i != 16; ++i)
        threads.emplace_back([&] {
            for (std::size_t round = 0; round != set.codes.size(); ++round) {
                for (++ready[round]; ready[round] != 16;) std::this_thread::yield();
                accepted[round] +=
                    service.recover("alice", set.codes[round], unix_time{model::noon}).accepted();
            }
        });
    for (auto& each : threads) each.join();
    for (auto const& each : accepted) CHECK(each == 1);
    CHECK(record_in(store).codes.empty());
}
