// SPDX-License-Identifier: BSL-1.0
#include <otpp/detail/bounded.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"
#include "support/traps.hpp"

#include <cstdint>
#include <type_traits>

using otpp::reason;
using support::hidden;
using support::refused;

namespace {

void must_be_minus_2_to_3() { __builtin_trap(); }

class small
    : public otpp::detail::bounded<small, -2, 3, reason::not_a_number, must_be_minus_2_to_3> {
public:
    consteval small(int value) : bounded{check(value)} {}
    using bounded::bounded;

private:
    friend bounded;
    constexpr explicit small(unchecked number) noexcept : bounded{number} {}
};

template <int value>
concept compiles = requires { typename std::bool_constant<(small{value}, true)>; };

} // namespace

TEST_CASE("a bounded number is checked at both ends", "[detail/bounded]")
{
    BOTH(small::from(hidden(-2))->value() == -2);
    BOTH(small::from(hidden(3))->value() == 3);
    BOTH(refused(small::from(hidden(-3)), reason::not_a_number));
    BOTH(refused(small::from(hidden(4)), reason::not_a_number));
    BOTH(refused(small::from(hidden(INT64_MIN)), reason::not_a_number));
    BOTH(refused(small::from(hidden(INT64_MAX)), reason::not_a_number));
}

TEST_CASE("a bounded constant is checked by the compiler", "[detail/bounded]")
{
    static_assert(compiles<-2> && compiles<3>);
    static_assert(!compiles<-3> && !compiles<4>);
    CHECK(support::traps(must_be_minus_2_to_3));
    static_assert(small::min == -2 && small::max == 3);
    static_assert(small::out_of_range == reason::not_a_number);
}

TEST_CASE("run-time numbers do not convert to a bounded one", "[detail/bounded]")
{
    static_assert(!std::is_default_constructible_v<small>);
    static_assert(small{otpp::detail::nothing{}}.value() == -2); // inside the bounds all the same
    CHECK(*small::from(hidden(1)) == *small::from(hidden(1)));
    CHECK(*small::from(hidden(1)) != *small::from(hidden(2)));
}
