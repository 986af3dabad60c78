// SPDX-License-Identifier: BSL-1.0
#include <otpp/provisioning/reading.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"

#include <cstdint>
#include <string>
#include <string_view>

using otpp::provisioning::outcome;
using otpp::provisioning::shown_code;
using otpp::provisioning::symbols;
using support::hidden;

TEST_CASE("codes of 1 to 10 digits are the end of the value", "[provisioning/reading]")
{
    BOTH(shown_code{hidden(1284755224u), symbols::decimal, 6}.view() == "755224");
    BOTH(shown_code{hidden(1284755224u), symbols::decimal, 1}.view() == "4");
    BOTH(shown_code{hidden(1284755224u), symbols::decimal, 5}.view() == "55224");
    BOTH(shown_code{hidden(1284755224u), symbols::decimal, 10}.view() == "1284755224");
    BOTH(shown_code{hidden(7u), symbols::decimal, 8}.view() == "00000007");
    BOTH(shown_code{}.view().empty());
    support::random random{10};
    for (int i = 0; i != 5'000; ++i) {
        auto const value = static_cast<std::uint32_t>(random.next() >> 33);
        auto const digits = static_cast<int>(1 + random.below(10));
        std::string all = "0000000000" + std::to_string(value);
        CHECK(shown_code(value, symbols::decimal, digits).view() ==
              all.substr(all.size() - static_cast<std::size_t>(digits)));
    }
}

TEST_CASE("Steam's symbols, and the same reversed", "[provisioning/reading]")
{
    BOTH(shown_code{hidden(25u), symbols::steam, 5}.view() == "Y2222");
    BOTH(shown_code{hidden(25u), symbols::steam_reversed, 5}.view() == "2222Y");
    BOTH(shown_code{hidden(26u), symbols::steam, 6}.view() == "232222");
}

TEST_CASE("outcomes and symbols have names", "[provisioning/reading]")
{
    BOTH(to_string(hidden(outcome::read)) == "read");
    BOTH(to_string(hidden(outcome::unsafe)) == "unsafe");
    BOTH(to_string(hidden(outcome::refused)) == "refused");
    BOTH(to_string(hidden(symbols::decimal)) == "decimal");
    BOTH(to_string(hidden(symbols::steam)) == "steam");
    BOTH(to_string(hidden(symbols::steam_reversed)) == "steam_reversed");
}
