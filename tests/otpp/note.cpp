// SPDX-License-Identifier: BSL-1.0
#include <otpp/note.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <set>
#include <string_view>

using otpp::note;
using otpp::oddity;
using support::hidden;

TEST_CASE("a list of notes keeps each oddity once, where it was first met", "[note]")
{
    constexpr auto first_of_two = [](std::size_t at) {
        otpp::detail::note_list notes;
        notes.add(oddity::second_colon, at);
        notes.add(oddity::second_colon, at + 10);
        notes.add(oddity::fragment, at + 20);
        return notes.list().size() == 2 && notes.list()[0] == note{oddity::second_colon, at} &&
               notes.list()[1] == note{oddity::fragment, at + 20};
    };
    BOTH(first_of_two(hidden(std::size_t{3})));
    BOTH(otpp::detail::note_list{}.list().empty());
}

TEST_CASE("a list of notes has room for all of them", "[note]")
{
    constexpr auto all = [](int repeat) {
        otpp::detail::note_list notes;
        constexpr int count = static_cast<int>(oddity::fragment) + 1;
        for (int i = 0; i != repeat * count; ++i)
            notes.add(static_cast<oddity>(i % count), static_cast<std::size_t>(i));
        return notes.list().size();
    };
    BOTH(all(hidden(3)) == static_cast<std::size_t>(oddity::fragment) + 1);
}

TEST_CASE("every oddity has its own name", "[note]")
{
    BOTH(to_string(hidden(oddity::issuer_conflict)) == "issuer_conflict");
    BOTH(to_string(hidden(oddity::issuer_empty)) == "issuer_empty");
    BOTH(to_string(hidden(oddity::name_empty)) == "name_empty");
    BOTH(to_string(hidden(oddity::second_colon)) == "second_colon");
    BOTH(to_string(hidden(oddity::short_secret)) == "short_secret");
    BOTH(to_string(hidden(oddity::trailing_bits)) == "trailing_bits");
    BOTH(to_string(hidden(oddity::algorithm_spelling)) == "algorithm_spelling");
    BOTH(to_string(hidden(oddity::unknown_parameter)) == "unknown_parameter");
    BOTH(to_string(hidden(oddity::unused_parameter)) == "unused_parameter");
    BOTH(to_string(hidden(oddity::upper_case)) == "upper_case");
    BOTH(to_string(hidden(oddity::unescaped_character)) == "unescaped_character");
    BOTH(to_string(hidden(oddity::invalid_utf8)) == "invalid_utf8");
    BOTH(to_string(hidden(oddity::fragment)) == "fragment");
    static_assert(static_cast<int>(oddity::fragment) == 12); // a new one comes here as well
}

TEST_CASE("every oddity has words of its own", "[note]")
{
    constexpr int last = static_cast<int>(oddity::fragment);
    std::set<std::string_view> words;
    for (int i = 0; i <= last; ++i) {
        auto const text = message(hidden(static_cast<oddity>(i)));
        CHECK(text.size() > 10);
        CHECK(text != "unknown oddity");
        words.insert(text);
    }
    CHECK(words.size() == static_cast<std::size_t>(last) + 1);
    BOTH(message(static_cast<oddity>(hidden(last + 1))) == "unknown oddity");
}
