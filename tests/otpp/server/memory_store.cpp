// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/memory_store.hpp>

#include "support/catch.hpp"
#include "support/errors.hpp"

#include <atomic>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using otpp::server::memory_store;
using otpp::server::record_text;

namespace {

std::string line_in(memory_store& store, std::string_view name)
{
    record_text line;
    auto const found = store.load(name, line);
    REQUIRE(found);
    return *found ? std::string{line.view()} : "none";
}

} // namespace

TEST_CASE("a line is set where it was expected", "[server/memory_store]")
{
    STATIC_REQUIRE(otpp::server::record_store<memory_store>);
    memory_store store;
    CHECK(line_in(store, "alice") == "none");
    CHECK_FALSE(*store.compare_and_set("alice", "other", "one"));
    CHECK(line_in(store, "alice") == "none");
    CHECK(*store.compare_and_set("alice", "", "one"));
    CHECK_FALSE(*store.compare_and_set("alice", "", "two")); // there is one
    CHECK_FALSE(*store.compare_and_set("alice", "on", "two"));
    CHECK_FALSE(*store.compare_and_set("alice", "one ", "two"));
    CHECK(line_in(store, "alice") == "one");
    CHECK(*store.compare_and_set("alice", "one", std::string(2048, 'x')));
    CHECK(line_in(store, "alice") == std::string(2048, 'x'));
    CHECK(*store.compare_and_set("alice", std::string(2048, 'x'), "two"));
    CHECK(line_in(store, "alice") == "two");
    CHECK(line_in(store, "alic") == "none");
    CHECK(line_in(store, std::string_view{"alice\0", 6}) == "none");
}

TEST_CASE("a line is removed where it was expected", "[server/memory_store]")
{
    memory_store store;
    CHECK_FALSE(*store.remove("alice", "one"));
    CHECK_FALSE(*store.remove("alice", ""));
    CHECK(*store.compare_and_set("alice", "", "one"));
    CHECK_FALSE(*store.remove("alice", "two"));
    CHECK_FALSE(*store.remove("alice", ""));
    CHECK(line_in(store, "alice") == "one");
    CHECK(*store.remove("alice", "one"));
    CHECK(line_in(store, "alice") == "none");
}

TEST_CASE("what is no record's line is not kept", "[server/memory_store]")
{
    memory_store store;
    CHECK(support::refused(store.compare_and_set("alice", "", std::string(2049, 'x')),
                           otpp::reason::record_length));
    CHECK(support::refused(store.compare_and_set("alice", "", ""), otpp::reason::record_length));
    CHECK(line_in(store, "alice") == "none");
}

TEST_CASE("of those who set one line, one wins each time", "[server/memory_store]")
{
    memory_store store;
    CHECK(*store.compare_and_set("count", "", "0"));
    std::atomic<int> won{0};
    std::vector<std::thread> threads;
    for (int i = 0; i != 8; ++i)
        threads.emplace_back([&] {
            record_text line;
            for (int done = 0; done != 500;) {
                if (!*store.load("count", line)) return;
                auto const next = std::to_string(std::stoi(std::string{line.view()}) + 1);
                if (!*store.compare_and_set("count", line.view(), next)) continue;
                ++won;
                ++done;
            }
        });
    for (auto& each : threads) each.join();
    CHECK(won == 4000);
    CHECK(line_in(store, "count") == "4000");
}
