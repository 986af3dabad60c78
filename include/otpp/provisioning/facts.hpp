// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PROVISIONING_FACTS_HPP
#define OTPP_PROVISIONING_FACTS_HPP
// What each app does where a URI breaks a rule, in sentences, each with its public source:
// https://github.com/ and the repository. The rows are those of app_table.hpp.

#include <otpp/provisioning/app.hpp>
#include <otpp/provisioning/detail/apps.hpp>
#include <otpp/provisioning/rule.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace otpp::provisioning {

/// What one app does where a URI breaks a rule.
struct fact {
    provisioning::rule rule;
    provisioning::app app;
    std::string_view does;
    std::string_view where = {}; // the source, if it is not the app's usual one

    /// The public repository, its commit and the file that show it.
    [[nodiscard]] constexpr std::string_view source() const noexcept
    {
        return where.empty() ? detail::reading_of(app).source : where;
    }
};

/// When the sources were read.
inline constexpr std::string_view facts_read =
#define OTPP_APPS_READ(date) date
#include <otpp/provisioning/app_table.hpp>
    ;

namespace detail {

// Sources that several facts share.
#define OTPP_APP_SOURCE(name, source) inline constexpr std::string_view name = source;
#include <otpp/provisioning/app_table.hpp>

} // namespace detail

/// All of them, by rule.
inline constexpr fact facts[]{
#define OTPP_APP_FACT(broken, which, ...) {rule::broken, app::which, __VA_ARGS__},
#include <otpp/provisioning/app_table.hpp>
};

/// What apps do where a URI breaks this rule: a part of the table.
[[nodiscard]] constexpr std::span<fact const> facts_of(rule what) noexcept
{
    std::size_t first = 0, last = 0;
    for (std::size_t i = 0; i != sizeof facts / sizeof facts[0]; ++i) {
        if (facts[i].rule < what) first = i + 1;
        if (facts[i].rule <= what) last = i + 1;
    }
    return std::span{facts}.subspan(first, last - first);
}

} // namespace otpp::provisioning

#endif
