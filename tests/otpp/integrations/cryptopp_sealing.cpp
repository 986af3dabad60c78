// SPDX-License-Identifier: BSL-1.0
#include <otpp/integrations/cryptopp_sealing.hpp>

#include "support/catch.hpp"
#include "support/errors.hpp"
#include "support/keys.hpp"
#include "vectors/sealing.hpp"

#include <otpp/server/memory_store.hpp>
#include <otpp/server/verifier.hpp>
#include <otpp/totp.hpp>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <utility>

using otpp::cryptopp_sealer;
using otpp::reason;
using otpp::server::key_ring;
using otpp::server::seal_context;
using otpp::server::sealed_secret;

static_assert(otpp::server::sealer<cryptopp_sealer>);
static_assert(!std::is_copy_constructible_v<cryptopp_sealer>);

namespace {

// Keys of 0, and of 0 but a 1 in the last byte.
#define KEY_1 "1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define KEY_2 "2.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE"

cryptopp_sealer sealer_of(std::string_view text)
{
    return cryptopp_sealer{*key_ring::from_text(text)};
}

otpp::server::secret_id id_of(std::string_view text)
{
    otpp::server::secret_id id;
    if (!id.read(text)) std::abort();
    return id;
}

seal_context const alices{"alice", id_of("AAAAAAAAAAAAAAAA"), {}};

bool is_rfc_key(otpp::result<otpp::secret> const& opened)
{
    return opened && std::ranges::equal(opened->bytes(), support::rfc_key.bytes);
}

} // namespace

TEST_CASE("what either library sealed opens, and what is altered or pasted does not",
          "[integrations/cryptopp_sealing]")
{
    int opened = 0, refused = 0;
    for (auto const& entry : vectors::sealing::cases) {
        INFO("sealing.json, case " << entry.id << ": " << entry.comment);
        auto const ring = sealer_of(entry.ring);
        otpp::server::factor_kind kind;
        REQUIRE(read(entry.kind, kind));
        sealed_secret sealed;
        REQUIRE(sealed.read(entry.sealed));
        seal_context const context{entry.factor, id_of(entry.secret_id), kind};
        auto const secret = ring.open(sealed, context);
        if (entry.valid) {
            REQUIRE(secret);
            CHECK(std::ranges::equal(secret->bytes(), entry.secret));
            auto const again = ring.seal(*secret, context);
            REQUIRE(again);
            auto const opened_again = ring.open(*again, context);
            CHECK(std::ranges::equal(opened_again->bytes(), entry.secret));
            ++opened;
        }
        else {
            CHECK(support::refused(secret, entry.reason));
            ++refused;
        }
    }
    CHECK(opened >= 27);
    CHECK(refused >= 24);
}

TEST_CASE("every bit of a sealed secret counts, and every length",
          "[integrations/cryptopp_sealing]")
{
    auto const ring = sealer_of(KEY_1);
    auto const sealed = ring.seal(support::rfc_key, alices);
    REQUIRE(sealed);
    REQUIRE(is_rfc_key(ring.open(*sealed, alices)));
    auto const whole = sealed->bytes();
    CHECK(whole.size() == 24 + 20 + 16);
    int refused = 0;
    for (std::size_t bit = 0; bit != whole.size() * 8; ++bit) {
        std::string bytes{whole.begin(), whole.end()};
        bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
        sealed_secret other;
        REQUIRE(
            other.assign(1, {reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size()}));
        refused += support::refused(ring.open(other, alices), reason::seal_broken);
    }
    CHECK(refused == 480);
    for (std::size_t size = 1; size != whole.size(); ++size) {
        INFO(size);
        sealed_secret cut;
        REQUIRE(cut.assign(1, whole.first(size)));
        CHECK(support::refused(ring.open(cut, alices), reason::seal_broken));
    }
}

TEST_CASE("every part of what a secret belongs to counts", "[integrations/cryptopp_sealing]")
{
    auto const ring = sealer_of(KEY_1 " " KEY_2);
    auto const sealed = ring.seal(support::rfc_key, alices);
    REQUIRE(sealed);
    auto const elsewhere = [&](seal_context const& context) {
        return support::refused(ring.open(*sealed, context), reason::seal_broken);
    };
    CHECK(elsewhere({"alicf", alices.id, {}}));
    CHECK(elsewhere({"alice ", alices.id, {}}));
    CHECK(elsewhere({"", alices.id, {}}));
    CHECK(elsewhere({"alice", id_of("AAAAAAAAAAAAAAAB"), {}}));
    CHECK(elsewhere({"alice", alices.id, {.type = otpp::otp_type::hotp}}));
    CHECK(elsewhere({"alice", alices.id, {.algorithm = otpp::algorithm::sha256}}));
    CHECK(elsewhere({"alice", alices.id, {.digits = 7}}));
    CHECK(elsewhere({"alice", alices.id, {.period = 31}}));
    // A field of one is no field of the next.
    CHECK(elsewhere({"1 alice", alices.id, {}}));
}

