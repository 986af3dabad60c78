// SPDX-License-Identifier: BSL-1.0
// One of several processes on one file that do the same at the same moment; race_process.py is its twin.
//
//   race_process FILE KEYS NOTES LIMIT
//
// It reads lines "factor code time moment" and answers each with the verdict: at the moment, nanoseconds of the
// monotonic clock, it verifies the code at the time.

#include "race_sealer.hpp"

#include <otpp/integrations/sqlite.hpp>
#include <otpp/server.hpp>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <string>

int main(int count, char** arguments)
{
    if (count != 5) return 2;
    otpp::sqlite_store store{arguments[1], std::chrono::seconds{60}};
    race::noting_sealer const ring{arguments[2], arguments[3]};
    otpp::server::verifier people{store, ring, race::unthrottled(std::atoi(arguments[4]))};
    if (auto const opened = store.open(); !opened) {
        std::cerr << message(opened.error().reason) << '\n';
        return 3;
    }
    std::cout << "ready" << std::endl;
    std::string factor, code;
    long long time = 0, moment = 0;
    while (std::cin >> factor >> code >> time >> moment) {
        ::timespec const then{moment / 1'000'000'000, moment % 1'000'000'000};
        ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &then, nullptr);
        std::cout << to_string(people.verify(factor, code, otpp::unix_time{time}).kind)
                  << std::endl;
    }
}
