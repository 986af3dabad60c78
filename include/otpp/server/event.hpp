// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_EVENT_HPP
#define OTPP_SERVER_EVENT_HPP
// What the log hears of a call, after it is stored: NIST SP 800-63B-4, section 4.6, asks that the person be
// told of such events, https://pages.nist.gov/800-63-4/sp800-63b.html

#include <otpp/detail/borrow.hpp>
#include <otpp/server/call.hpp>
#include <otpp/server/task.hpp>
#include <otpp/server/verdict.hpp>

#include <string_view>

namespace otpp::server {

/// What somebody should be told of at once.
enum class alarm : unsigned char {
    none,
    fifth_failure, ///< the fifth in a row
    locked,        ///< the limit is reached
};

[[nodiscard]] constexpr std::string_view to_string(alarm what) noexcept
{
    constexpr std::string_view names[]{"none", "fifth_failure", "locked"};
    return names[static_cast<unsigned char>(what)];
}

/// What was asked and what was said. It holds no secret and no code; its texts live as long as the
/// hook runs.
struct event {
    std::string_view factor{};
    server::task task{};
    server::action action{}; ///< of the tasks that have one: passcode, confirm, recover
    server::verdict verdict{};
    server::alarm alarm{};
    std::string_view reason{}; ///< the administrator's, of a reset
};

/// The alarm of a call that is done.
[[nodiscard]] constexpr alarm alarm_of(call const& done) noexcept
{
    auto const& said = done.said();
    bool const failed = said.kind == verdict_kind::mismatch || said.kind == verdict_kind::replayed;
    if (!failed || done.what() == task::recover) return alarm::none;
    if (said.failures == done.rules().limit.value()) return alarm::locked;
    return said.failures == 5 ? alarm::fifth_failure : alarm::none;
}

[[nodiscard]] constexpr event event_of(call const& done [[clang::lifetimebound]],
                                       std::string_view reason
                                       [[clang::lifetimebound]] = {}) noexcept
{
    return {done.factor(), done.what(), done.asked(), done.said(), alarm_of(done), reason};
}

} // namespace otpp::server

#endif
