// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SERVER_WORLD_HPP
#define OTPP_TESTS_SERVER_WORLD_HPP
// The small world that the model checker explores: one factor in a store, a clock, and calls under way.
// The calls are the library's own, and with them every decision; what else is here is what an observer
// remembers in order to judge.

#include <otpp/server/call.hpp>
#include <otpp/server/policy.hpp>
#include <otpp/server/task.hpp>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace model {

/// What somebody asks.
struct request {
    otpp::server::task task = otpp::server::task::passcode;
    std::vector<std::string> codes{};
    otpp::server::action action = otpp::server::action::login;
    std::string text{}; ///< begin, replace: the pending secret; recovery_codes: the new set
    otpp::server::reset_to to{};

    friend bool operator==(request const&, request const&) = default;
};

struct scenario {
    std::string name;
    otpp::server::policy rules{};
    std::string line{}; ///< what the store has at first; empty: nothing
    std::vector<request> requests{};
    std::vector<std::int64_t>
        clock{};       ///< seconds by which it is set, one after the other, at any time
    int faults = 1;    ///< lost replies, at most
    int accepted = -1; ///< logins, where all went well; -1: as it comes
    std::int64_t now = 0;
};

/// A call under way, and what an observer knows of it.
struct under_way {
    std::optional<otpp::server::call> call{}; ///< none: not begun
    bool told = false;                        ///< its verdict is out
    std::int64_t began_at = 0;
    std::int64_t ticket = 0; ///< the number of its stored count; 0: none
    int life = 0;            ///< of the record that counted it
    char evaluated = 0;      ///< the secret that its code was compared with; '#': recovery codes
    bool accepted = false;   ///< its accepting write is stored
};

struct world {
    std::string line{};
    std::int64_t now = 0;
    std::size_t clock_steps = 0; ///< that were made
    int faults = 0;              ///< that happened
    int life = 0;                ///< how often the record was removed
    std::vector<under_way> calls{};
    std::set<std::string> used{};            ///< what was accepted: steps, codes, recovery codes
    std::int64_t forgiven = 0;               ///< tickets up to this one
    std::set<std::int64_t> forgiven_alone{}; ///< and these
    bool debts_paid = false;                 ///< by a recovery code or the administrator
};

} // namespace model

#endif
