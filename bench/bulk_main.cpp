// SPDX-License-Identifier: BSL-1.0
// Checks every bulk row that is wanted; only then takes their times, in rounds: in each round every
// row runs once, in an order of chance, so that a slow moment falls on all alike.
//
//     bulk [--rows REGEX] [--rounds N] [--milliseconds M] [--library NAME=FILE ...] [--list]
//
// JSON on the standard output: of every row its nanoseconds a row of the table, round by round, of CPU
// time and by the clock.
#include "bulk_rows.hpp"
#include "peers/library.hpp"

#include <otpp/detail/cpu.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <exception>
#include <numeric>
#include <random>
#include <regex>

namespace {

using namespace bench;

double seconds_of(clockid_t clock)
{
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

struct taken {
    double cpu, clock; // ns a row
};

struct timed_row {
    bulk_row const* row;
    std::size_t calls = 1; // in a round
    std::vector<taken> rounds;

    taken run() const
    {
        double const cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
        double const clock = seconds_of(CLOCK_MONOTONIC);
        for (std::size_t i = 0; i != calls; ++i) row->run();
        double const each = 1e9 / (static_cast<double>(calls) * static_cast<double>(row->rows));
        return {(seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu) * each,
                (seconds_of(CLOCK_MONOTONIC) - clock) * each};
    }
    // So many calls that a round takes some time: the next power of two.
    void calibrate(double wanted)
    {
        while (run().clock * static_cast<double>(calls * row->rows) < wanted * 1e9) calls *= 2;
    }
};

void print(std::vector<timed_row> const& rows)
{
    std::printf("{\"context\": {\"compiler\": \"%s\", \"rows_checked\": %zu},\n \"rows\": [",
                __VERSION__, rows.size());
    char const* between = "\n";
    for (auto const& one : rows) {
        std::printf("%s  {\"name\": \"%s\", \"rows\": %zu, \"threads\": %d, \"calls\": %zu",
                    between, one.row->name.c_str(), one.row->rows, one.row->threads, one.calls);
        for (bool const cpu : {true, false}) {
            std::printf(", \"%s\": [", cpu ? "cpu" : "clock");
            for (std::size_t i = 0; i != one.rounds.size(); ++i)
                std::printf("%s%.4g", i == 0 ? "" : ", ",
                            cpu ? one.rounds[i].cpu : one.rounds[i].clock);
            std::printf("]");
        }
        std::printf("}");
        between = ",\n";
    }
    std::printf("\n ]}\n");
}

} // namespace

int main(int argc, char** argv)
try {
    std::string wanted = ".";
    int rounds = 9;
    double milliseconds = 5;
    bool list = false;
    for (int i = 1; i < argc; ++i) {
        std::string const option = argv[i];
        char const* const value = i + 1 < argc ? argv[i + 1] : "";
        if (option == "--list") {
            list = true;
            continue;
        }
        ++i;
        if (option == "--rows")
            wanted = value;
        else if (option == "--rounds")
            rounds = std::atoi(value);
        else if (option == "--milliseconds")
            milliseconds = std::atof(value);
        else if (option == "--library")
            add_library_rows(value);
        else {
            std::fprintf(stderr, "unknown option %s\n", option.c_str());
            return 2;
        }
    }

    std::regex const pattern{wanted};
    std::vector<timed_row> rows;
    for (auto const& row : bulk_rows())
        if (std::regex_search(row.name, pattern)) rows.push_back({&row, 1, {}});
    if (list) {
        for (auto const& one : rows) std::puts(one.row->name.c_str());
        return 0;
    }

    int wrong = 0;
    for (auto& one : rows) {
        auto const fault = one.row->check();
        if (fault.empty()) continue;
        std::fprintf(stderr, "wrong result in %s: %s\n", one.row->name.c_str(), fault.c_str());
        ++wrong;
    }
    if (wrong != 0) {
        std::fprintf(stderr, "%d rows are wrong: no times are taken\n", wrong);
        return 1;
    }

    for (auto& one : rows) one.row->ready();
    for (auto& one : rows) one.calibrate(milliseconds / 1000);
    std::mt19937_64 random{std::random_device{}()};
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (int round = 0; round != rounds; ++round) {
        std::shuffle(order.begin(), order.end(), random);
        for (std::size_t const i : order) rows[i].rounds.push_back(rows[i].run());
    }
    print(rows);
    return 0;
} catch (std::exception const& fault) {
    std::fprintf(stderr, "%s\n", fault.what());
    return 1;
}
