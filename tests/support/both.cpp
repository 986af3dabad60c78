// SPDX-License-Identifier: BSL-1.0
// The helpers can fail: at run time (here), and at compile time (both_fails.cpp).

#include "both.hpp"
#include "catch.hpp"

#include <cstddef>
#include <string_view>
#include <type_traits>

namespace vectors::two {

struct entry {
    int id{};
    std::string_view comment{};
};
inline constexpr entry cases[]{{1, "right"}, {2, "wrong at run time"}};

} // namespace vectors::two

namespace {

constexpr bool only_in_the_compiler() { return __builtin_is_constant_evaluated(); }

struct right_in_the_compiler {
    static constexpr std::string_view wrong(vectors::two::entry const& entry)
    {
        return __builtin_is_constant_evaluated() || entry.id == 1 ? "" : "seen";
    }
};

struct first_case_only {
    static constexpr bool concerns(vectors::two::entry const& entry) { return entry.id == 1; }
    static constexpr std::string_view wrong(vectors::two::entry const& entry)
    {
        return entry.id == 1 ? "" : "not my case";
    }
};

struct second_case_at_run_time {
    static constexpr bool run_time_only(vectors::two::entry const& entry) { return entry.id == 2; }
    static constexpr std::string_view wrong(vectors::two::entry const& entry)
    {
        return __builtin_is_constant_evaluated() && entry.id == 2 ? "in the compiler" : "";
    }
};

} // namespace

TEST_CASE("what holds in the compiler alone fails", "[both][!shouldfail]")
{
    BOTH(only_in_the_compiler());
}

TEST_CASE("a vector that holds in the compiler alone fails", "[both][!shouldfail]")
{
    CHECK_VECTORS(two, right_in_the_compiler);
}

TEST_CASE("a check takes its own cases, and spares the compiler what it is told to", "[both]")
{
    CHECK_VECTORS(two, first_case_only);
    CHECK_VECTORS(two, second_case_at_run_time);
    static_assert(support::check_at_compile_time<vectors::two::cases, first_case_only>() == 1);
    static_assert(support::check_at_compile_time<vectors::two::cases, second_case_at_run_time>() ==
                  1);
}

TEST_CASE("what is hidden keeps its value, and the optimiser does not know it", "[both]")
{
    BOTH(support::hidden(7) == 7);
    BOTH(support::hidden("text") == "text");
    BOTH(support::hidden(std::size_t{1} << 40) == std::size_t{1} << 40);
    CHECK(__builtin_constant_p(7) == 1);
    CHECK(__builtin_constant_p(support::hidden(7)) == 0);
}
