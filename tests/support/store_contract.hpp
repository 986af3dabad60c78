// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SUPPORT_STORE_CONTRACT_HPP
#define OTPP_TESTS_SUPPORT_STORE_CONTRACT_HPP
// What every store promises: otpp/server/store.hpp. Each check leaves nothing behind. Whoever uses it
// includes support/catch.hpp as well.

#include <otpp/result.hpp>
#include <otpp/server/record_text.hpp>

#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace support {

/// The line of a name; "" where there is none, "!" and the reason where there is no answer.
template <class Store>
[[nodiscard]] std::string line_of(Store& store, std::string_view name)
{
    otpp::server::record_text line;
    line.assign("what was there before");
    auto const found = store.load(name, line);
    if (!found) return "!" + std::string{message(found.error().reason)};
    return *found ? std::string{line.view()} : std::string{};
}

/// True where the answer is there and is this one.
[[nodiscard]] inline bool says(otpp::result<bool> const& answer, bool expected)
{
    return answer.has_value() && *answer == expected;
}

template <class Store>
void check_store_contract(Store& store)
{
    CHECK(line_of(store, "alice") == "");
    CHECK(says(store.remove("alice", "one"), false));
    CHECK(says(store.remove("alice", ""), false));
    CHECK(says(store.compare_and_set("alice", "one", "two"), false)); // none is not "one"
    CHECK(line_of(store, "alice") == "");

    CHECK(says(store.compare_and_set("alice", "", "one"), true));
    CHECK(line_of(store, "alice") == "one");
    CHECK(says(store.compare_and_set("alice", "", "two"), false)); // one is not none
    CHECK(says(store.compare_and_set("alice", "One", "two"), false));
    CHECK(says(store.compare_and_set("alice", "one ", "two"), false));
    CHECK(says(store.compare_and_set("alice", "on", "two"), false));
    CHECK(line_of(store, "alice") == "one");
    CHECK(says(store.compare_and_set("alice", "one", "two"), true));
    CHECK(says(store.compare_and_set("alice", "one", "three"), false)); // that was before
    CHECK(says(store.compare_and_set("alice", "two", "two"), true));
    CHECK(line_of(store, "alice") == "two");

    // Other names are other lines, compared byte by byte.
    for (std::string_view const name :
         {"Alice", "alice ", " alice", "alic", "1", "1.0", "alice'; DROP TABLE record; --", "%",
          "\xff\xfe", "\xc3\xa9"}) {
        CHECK(line_of(store, name) == "");
        CHECK(says(store.compare_and_set(name, "", "other"), true));
        CHECK(line_of(store, name) == "other");
        CHECK(says(store.remove(name, "other"), true));
    }
    std::string_view const with_nul{"alice\0b", 7};
    CHECK(says(store.compare_and_set(with_nul, "", "other"), true));
    CHECK(line_of(store, "alice") == "two");
    CHECK(says(store.remove(with_nul, "other"), true));
    std::string const longest_name(256, 'n');
    CHECK(says(store.compare_and_set(longest_name, "", "other"), true));
    CHECK(line_of(store, std::string(255, 'n')) == "");
    CHECK(says(store.remove(longest_name, "other"), true));

    // Lines of every length, and what is no line.
    std::string last = "two";
    for (std::size_t const size : {1u, 2u, 100u, 999u, 1000u, 2047u, 2048u, 3u}) {
        std::string const line(size, static_cast<char>('a' + size % 26));
        CHECK(says(store.compare_and_set("alice", last, line), true));
        CHECK(line_of(store, "alice") == line);
        last = line;
    }
    std::string const too_long(otpp::server::max_record_size + 1, 'x');
    CHECK_FALSE(store.compare_and_set("alice", last, too_long).has_value());
    CHECK_FALSE(store.compare_and_set("alice", last, "").has_value());
    CHECK_FALSE(store.compare_and_set("bob", "", too_long).has_value());
    CHECK(line_of(store, "alice") == last);
    CHECK(line_of(store, "bob") == "");

    CHECK(says(store.remove("alice", "two"), false));
    CHECK(says(store.remove("alice", last), true));
    CHECK(line_of(store, "alice") == "");
    CHECK(says(store.compare_and_set("alice", last, "back"), false));
    CHECK(says(store.compare_and_set("alice", "", "again"), true));
    CHECK(says(store.remove("alice", "again"), true));
}

/// Every thread sets the line that it has loaded to one of its own, until `each` succeeded: nothing is lost,
/// and nothing is done twice. Returns how often somebody else was first.
template <class Store>
[[nodiscard]] int check_store_races(Store& store, int threads, int each)
{
    REQUIRE(says(store.compare_and_set("counter", "", "0"), true));
    std::vector<std::thread> running;
    std::vector<int> lost(static_cast<std::size_t>(threads));
    for (auto& mine : lost)
        running.emplace_back([&store, &mine, each] {
            otpp::server::record_text line;
            for (int done = 0; done != each;) {
                if (!says(store.load("counter", line), true)) return;
                auto const next = std::to_string(std::stoi(std::string{line.view()}) + 1);
                auto const set = store.compare_and_set("counter", line.view(), next);
                if (!set) return;
                *set ? ++done : ++mine;
            }
        });
    for (auto& each_thread : running) each_thread.join();
    auto const total = std::to_string(threads * each);
    CHECK(line_of(store, "counter") == total);
    CHECK(says(store.remove("counter", total), true));
    int sum = 0;
    for (int const mine : lost) sum += mine;
    return sum;
}

} // namespace support

#endif
