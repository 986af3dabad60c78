// SPDX-License-Identifier: BSL-1.0
// Compiles as it is; must not with one of the macros (must_not_compile.py).

#include "both.hpp"

#include <cstdio>
#include <string_view>

#define CHECK(...) (void)std::printf("%d\n", int(__VA_ARGS__))
#define INFO(...) (void)0

namespace vectors::two {

struct entry {
    int id{};
    std::string_view comment{};
};
inline constexpr entry cases[]{{1, "first"}, {2, "second"}};

} // namespace vectors::two

constexpr bool holds()
{
#ifdef WRONG_IN_THE_COMPILER
    return !__builtin_is_constant_evaluated();
#else
    return true;
#endif
}

struct check {
    static constexpr std::string_view wrong(vectors::two::entry const& entry)
    {
#ifdef WRONG_VECTOR
        return __builtin_is_constant_evaluated() && entry.id == 2 ? "wrong" : "";
#else
        return entry.id != 0 ? "" : "no id";
#endif
    }
};

int main()
{
    BOTH(holds());
    CHECK_VECTORS(two, check);
}
