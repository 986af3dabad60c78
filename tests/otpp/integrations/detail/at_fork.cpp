// SPDX-License-Identifier: BSL-1.0
#include <otpp/integrations/detail/at_fork.hpp>

#include "support/catch.hpp"

#include <optional>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace {

struct told {
    std::string heard{};

    void before_fork() { heard += 'b'; }
    void after_fork_in_parent() { heard += 'p'; }
    void after_fork_in_child() { heard += 'c'; }

    otpp::detail::at_fork forks{*this};
};

// What the child found to be true.
template <class Child>
bool holds_in_a_child(Child&& holds)
{
    ::pid_t const pid = ::fork();
    if (pid == 0) ::_exit(holds() ? 0 : 1);
    int status = -1;
    ::waitpid(pid, &status, 0);
    return status == 0;
}

} // namespace

TEST_CASE("objects hear of a fork on both sides, as long as they live",
          "[integrations/detail/at_fork]")
{
    told first;
    std::optional<told> second, third;
    second.emplace();
    third.emplace();
    CHECK(holds_in_a_child(
        [&] { return first.heard == "bc" && second->heard == "bc" && third->heard == "bc"; }));
    CHECK(first.heard == "bp");
    CHECK(second->heard == "bp");
    CHECK(third->heard == "bp");
    second.reset(); // from the middle of the list
    CHECK(holds_in_a_child([&] { return first.heard == "bpbc" && third->heard == "bpbc"; }));
    CHECK(holds_in_a_child([&] { // of a child's child as well
        return holds_in_a_child([&] { return first.heard == "bpbpbcbc"; });
    }));
    third.reset();
    CHECK(first.heard == "bpbpbp");
}
