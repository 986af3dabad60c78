// SPDX-License-Identifier: BSL-1.0
// The engine on several threads: any number of them gives the same answers, many callers share one
// key_set, and a fork in the middle of a call leaves both processes with a set that works.
//
//     threads                 all of it
//     threads --without-fork  for ThreadSanitizer, which knows no threads after a fork

#include "support/bulk_engine.hpp"
#include "support/bulk_table.hpp"

#include <otpp/bulk.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

constexpr std::int64_t now = 1'700'000'000;
constexpr otpp::window look{.back = 1, .ahead = 1};

std::size_t failures = 0;

void require(bool holds, std::string const& what)
{
    if (holds) return;
    ++failures;
    std::printf("FAILED: %s\n", what.c_str());
}

// Keys with a bad one now and then, and codes of which half are right.
struct many_rows {
    std::vector<support::key_bytes> bytes;
    std::vector<std::int64_t> times;
    std::vector<std::uint32_t> codes;
    otpp::bulk::key_set set;
    std::vector<std::uint32_t> passcodes;
    std::vector<std::int8_t> drifts;
    std::size_t fits = 0;

    explicit many_rows(std::size_t n)
    {
        support::random source{n};
        for (std::size_t row = 0; row != n; ++row) {
            bytes.push_back(support::random_key(source, row % 97 == 96 ? 0 : 20));
            times.push_back(now + static_cast<std::int64_t>(source.below(100)));
            support::scalar_row const scalar{bytes.back(), {}};
            passcodes.push_back(scalar.passcode(times.back()));
            codes.push_back(row % 2 == 0 ? scalar.passcode(times.back() + 30) : 123'456);
            drifts.push_back(scalar.drift(codes.back(), times.back(), look));
            fits += drifts.back() > otpp::bulk::bad_row;
        }
        set.append(support::key_views{bytes}.rows());
    }

    [[nodiscard]] bool match_is_right(otpp::bulk::run const& how = {}) const
    {
        std::vector<std::int8_t> found(bytes.size());
        auto const good = otpp::bulk::match(set, codes, times, look, found, how);
        return good && *good == fits && found == drifts;
    }
    [[nodiscard]] bool passcodes_are_right(otpp::bulk::run const& how = {}) const
    {
        std::vector<std::uint32_t> shown(bytes.size());
        return otpp::bulk::passcodes(set, times, shown, how).has_value() && shown == passcodes;
    }
};

void any_number_of_threads(many_rows const& rows)
{
    support::key_views const views{rows.bytes};
    for (int const threads : {1, 2, 3, 8, 100})
        for (bool const with_progress : {false, true}) {
            auto const what = std::to_string(threads) + " threads";
            auto go_on = [](std::size_t, std::size_t) { return true; };
            otpp::bulk::run how{.threads = threads};
            if (with_progress) how.progress = go_on;
            require(rows.match_is_right(how), what + ", match");
            require(rows.passcodes_are_right(how), what + ", passcodes");
            std::vector<std::int8_t> found(rows.bytes.size());
            require(otpp::bulk::match(views.rows(), {}, rows.codes, rows.times, look, found, how)
                            .has_value() &&
                        found == rows.drifts,
                    what + ", cold");
        }
}

void many_callers_share_a_set(many_rows const& rows)
{
    std::vector<int> right(8, 0); // each caller its own, and no vector of bits
    std::vector<std::thread> callers;
    for (std::size_t i = 0; i != right.size(); ++i)
        callers.emplace_back([&rows, &answer = right[i], i] {
            for (int turn = 0; turn != 3; ++turn)
                answer += rows.match_is_right({.threads = static_cast<int>(i % 3)}) &&
                          rows.passcodes_are_right({.threads = 2});
        });
    for (auto& caller : callers) caller.join();
    for (int const times : right) require(times == 3, "eight callers share a set");
}

void progress_of_a_long_call(many_rows const& rows)
{
    for (int const threads : {1, 2, 8}) {
        auto const what = std::to_string(threads) + " threads, ";
        std::size_t before = 0;
        bool right = true;
        auto tell = [&, caller = std::this_thread::get_id()](std::size_t done, std::size_t all) {
            right = right && caller == std::this_thread::get_id() && all == rows.bytes.size() &&
                    done > before && done <= all;
            before = done;
            return true;
        };
        require(rows.match_is_right({.threads = threads, .progress = tell}) && right,
                what + "progress grows, on the caller's thread");

        std::size_t calls = 0;
        auto stop = [&](std::size_t, std::size_t) { return ++calls, false; };
        std::vector<std::uint32_t> shown(rows.bytes.size());
        auto const stopped = otpp::bulk::passcodes(rows.set, rows.times, shown,
                                                   {.threads = threads, .progress = stop});
        require(calls <= 1, what + "no call after the answer was false");
        if (calls == 1) // the others may have done all rows before the caller did any
            require(!stopped && stopped.error().reason == otpp::reason::cancelled,
                    what + "cancelled");

        bool thrown = false;
        auto fail = [](std::size_t, std::size_t) -> bool { throw 42; };
        try {
            bool const done = otpp::bulk::passcodes(rows.set, rows.times, shown,
                                                    {.threads = threads, .progress = fail})
                                  .has_value();
            thrown = done && threads != 1;
        } catch (int what_was_thrown) {
            thrown = what_was_thrown == 42;
        }
        require(thrown, what + "what progress throws reaches the caller");
        require(rows.match_is_right({.threads = threads}), what + "and the next call is right");
    }
}

// The child has the set as it was, begins threads of its own, changes its copy; the parent goes on.
void fork_in_the_middle(many_rows& rows)
{
    int children = 0, good_children = 0;
    auto fork_once = [&](std::size_t, std::size_t) {
        if (children != 0) return true;
        ++children;
        std::fflush(stdout);
        pid_t const child = fork();
        if (child == 0) {
            bool right = rows.match_is_right({.threads = 2}) && rows.passcodes_are_right();
            rows.set.erase(0);
            rows.set.append(support::key_views{rows.bytes}.rows());
            std::vector<std::uint32_t> shown(rows.set.size());
            right = right &&
                    otpp::bulk::passcodes(rows.set, otpp::unix_time{now}, shown, {.threads = 2})
                        .has_value();
            right = right && shown[0] == support::scalar_row{rows.bytes.back(), {}}.passcode(now);
            _exit(right ? 0 : 1);
        }
        int status = 1;
        good_children += child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
                         WEXITSTATUS(status) == 0;
        return true;
    };
    require(rows.match_is_right({.threads = 2, .progress = fork_once}), "the parent's call");
    require(children == 1 && good_children == 1, "the child's calls");
    require(rows.match_is_right({.threads = 2}) && rows.passcodes_are_right(),
            "the parent's next call");
    rows.set.erase(3);
    std::vector<std::uint32_t> shown(rows.set.size());
    require(otpp::bulk::passcodes(rows.set, otpp::unix_time{now}, shown).has_value() &&
                shown[3] == support::scalar_row{rows.bytes.back(), {}}.passcode(now),
            "the parent's set after an erase");
}

} // namespace

int main(int argc, char** argv)
{
    bool const without_fork = argc == 2 && std::string_view{argv[1]} == "--without-fork";
    if (argc > 2 || (argc == 2 && !without_fork)) {
        std::fputs("usage: threads [--without-fork]\n", stderr);
        return 2;
    }
    many_rows rows{30'011};
    any_number_of_threads(rows);
    many_callers_share_a_set(rows);
    progress_of_a_long_call(rows);
    if (!without_fork) fork_in_the_middle(rows);
    std::printf("%zu failures\n", failures);
    return failures == 0 ? 0 : 1;
}
