// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/detail/record_fields.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

using otpp::server::detail::field_ends;
using otpp::server::detail::record_field;
using otpp::server::detail::record_fields;

namespace {

constexpr int all = record_fields;

// By one character after the other.
std::vector<std::string> pieces_of(std::string_view line)
{
    std::vector<std::string> pieces(1);
    for (char const c : line) {
        if (c == ' ' && pieces.size() == all) break;
        c == ' ' ? (void)pieces.emplace_back() : pieces.back().push_back(c);
    }
    return pieces;
}

// All but the name, that there are and that there are not.
bool are_found(std::string const& line)
{
    auto const pieces = pieces_of(line);
    field_ends const found{line};
    if (found.size() != static_cast<int>(pieces.size())) return false;
    for (int i = 1; i != all; ++i) {
        auto const which = static_cast<record_field>(i);
        bool const is_there = i < found.size();
        if (found.text(which) != (is_there ? pieces[static_cast<std::size_t>(i)] : ""))
            return false;
        if (is_there && line.substr(found.begin(which), found.end(which) - found.begin(which)) !=
                            pieces[static_cast<std::size_t>(i)])
            return false;
    }
    return true;
}

} // namespace

TEST_CASE("the fields of a line, in the compiler too", "[server/detail/record_fields]")
{
    constexpr std::string_view line = "otpp1 0 - - new - 0 0 0 0 0 0 0 0 0 0 0 - - - -";
    BOTH(field_ends{line}.size() == all);
    BOTH(field_ends{line}.text(record_field::state) == "new");
    BOTH(field_ends{line}.text(record_field::codes) == "-");
    BOTH(field_ends{line}.end(record_field::codes) == line.size());
    BOTH(field_ends{"otpp1 12"}.size() == 2);
    BOTH(field_ends{"otpp1 12"}.text(record_field::version) == "12");
    BOTH(field_ends{"otpp1 12"}.text(record_field::id).empty());
}

TEST_CASE("a space at any place of a line of any length ends a field",
          "[server/detail/record_fields]")
{
    for (std::size_t size = 1; size != 300; ++size)
        for (std::size_t at = 1; at != size; ++at) {
            std::string line(size, 'x');
            line[at] = ' ';
            if (!are_found(line)) FAIL(size << " characters, a space at " << at);
        }
}

TEST_CASE("any text at all falls into fields", "[server/detail/record_fields]")
{
    support::random source{9};
    for (int i = 0; i != 50'000; ++i) {
        std::string line = "otpp1";
        std::size_t const size = source.below(320);
        std::size_t const often = 1 + source.below(40);
        while (line.size() < size)
            line.push_back(source.below(often) == 0 ? ' ' : static_cast<char>(source.below(256)));
        if (!are_found(line)) FAIL(line);
    }
}

TEST_CASE("what is behind the last field is told by its end", "[server/detail/record_fields]")
{
    std::string line = "otpp1";
    for (int i = 1; i != all; ++i) line += " 1";
    field_ends const exact{line};
    CHECK(exact.end(record_field::codes) == line.size());
    std::string const more = line + " 2";
    field_ends const found{more};
    CHECK(found.size() == all);
    CHECK(found.end(record_field::codes) == line.size());
}
