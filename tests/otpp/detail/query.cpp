// SPDX-License-Identifier: BSL-1.0
#include <otpp/detail/query.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <string_view>

using otpp::detail::query_fields;
using support::hidden;

namespace {

// Whether the n-th field of the text behind its '?' has this key, value and place.
constexpr bool has(std::string_view text, int n, std::string_view key, std::string_view value,
                   std::size_t at, std::size_t value_at)
{
    query_fields fields{text, 1};
    auto field = fields.next();
    for (; field && n != 0; --n) field = fields.next();
    return field && field->key == key && field->value == value && field->at == at &&
           field->value_at == value_at;
}

constexpr std::size_t count(std::string_view text)
{
    query_fields fields{text};
    std::size_t found = 0;
    while (fields.next()) ++found;
    return found;
}

constexpr bool is(std::string_view text, std::string_view name)
{
    query_fields fields{text};
    auto const field = fields.next();
    return field && field->is(name);
}

} // namespace

TEST_CASE("fields are separated by ampersands", "[detail/query]")
{
    BOTH(has(hidden("?a=1&bc=2"), 0, "a", "1", 1, 3));
    BOTH(has(hidden("?a=1&bc=2"), 1, "bc", "2", 5, 8));
    BOTH(!has(hidden("?a=1&bc=2"), 2, "", "", 9, 9));
}

TEST_CASE("empty fields are skipped", "[detail/query]")
{
    BOTH(count(hidden("")) == 0);
    BOTH(count(hidden("&&")) == 0);
    BOTH(count(hidden("&a=1&&b=2&")) == 2);
    BOTH(has(hidden("?&&a=1"), 0, "a", "1", 3, 5));
}

TEST_CASE("the first equals sign ends the key", "[detail/query]")
{
    BOTH(has(hidden("?a=b=c"), 0, "a", "b=c", 1, 3));
    BOTH(has(hidden("?a"), 0, "a", "", 1, 2));
    BOTH(has(hidden("?a="), 0, "a", "", 1, 3));
    BOTH(has(hidden("?=a"), 0, "", "a", 1, 2));
}

TEST_CASE("keys are compared decoded", "[detail/query]")
{
    BOTH(is(hidden("secret=A"), "secret"));
    BOTH(is(hidden("s%65cret=A"), "secret"));
    BOTH(!is(hidden("Secret=A"), "secret"));
    BOTH(!is(hidden("secrets=A"), "secret"));
    BOTH(!is(hidden("secre=A"), "secret"));
    BOTH(!is(hidden("secre%7=A"), "secret"));
    BOTH(!is(hidden("secret%=A"), "secret"));
}
