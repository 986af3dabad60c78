// SPDX-License-Identifier: BSL-1.0
#include <otpp/detail/uri_draft.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <cstdint>
#include <string>
#include <string_view>

using support::hidden;

TEST_CASE("a draft of a URI leaves one more character unescaped", "[detail/uri_draft]")
{
    constexpr auto drafts = [](std::string_view text) {
        otpp::detail::uri_draft<40> draft;
        draft.put_escaped(text, '@');
        return draft.view() == "a@b%3A";
    };
    BOTH(drafts(hidden("a@b:")));
}

TEST_CASE("a draft of a URI writes numbers and escapes", "[detail/uri_draft]")
{
    constexpr auto drafts = [](std::string_view text, std::int64_t number,
                               std::string_view expected) {
        otpp::detail::uri_draft<40> draft;
        draft.put_escaped(text);
        draft.put_number(number);
        return draft.fits() && draft.view() == expected;
    };
    BOTH(drafts(hidden("a~-._Z9"), 0, "a~-._Z90"));
    BOTH(drafts(hidden("\377 @:"), -1, "%FF%20%40%3A-1"));
    BOTH(drafts(hidden("\377 @:"), 1234567890123, "%FF%20%40%3A1234567890123"));
    otpp::detail::uri_draft<40> draft;
    draft.put(std::string(40, 'x'));
    CHECK(draft.fits());
    draft.put('x');
    CHECK_FALSE(draft.fits());
    draft.put(""); // stays so
    CHECK_FALSE(draft.fits());
}
