// SPDX-License-Identifier: BSL-1.0
// Threads of one process race, by the library's own verifier (SECURITY.md, S1 and S5).
//
//   race_threads memory|FILE code THREADS ROUNDS     one right code a round: one of them is let in
//   race_threads memory|FILE limit THREADS           wrong codes, and a limit of 5
//
// Prints what it counted; 1 where a promise is broken.

#include "race_sealer.hpp"

#include <otpp/integrations/sqlite.hpp>
#include <otpp/server.hpp>
#include <otpp/server/memory_store.hpp>
#include <otpp/totp.hpp>

#include <atomic>
#include <barrier>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

constexpr std::int64_t start = 1'700'000'010; // the beginning of a step

// Counts the secrets that are opened: once for each code that is evaluated.
struct counting_sealer : otpp::server::plaintext_sealer {
    mutable std::atomic<int> opened{0};

    otpp::result<otpp::secret> open(otpp::server::sealed_secret const& sealed,
                                    otpp::server::seal_context const& of) const
    {
        ++opened;
        return plaintext_sealer::open(sealed, of);
    }
};

template <class Verifier>
otpp::totp enrolled(Verifier& people, std::string_view factor)
{
    otpp::unix_time const before{start - 30};
    auto const account = people.begin(factor, {.name = "a"}, before);
    if (!account) std::abort();
    auto totp = *otpp::totp::from(*account);
    if (!people.confirm(factor, totp.at(before).view(), before)) std::abort();
    return totp;
}

template <class Work>
void in_parallel(int threads, Work const& work)
{
    std::vector<std::thread> running;
    std::barrier together{threads};
    for (int i = 0; i != threads; ++i)
        running.emplace_back([&, i] { work(i, [&together] { together.arrive_and_wait(); }); });
    for (auto& each : running) each.join();
}

template <class Store>
int race_code(Store& store, int threads, int rounds)
{
    counting_sealer const ring;
    otpp::server::verifier people{store, ring, race::unthrottled()};
    auto const totp = enrolled(people, "alice");
    std::vector<std::atomic<int>> accepted(static_cast<std::size_t>(rounds));
    std::atomic<int> replayed{0}, others{0};
    in_parallel(threads, [&](int, auto&& together) {
        for (int round = 0; round != rounds; ++round) {
            otpp::unix_time const now{start + 30 * round};
            auto const code = totp.at(now);
            together();
            auto const said = people.verify("alice", code.view(), now);
            if (said)
                ++accepted[static_cast<std::size_t>(round)];
            else
                ++(said.kind == otpp::server::verdict_kind::replayed ? replayed : others);
        }
    });
    int once = 0, all = 0;
    for (auto const& each : accepted) once += each == 1, all += each;
    std::printf("%d threads, %d rounds: %d with one accept, %d accepts, %d replayed, %d others\n",
                threads, rounds, once, all, replayed.load(), others.load());
    return once == rounds && replayed == rounds * (threads - 1) ? 0 : 1;
}

template <class Store>
int race_limit(Store& store, int threads)
{
    counting_sealer const ring;
    otpp::server::verifier people{store, ring, race::unthrottled(5)};
    auto const totp = enrolled(people, "alice");
    otpp::unix_time const now{start};
    std::string wrong = "000000";
    while (totp.match(wrong, now, {.back = 5, .ahead = 5})) wrong[0]++;
    ring.opened = 0;
    std::atomic<int> told{0}, disabled{0}, accepted{0};
    in_parallel(threads, [&](int, auto&& together) {
        together();
        auto const said = people.verify("alice", wrong, now);
        told += said.kind == otpp::server::verdict_kind::mismatch;
        disabled += said.kind == otpp::server::verdict_kind::disabled;
        accepted += said.accepted();
    });
    std::printf("%d wrong codes at limit 5: %d evaluated, %d disabled\n", threads,
                ring.opened.load(), disabled.load());
    auto const found = people.status("alice", now);
    bool const right = ring.opened == 5 && told == 5 && accepted == 0 && found->failures == 5;
    return right ? 0 : 1;
}

} // namespace

int main(int count, char** arguments)
{
    if (count < 4) return 2;
    std::string_view const where = arguments[1], what = arguments[2];
    int const threads = std::atoi(arguments[3]);
    auto const race = [&](auto& store) {
        return what == "code" && count == 5 ? race_code(store, threads, std::atoi(arguments[4]))
               : what == "limit"            ? race_limit(store, threads)
                                            : 2;
    };
    if (where == "memory") {
        otpp::server::memory_store store;
        return race(store);
    }
    otpp::sqlite_store store{where, std::chrono::seconds{60}};
    return race(store);
}
