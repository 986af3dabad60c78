// SPDX-License-Identifier: BSL-1.0
#include <otpp/detail/inline_text.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

using support::hidden;

namespace {

using text = otpp::detail::inline_text<8>;

constexpr std::string_view planted = "secretly"; // fills it

bool holds_planted(void const* object)
{
    char seen[sizeof(text)];
    std::memcpy(seen, hidden(object), sizeof seen);
    return std::string_view{seen, sizeof seen}.find(planted) != std::string_view::npos;
}

} // namespace

TEST_CASE("an inline text grows by characters and by texts", "[detail/inline_text]")
{
    constexpr auto grows = [](std::string_view piece) {
        text made;
        bool const fits = made.append(piece) && made.append('-') && made.append(piece);
        return fits && made.size() == 7 && made.view() == "abc-abc";
    };
    BOTH(grows(hidden("abc")));
    BOTH(text{}.view() == hidden(""));
    BOTH(text{}.size() == hidden(std::size_t{0}));
}

TEST_CASE("what does not fit is refused whole", "[detail/inline_text]")
{
    constexpr auto refuses = [](std::string_view piece) {
        text made;
        if (!made.append("12345") || made.append(piece) || made.view() != "12345") return false;
        return made.append("678") && !made.append('9') && !made.append("9") && made.append("") &&
               made.view() == "12345678";
    };
    BOTH(refuses(hidden("6789")));
    BOTH(refuses(hidden("a text much longer than all of the room")));
}

TEST_CASE("an inline text moves, onto another as well", "[detail/inline_text]")
{
    static_assert(!std::is_copy_constructible_v<text> && !std::is_copy_assignable_v<text>);
    constexpr auto moves = [](std::string_view piece) {
        text first, third;
        if (!first.append(piece) || !third.append("before")) return false;
        text second{std::move(first)};
        third = std::move(second);
        auto& itself = third;
        third = std::move(itself);
        return first.size() == 0 && second.view().empty() && third.view() == piece;
    };
    BOTH(moves(hidden("abc")));
    BOTH(moves(hidden("")));
}

TEST_CASE("an inline text leaves nothing behind", "[detail/inline_text]")
{
    text first;
    REQUIRE(first.append(planted));
    CHECK(holds_planted(&first)); // what is looked for can be found
    text second{std::move(first)};
    CHECK_FALSE(holds_planted(&first));
    text third;
    third = std::move(second);
    CHECK_FALSE(holds_planted(&second));
    CHECK(holds_planted(&third));
    third = text{};
    CHECK_FALSE(holds_planted(&third));

    alignas(text) unsigned char place[sizeof(text)];
    auto* const made = new (place) text;
    REQUIRE(made->append(planted));
    CHECK(holds_planted(place));
    made->~text();
    CHECK_FALSE(holds_planted(place));
}

TEST_CASE("an inline text is assigned, extended and cut", "[detail/inline_text]")
{
    constexpr auto changes = [](std::string_view piece) {
        text made;
        if (!made.assign(piece) || made.view() != "abc") return false;
        char* const more = made.extend(2);
        more[0] = more[1] = 'y';
        if (made.view() != "abcyy" || made.extend(4) != nullptr) return false;
        made.cut(1);
        made.cut(5); // holds less
        return made.view() == "a" && !made.assign("123456789") && made.empty();
    };
    BOTH(changes(hidden("abc")));
}

TEST_CASE("an inline text grows by numbers", "[detail/inline_text]")
{
    constexpr auto grows = [](std::int64_t number, bool expected) {
        otpp::detail::inline_text<3> made;
        return made.append_number(number) == expected && made.size() == (expected ? 3u : 0u);
    };
    BOTH(grows(hidden(std::int64_t{999}), true));
    BOTH(grows(hidden(std::int64_t{-12}), true));
    BOTH(grows(hidden(std::int64_t{1000}), false));
}

TEST_CASE("an inline text wipes what it no longer holds", "[detail/inline_text]")
{
    text made;
    REQUIRE(made.append(planted));
    made.cut(1);
    CHECK_FALSE(holds_planted(&made));
    auto const left = [&made](std::string_view what) {
        return std::string_view{reinterpret_cast<char*>(hidden(&made)), sizeof made}.find(what) !=
               std::string_view::npos;
    };
    CHECK_FALSE(left("ecretly"));
    made.assign(planted);
    made.assign("ab");
    CHECK_FALSE(left("cretly"));
}
