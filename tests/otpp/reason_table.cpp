// SPDX-License-Identifier: BSL-1.0
#include <otpp/reason_table.hpp>

#include "support/catch.hpp"

#include <set>
#include <string_view>
#include <utility>

namespace {

constexpr std::pair<std::string_view, std::string_view> rows[]{
#define OTPP_REASON(enumerator, words) {#enumerator, words},
#include <otpp/reason_table.hpp>
};

} // namespace

TEST_CASE("each reason has a name and words of its own", "[reason_table]")
{
    std::set<std::string_view> names, texts;
    for (auto const& [name, words] : rows) {
        CHECK(names.insert(name).second);
        CHECK(texts.insert(words).second);
    }
}

TEST_CASE("the words of a reason continue a line and end without a full stop", "[reason_table]")
{
    // They are shown behind a place ("line 3: ...") and before one ("... (at offset 43)").
    for (auto const& [name, words] : rows) {
        INFO(name);
        CHECK(words.size() > 20);
        CHECK(words.size() <= 140);
        auto const first = words.front();
        CHECK(((first >= 'a' && first <= 'z') || first == '0' || words.starts_with("NUL ")));
        CHECK_FALSE(words.ends_with('.'));
        CHECK(words.find("  ") == std::string_view::npos);
    }
}

TEST_CASE("the table leaves no macro", "[reason_table]")
{
#ifdef OTPP_REASON
    FAIL("OTPP_REASON is still defined");
#endif
}
