// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/detail/threads.hpp>

#include "support/catch.hpp"

#include <atomic>
#include <cstddef>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace otpp::bulk::detail;
using namespace otpp::detail;
using otpp::bulk::progress;

namespace {

// A call without keys: each row counts how often it was done, and by how many workers at a time.
struct counting_call {
    std::size_t rows;
    std::vector<std::atomic<int>> done{std::vector<std::atomic<int>>(rows)};
    std::atomic<int> workers{0};
    std::atomic<bool> caller_has_run{true}; // false: the others wait until it has
    std::thread::id caller = std::this_thread::get_id();
    std::mutex mutex{};
    std::set<std::thread::id> threads{};

    explicit counting_call(std::size_t n) : rows{n} {}
    [[nodiscard]] std::size_t steps() const noexcept { return 3; }
    [[nodiscard]] bool all_once() const
    {
        for (auto const& times : done)
            if (times != 1) return false;
        return true;
    }
};

class counting_worker {
public:
    explicit counting_worker(counting_call const& call) : call_{const_cast<counting_call&>(call)}
    {
        ++call_.workers;
        std::lock_guard const lock{call_.mutex};
        call_.threads.insert(std::this_thread::get_id());
    }
    counting_worker(counting_worker const&) = delete;
    ~counting_worker() { --call_.workers; }

    std::size_t run(std::size_t first, std::size_t last)
    {
        if (std::this_thread::get_id() == call_.caller)
            call_.caller_has_run = true;
        else
            while (!call_.caller_has_run) std::this_thread::yield();
        std::size_t good = 0;
        for (; first != last; ++first) {
            ++call_.done[first];
            good += first % 3 == 0;
        }
        return good;
    }

private:
    counting_call& call_;
};

std::size_t every_third(std::size_t rows) { return (rows + 2) / 3; }

} // namespace

TEST_CASE("every row is computed once by any number of threads", "[bulk/detail/threads]")
{
    std::size_t const share = rows_of_a_share(3);
    for (std::size_t const rows : {std::size_t{0}, std::size_t{1}, share - 1, share, share + 1,
                                   3 * share, 7 * share + 5, std::size_t{100'003}})
        for (std::size_t const threads : {1u, 2u, 3u, 8u})
            for (bool const with_progress : {false, true}) {
                counting_call call{rows};
                auto nothing = [](std::size_t, std::size_t) { return true; };
                auto const good = divide<counting_worker>(
                    call, threads, with_progress ? progress{nothing} : progress{});
                INFO(rows << " rows, " << threads << " threads");
                REQUIRE(good);
                CHECK(*good == every_third(rows));
                CHECK(call.all_once());
                CHECK(call.workers == 0);
                CHECK(call.threads.size() <= threads);
                CHECK(call.threads.contains(std::this_thread::get_id())); // the caller works too
            }
}

TEST_CASE("progress is reported on the calling thread and never decreases", "[bulk/detail/threads]")
{
    for (std::size_t const threads : {1u, 2u, 8u}) {
        counting_call call{40 * rows_of_a_share(3) + 1};
        std::size_t before = 0, calls = 0;
        bool right = true;
        auto tell = [&, caller = std::this_thread::get_id()](std::size_t done, std::size_t rows) {
            right = right && std::this_thread::get_id() == caller && rows == call.rows &&
                    done > before && done <= rows;
            before = done;
            ++calls;
            return true;
        };
        REQUIRE(divide<counting_worker>(call, threads, tell));
        CHECK(right);
        if (threads == 1) {
            CHECK(calls == 41);
            CHECK(before == call.rows);
        }
    }
}

TEST_CASE("a progress callback that returns false stops the call", "[bulk/detail/threads]")
{
    for (std::size_t const threads : {1u, 2u, 8u}) {
        counting_call call{1000 * rows_of_a_share(3)};
        call.caller_has_run = false;
        int calls = 0;
        auto stop = [&](std::size_t, std::size_t) { return ++calls, false; };
        auto const stopped = divide<counting_worker>(call, threads, stop);
        REQUIRE_FALSE(stopped);
        CHECK(stopped.error().reason == otpp::reason::cancelled);
        CHECK(calls == 1);
        CHECK(call.workers == 0);
        if (threads == 1) CHECK_FALSE(call.all_once()); // others may have finished by then
    }
}

#if defined(__cpp_exceptions)
TEST_CASE("an exception from progress reaches the caller after all threads ended",
          "[bulk/detail/threads]")
{
    for (std::size_t const threads : {1u, 2u, 8u}) {
        counting_call call{100 * rows_of_a_share(3)};
        call.caller_has_run = false;
        auto fail = [](std::size_t, std::size_t) -> bool { throw std::runtime_error{"enough"}; };
        CHECK_THROWS_AS(static_cast<void>(divide<counting_worker>(call, threads, fail)),
                        std::runtime_error);
        CHECK(call.workers == 0);
    }
}
#endif

TEST_CASE("the thread count is the requested one, limited by the shares", "[bulk/detail/threads]")
{
    std::size_t const share = rows_of_a_share(3);
    CHECK(threads_for(1, 100 * share, 3) == 1);
    CHECK(threads_for(8, 100 * share, 3) == 8);
    CHECK(threads_for(8, 3 * share, 3) == 3);
    CHECK(threads_for(8, share, 3) == 1);
    CHECK(threads_for(8, 0, 3) == 1);

    std::size_t const processors = std::max(1u, std::thread::hardware_concurrency());
    CHECK(threads_for(0, 0, 1) == 1);
    CHECK(threads_for(0, 1000, 3) == 1); // to begin a thread would take longer
    CHECK(threads_for(0, 100'000'000, 3) == processors);
    CHECK(threads_for(-5, 100'000'000, 3) == processors); // no number: as if none were given
}

TEST_CASE("a share is whole blocks, fewer for a wide window", "[bulk/detail/threads]")
{
    for (std::size_t steps = 1; steps <= 201; ++steps) {
        std::size_t const share = rows_of_a_share(steps);
        CHECK(share % block_rows == 0);
        CHECK(share >= block_rows);
        if (share != block_rows) CHECK(share * steps <= rows_of_a_share(3) * 3);
    }
}
