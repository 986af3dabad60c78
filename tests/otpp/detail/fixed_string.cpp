// SPDX-License-Identifier: BSL-1.0
#include <otpp/detail/fixed_string.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <string_view>
#include <type_traits>

using otpp::detail::fixed_string;

namespace {

template <fixed_string text>
constexpr std::string_view text_of = text.view();

template <fixed_string text>
struct holder {};

} // namespace

TEST_CASE("a literal is a template argument with its own text", "[detail/fixed_string]")
{
    static_assert(text_of<"abc"> == "abc");
    static_assert(text_of<""> == "");
    static_assert(text_of<"a\0b"> == std::string_view{"a\0b", 3});
    static_assert(std::is_same_v<holder<"abc">, holder<"abc">>);
    static_assert(!std::is_same_v<holder<"abc">, holder<"abd">>);
    static_assert(!std::is_same_v<holder<"abc">, holder<"abcd">>);
    CHECK(support::hidden(text_of<"abc">) == "abc");
}

TEST_CASE("a check of a literal begins as failed", "[detail/fixed_string]")
{
    static_assert(!otpp::detail::literal_check{}.good);
    // Even of a faulty literal an object is made, so that one error is all there is to read.
    CHECK(otpp::detail::literal_check{}.size == 1);
    otpp::detail::check_literal<true, otpp::reason::key_empty, 0>();
}
