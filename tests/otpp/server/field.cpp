// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/field.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <cstring>
#include <memory>
#include <new>
#include <string_view>

using otpp::server::field;
using support::hidden;

namespace {

constexpr bool holds(std::string_view text)
{
    field<5> made;
    bool const fits = made.assign(text);
    return fits == (text.size() <= 5) && made.view() == (fits ? text : std::string_view{});
}

constexpr bool grows(std::string_view first, std::string_view second)
{
    field<5> made;
    made.append(first);
    bool const fits = made.append(second);
    return fits ? made.view().substr(first.size()) == second : made.view() == first;
}

constexpr bool copies(std::string_view text)
{
    field<5> first;
    first.assign(text);
    field<5> second{first};
    field<5> third;
    third.assign("12345");
    third = second;
    field<5>& alias = third;
    third = alias;
    return third == first && third.view() == text;
}

} // namespace

TEST_CASE("a field holds as much as it has room for", "[server/field]")
{
    BOTH(holds(hidden("")));
    BOTH(holds(hidden("abcde")));
    BOTH(holds(hidden("abcdef")));
    BOTH(grows(hidden("ab"), "cde"));
    BOTH(grows(hidden("ab"), "cdef"));
}

TEST_CASE("a field copies what it holds", "[server/field]")
{
    BOTH(copies(hidden("abc")));
    BOTH(copies(hidden("")));
}

TEST_CASE("a field lets its room be written", "[server/field]")
{
    constexpr auto written = [](char c) {
        field<5> made;
        made.assign("abcde");
        made.write([c](char* room) {
            room[0] = c;
            return room + 1;
        });
        char* const more = made.extend(2);
        more[0] = more[1] = 'y';
        return made.view() == "xyy" && made.extend(3) == nullptr;
    };
    BOTH(written(hidden('x')));
}

TEST_CASE("what a field no longer holds is wiped", "[server/field]")
{
    using held = field<16>;
    alignas(held) unsigned char room[sizeof(held)];
    auto const left = [&room](std::string_view what) {
        return std::string_view{reinterpret_cast<char*>(room), sizeof room}.find(what) !=
               std::string_view::npos;
    };
    auto* const made = new (room) held;
    made->assign("secret-of-a-one");
    CHECK(left("secret-of-a-one"));
    made->assign("short");
    CHECK(left("short"));
    CHECK_FALSE(left("-of-a-one"));
    made->cut(2);
    CHECK_FALSE(left("ort"));
    made->assign("0123456789");
    made->write([](char* to) { return to + 1; });
    CHECK_FALSE(left("123"));
    std::destroy_at(made);
    CHECK_FALSE(left("0"));
}
