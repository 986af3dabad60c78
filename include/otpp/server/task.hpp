// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_TASK_HPP
#define OTPP_SERVER_TASK_HPP
// What is asked of a server, and what a right code brings about.

#include <string_view>

namespace otpp::server {

enum class task : unsigned char {
    passcode, ///< a code of the secret in use, for an action
    confirm,  ///< the first code of the pending secret
    recover,  ///< a recovery code, for an action
    begin,    ///< a secret that waits for its confirmation
    reset,    ///< the administrator's, without a code: `reset_to`
    status,
    reseal,
};

[[nodiscard]] constexpr std::string_view to_string(task what) noexcept
{
    constexpr std::string_view names[]{"passcode", "confirm", "recover", "begin",
                                       "reset",    "status",  "reseal"};
    return names[static_cast<unsigned char>(what)];
}

/// What an administrator makes of a factor.
enum class reset_to : unsigned char {
    unlocked, ///< failures and debt are forgiven
    erased,   ///< the record is removed
};

[[nodiscard]] constexpr std::string_view to_string(reset_to what) noexcept
{
    return what == reset_to::unlocked ? "unlocked" : "erased";
}

/// What a right code brings about.
enum class action : unsigned char {
    login,
    confirm,        ///< the pending secret becomes the one in use
    deactivate,     ///< the factor is off, its secrets are erased
    replace,        ///< another secret becomes pending
    recovery_codes, ///< another set of them
    resynchronise,  ///< the proved offset becomes the centre
};

[[nodiscard]] constexpr std::string_view to_string(action what) noexcept
{
    constexpr std::string_view names[]{"login",   "confirm",        "deactivate",
                                       "replace", "recovery_codes", "resynchronise"};
    return names[static_cast<unsigned char>(what)];
}

/// An action, and what it stores: it is one write with the proof. The texts outlive the call.
struct order {
    action what = action::login;
    std::string_view pending{}; ///< replace: a record's text of the new secret
    std::string_view codes{};   ///< recovery_codes: a record's text of the new set
};

} // namespace otpp::server

#endif