TEST_CASE("a key opens only under its own version", "[integrations/cryptopp_sealing]")
{
    auto const old = sealer_of(KEY_1), both = sealer_of(KEY_2 " " KEY_1), later = sealer_of(KEY_2);
    auto const by_old = old.seal(support::rfc_key, alices),
               by_new = both.seal(support::rfc_key, alices);
    CHECK(by_old->key_version() == 1);
    CHECK(by_new->key_version() == 2);
    CHECK(is_rfc_key(both.open(*by_old, alices)));
    CHECK(is_rfc_key(later.open(*by_new, alices)));
    CHECK(support::refused(later.open(*by_old, alices), reason::seal_key_unknown));
    CHECK(support::refused(old.open(*by_new, alices), reason::seal_key_unknown));

    // The same key, under another version.
    auto const renamed = sealer_of("3.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    sealed_secret relabelled;
    REQUIRE(relabelled.assign(3, by_old->bytes()));
    CHECK(support::refused(renamed.open(relabelled, alices), reason::seal_broken));
}

TEST_CASE("two seals of one secret have nothing in common", "[integrations/cryptopp_sealing]")
{
    auto const ring = sealer_of(KEY_1);
    std::set<std::string> nonces;
    for (int i = 0; i != 100; ++i) {
        auto const sealed = ring.seal(support::rfc_key, alices);
        auto const bytes = sealed->bytes();
        nonces.emplace(bytes.begin(), bytes.begin() + 24);
        std::string_view const all{reinterpret_cast<char const*>(bytes.data()), bytes.size()};
        CHECK(all.find("12345678") == std::string_view::npos);
    }
    CHECK(nonces.size() == 100);
}

TEST_CASE("a sealer whose ring was moved away seals nothing", "[integrations/cryptopp_sealing]")
{
    auto first = sealer_of(KEY_1);
    auto const sealed = first.seal(support::rfc_key, alices);
    cryptopp_sealer const second{std::move(first)};
    CHECK(is_rfc_key(second.open(*sealed, alices)));
    CHECK(support::refused(first.seal(support::rfc_key, alices), reason::seal_key_unknown));
    CHECK(support::refused(first.open(*sealed, alices), reason::seal_key_unknown));
}

TEST_CASE("a key is changed while people log in", "[integrations/cryptopp_sealing]")
{
    otpp::server::memory_store store;
    auto const old = sealer_of(KEY_1), both = sealer_of(KEY_2 " " KEY_1), later = sealer_of(KEY_2);
    otpp::server::verifier before{store, old}, during{store, both}, after{store, later};
    std::int64_t now = 1'800'000'000;
    auto const account = before.begin("alice", {.name = "alice"}, otpp::unix_time{now});
    REQUIRE(account);
    auto const totp = otpp::totp::from(*account);
    auto const code = [&] {
        now += 30;
        return totp->at(otpp::unix_time{now});
    };
    REQUIRE(before.confirm("alice", code().view(), otpp::unix_time{now}));
    CHECK(during.verify("alice", code().view(), otpp::unix_time{now}));
    CHECK(after.verify("alice", code().view(), otpp::unix_time{now}).why->reason ==
          reason::seal_key_unknown);
    CHECK(during.reseal("alice"));
    CHECK(after.verify("alice", code().view(), otpp::unix_time{now}));
    CHECK(before.verify("alice", code().view(), otpp::unix_time{now}).why->reason ==
          reason::seal_key_unknown);
}

TEST_CASE("a secret that was sealed earlier cannot be pasted back",
          "[integrations/cryptopp_sealing]")
{
    otpp::server::memory_store store;
    auto const ring = sealer_of(KEY_1);
    otpp::server::verifier people{store, ring};
    otpp::unix_time now{1'800'000'000};
    auto const enrol = [&](std::string_view factor) {
        auto account = people.begin(factor, {.name = "x"}, now);
        auto totp = *otpp::totp::from(*account);
        REQUIRE(people.confirm(factor, totp.at(now).view(), now));
        return totp;
    };
    auto const sealed_of = [&](std::string_view factor) {
        otpp::server::record_text line;
        REQUIRE(*store.load(factor, line));
        return *otpp::server::parse_record(line.view());
    };
    auto const paste = [&](std::string_view factor, otpp::server::record const& from) {
        otpp::server::record_text line;
        REQUIRE(*store.load(factor, line));
        auto record = *otpp::server::parse_record(line.view());
        record.sealed = from.sealed;
        REQUIRE(*store.compare_and_set(factor, line.view(), write(record).view()));
    };
    auto const alice = enrol("alice");
    auto const bob = enrol("bob");
    auto const old = sealed_of("alice");
    now.seconds += 30;
    // Bob writes his sealed secret into Alice's row: his codes open nothing.
    paste("alice", sealed_of("bob"));
    auto said = people.verify("alice", bob.at(now).view(), now);
    CHECK(said.kind == otpp::server::verdict_kind::unavailable);
    CHECK(said.why->reason == reason::seal_broken);
    paste("alice", old);
    now.seconds += 300; // the delay of the attempts that were counted
    CHECK(people.verify("alice", alice.at(now).view(), now));
    // Alice's own, after it was replaced.
    now.seconds += 30;
    auto const next = people.replace("alice", alice.at(now).view(), {.name = "x"}, now);
    REQUIRE(next.account);
    REQUIRE(people.confirm("alice", otpp::totp::from(*next.account)->at(now).view(), now));
    paste("alice", old);
    now.seconds += 30;
    said = people.verify("alice", alice.at(now).view(), now);
    CHECK(said.kind == otpp::server::verdict_kind::unavailable);
    CHECK(said.why->reason == reason::seal_broken);
}
