// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_VERDICT_HPP
#define OTPP_SERVER_VERDICT_HPP
// What a server says of a code, to its own log and to the person.

#include <otpp/result.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace otpp::server {

enum class verdict_kind : unsigned char {
    accepted,     ///< the only one that lets somebody in
    mismatch,     ///< well formed, counted, and no code of this factor now
    replayed,     ///< a code of a step that was used or passed; counted
    malformed,    ///< no code of any factor: not counted, the store was not asked
    throttled,    ///< not looked at: `retry_after` seconds to wait
    disabled,     ///< not looked at: locked, or deactivated
    unavailable,  ///< refused, since the store or the seal gave no answer: `why`
    not_enrolled, ///< there is no such factor
};

/// As the log says it.
[[nodiscard]] constexpr std::string_view to_string(verdict_kind kind) noexcept
{
    constexpr std::string_view names[]{"accepted",  "mismatch", "replayed",    "malformed",
                                       "throttled", "disabled", "unavailable", "not_enrolled"};
    return names[static_cast<unsigned char>(kind)];
}

/// For the log and the page. It holds no secret and no code.
struct verdict {
    verdict_kind kind = verdict_kind::unavailable;
    std::int64_t retry_after = 0;           ///< seconds; 0: at once, or not by waiting
    std::optional<std::int64_t> step_age{}; ///< TOTP: how many steps old the code was; < 0: ahead
    std::int64_t failures = 0;              ///< consecutive, this one among them
    std::optional<error> why{};             ///< of `unavailable`, and of a refused `begin`

    [[nodiscard]] constexpr bool accepted() const noexcept
    {
        return kind == verdict_kind::accepted;
    }
    constexpr explicit operator bool() const noexcept { return accepted(); }

    friend constexpr bool operator==(verdict const&, verdict const&) = default;
};

/// One sentence for the person. A wrong code, a used one, an unknown factor and a locked one sound
/// alike: which it was is for the log.
[[nodiscard]] constexpr std::string_view message(verdict const& said) noexcept
{
    switch (said.kind) {
    case verdict_kind::accepted: return "The code is right.";
    case verdict_kind::throttled: return "Too many attempts: wait a moment, then try again.";
    case verdict_kind::unavailable: return "Codes cannot be checked just now: try again later.";
    default: break;
    }
    return "This code is not accepted: wait for the next one and try again.";
}

} // namespace otpp::server

#endif
