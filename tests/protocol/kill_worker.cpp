// SPDX-License-Identifier: BSL-1.0
// Verifies until it is killed; kill_worker.py is its twin.
//
//   kill_worker FILE KEYS NOTES SECRET
//
// It says "ready" and reads a step. From there on: one code of the factor "alice" after the other, and a wrong
// one now and then. Each accepted step is a line, written at once.

#include "race_sealer.hpp"

#include <otpp/integrations/sqlite.hpp>
#include <otpp/server.hpp>
#include <otpp/totp.hpp>

#include <iostream>
#include <string>
#include <unistd.h>
#include <utility>

int main(int count, char** arguments)
{
    if (count != 5) return 2;
    otpp::sqlite_store store{arguments[1], std::chrono::seconds{60}};
    race::noting_sealer const ring{arguments[2], arguments[3]};
    otpp::server::verifier people{store, ring, race::unthrottled()};
    auto const secret = otpp::secret::from_base32(arguments[4]);
    if (!secret) return 2;
    otpp::totp const totp{*secret};
    auto const tell = [](std::string const& line) {
        return ::write(1, line.data(), line.size()) == static_cast<::ssize_t>(line.size());
    };
    if (!store.open() || !tell("ready\n")) return 3;
    long long step = 0;
    for (std::cin >> step;; ++step) {
        otpp::unix_time const now{step * 30};
        if (step % 3 == 0) {
            auto const wrong = totp.at(otpp::unix_time{now.seconds + 3'000'000});
            (void)people.verify("alice", wrong.view(), now);
        }
        auto const said = people.verify("alice", totp.at(now).view(), now);
        if (!said) {
            if (said.kind == otpp::server::verdict_kind::unavailable) return 3;
            continue;
        }
        if (!tell(std::to_string(step) + "\n")) return 4;
    }
}
