// SPDX-License-Identifier: BSL-1.0
#include <otpp/integrations/detail/commit_queue.hpp>

#include "support/catch.hpp"

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

using otpp::detail::commit_queue;
using namespace std::chrono_literals;

namespace {

struct job : commit_queue::entry {
    int number = 0;
    int done_by_group = 0;
};

// Does the jobs of a group slowly, and counts.
struct slow_work {
    std::vector<int> order{};
    int groups = 0;
    std::atomic<int> at_once{0};
    bool alone = true;

    void operator()(commit_queue::entry* first)
    {
        alone = alone && at_once.fetch_add(1) == 0;
        ++groups;
        std::this_thread::sleep_for(2ms);
        for (auto* it = first; it != nullptr; it = it->next) {
            auto& each = static_cast<job&>(*it);
            order.push_back(each.number);
            each.done_by_group = groups;
        }
        at_once.fetch_sub(1);
    }
};

} // namespace

TEST_CASE("one thread's job is done in it, alone", "[integrations/detail/commit_queue]")
{
    commit_queue queue;
    slow_work work;
    for (int i = 0; i != 3; ++i) {
        job mine;
        mine.number = i;
        queue.put(mine, [&work](auto* first) { work(first); });
        CHECK(mine.done);
        CHECK(mine.done_by_group == i + 1);
    }
    CHECK(work.order == std::vector{0, 1, 2});
}

TEST_CASE("what comes while a group is worked on is one group",
          "[integrations/detail/commit_queue]")
{
    commit_queue queue;
    slow_work work;
    constexpr int threads = 12, each = 20;
    std::vector<std::thread> running;
    std::atomic<int> undone{0};
    for (int t = 0; t != threads; ++t)
        running.emplace_back([&, t] {
            for (int i = 0; i != each; ++i) {
                job mine;
                mine.number = t * each + i;
                queue.put(mine, [&work](auto* first) { work(first); });
                undone += mine.done_by_group == 0;
            }
        });
    for (auto& thread : running) thread.join();
    CHECK(undone == 0);
    CHECK(work.alone);
    CHECK(work.order.size() == threads * each);
    CHECK(work.groups < threads * each / 3); // one by one they would be 240
    std::vector<int> last(threads, -1);      // a thread's own stay in their order
    for (int const number : work.order) {
        auto& before = last[static_cast<std::size_t>(number / each)];
        CHECK(number > before);
        before = number;
    }
}

TEST_CASE("while it is held nobody works", "[integrations/detail/commit_queue]")
{
    commit_queue queue;
    slow_work work;
    std::atomic<bool> finished{false};
    queue.hold();
    std::thread other{[&] {
        job mine;
        queue.put(mine, [&work](auto* first) { work(first); });
        finished = true;
    }};
    std::this_thread::sleep_for(20ms);
    CHECK_FALSE(finished);
    CHECK(work.groups == 0);
    queue.release();
    other.join();
    CHECK(finished);

    // Holding waits for whoever works.
    std::atomic<bool> working{false}, ended{false};
    std::thread slow{[&] {
        job mine;
        queue.put(mine, [&](auto*) {
            working = true;
            std::this_thread::sleep_for(30ms);
            ended = true;
        });
    }};
    while (!working) std::this_thread::yield();
    queue.hold();
    CHECK(ended);
    queue.release();
    slow.join();
}
