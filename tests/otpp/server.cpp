// SPDX-License-Identifier: BSL-1.0
#include <otpp/server.hpp>

#include "support/catch.hpp"

#include <otpp/server/memory_store.hpp>
#include <otpp/totp.hpp>

TEST_CASE("the page of server.hpp, as it is written there", "[server]")
{
    otpp::server::memory_store store;
    otpp::server::plaintext_sealer const sealer;
    otpp::server::verifier service{store, sealer, otpp::server::policy::nist_800_63b()};
    otpp::unix_time now{1'700'000'000};

    auto const account = service.begin("alice", {.name = "alice@example.com"}, now);
    REQUIRE(account);
    auto const device = *otpp::totp::from(*account);
    CHECK(service.confirm("alice", device.at(now).view(), now));
    now.seconds += 30;
    otpp::server::verdict const said = service.verify("alice", device.at(now).view(), now);
    CHECK(said.accepted());
    CHECK(message(said) == "The code is right.");
    CHECK(otpp::server::figures_of(service.rules(), 6, otpp::otp_type::totp).until_lock <
          1.0 / 1024);
    otpp::server::policy_warnings const warnings{service.rules(), 6, otpp::otp_type::totp};
    CHECK(warnings.list().empty());
    CHECK(service.status("alice", now)->used == now.seconds);
}
