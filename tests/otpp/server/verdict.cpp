// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/verdict.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <set>
#include <string_view>

using otpp::server::verdict;
using otpp::server::verdict_kind;
using support::hidden;

namespace {

constexpr std::string_view sentence(verdict_kind kind) { return message(verdict{.kind = kind}); }

} // namespace

TEST_CASE("only accepted lets anybody in", "[server/verdict]")
{
    BOTH(verdict{.kind = hidden(verdict_kind::accepted)}.accepted());
    for (int i = 1; i <= static_cast<int>(verdict_kind::not_enrolled); ++i)
        CHECK_FALSE(verdict{.kind = static_cast<verdict_kind>(i)});
    BOTH(!verdict{}); // what nobody has filled in
}

TEST_CASE("the log hears which it was", "[server/verdict]")
{
    std::set<std::string_view> words;
    for (int i = 0; i <= static_cast<int>(verdict_kind::not_enrolled); ++i)
        words.insert(to_string(static_cast<verdict_kind>(i)));
    CHECK(words == std::set<std::string_view>{"accepted", "mismatch", "replayed", "malformed",
                                              "throttled", "disabled", "unavailable",
                                              "not_enrolled"});
    BOTH(to_string(hidden(verdict_kind::replayed)) == "replayed");
}

TEST_CASE("the person does not hear which it was", "[server/verdict]")
{
    for (auto const kind : {verdict_kind::replayed, verdict_kind::malformed,
                            verdict_kind::not_enrolled, verdict_kind::disabled})
        CHECK(sentence(kind) == sentence(verdict_kind::mismatch));
    CHECK(std::set{sentence(verdict_kind::accepted), sentence(verdict_kind::mismatch),
                   sentence(verdict_kind::throttled), sentence(verdict_kind::unavailable)}
              .size() == 4);
}
