// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_CALL_HPP
#define OTPP_SERVER_CALL_HPP
// What is asked of a server: one call, to be driven from the code that was typed to the verdict. RFC 4226,
// section 7; RFC 6238, sections 5.2 and 6.

#include <otpp/detail/borrow.hpp>
#include <otpp/hotp.hpp>
#include <otpp/otp_type.hpp>
#include <otpp/result.hpp>
#include <otpp/server/decoys.hpp>
#include <otpp/server/exchange.hpp>
#include <otpp/server/factor.hpp>
#include <otpp/server/policy.hpp>
#include <otpp/server/prove.hpp>
#include <otpp/server/record.hpp>
#include <otpp/server/recovery.hpp>
#include <otpp/server/task.hpp>
#include <otpp/server/verdict.hpp>
#include <otpp/time.hpp>

#include <cstdint>
#include <span>
#include <string_view>

namespace otpp::server {

/// The secret of an account as it is begun, but for its `sealed` text, which its context is sealed with:
/// {factor, id, kind}. `key_too_short` and `period_too_long` by the policy. `random`: `fill_random`.
template <otpp::detail::provisioned Account>
[[nodiscard]] constexpr result<pending_secret>
pending_for(policy const& rules, Account const& given,
            std::span<unsigned char const, secret_id::bytes> random, unix_time now) noexcept
{
    if (static_cast<int>(given.secret().size()) < rules.min_key_size) return reason::key_too_short;
    bool const by_time = given.type() == otp_type::totp;
    if (by_time && given.period().value() > rules.max_period.value())
        return reason::period_too_long;
    pending_secret pending;
    pending.id = secret_id{random};
    pending.kind = {given.type(), given.algorithm(), given.digits(), given.period()};
    pending.counter = given.counter();
    pending.begun = record_time(now);
    return pending;
}

/// An exchange that is about to begin. `now` is the caller's clock; with `decoys`, what is asked of an
/// unknown factor takes as long as of one that is there.
class call : public exchange {
public:
    /// A passcode that is to bring about the order.
    [[nodiscard]] static constexpr call
    passcode(policy const& rules, otpp::detail::kept_text factor, std::string_view code,
             unix_time now, order asked = {}, decoys const& unknown = {}) noexcept
    {
        call made{asked.what == action::confirm ? task::confirm : task::passcode,
                  rules,
                  factor,
                  now,
                  asked,
                  unknown};
        if (!made.typed_.add(code)) made.end(verdict_kind::malformed);
        return made;
    }
    /// The pending secret's first passcode.
    [[nodiscard]] static constexpr call confirm(policy const& rules, otpp::detail::kept_text factor,
                                                std::string_view code, unix_time now,
                                                decoys const& unknown = {}) noexcept
    {
        return passcode(rules, factor, code, now, {action::confirm, {}, {}}, unknown);
    }
    /// Two passcodes in a row within 100 steps, or three within 1000; the last is the current one.
    [[nodiscard]] static constexpr call resynchronise(policy const& rules,
                                                      otpp::detail::kept_text factor,
                                                      std::span<std::string_view const> codes,
                                                      unix_time now,
                                                      decoys const& unknown = {}) noexcept
    {
        call made{task::passcode, rules, factor, now, {action::resynchronise, {}, {}}, unknown};
        bool good = codes.size() == 2 || codes.size() == 3;
        for (auto const code : codes) good = good && made.typed_.add(code);
        if (!good) made.end(verdict_kind::malformed);
        return made;
    }
    /// A recovery code that is to bring about the order.
    [[nodiscard]] static constexpr call recover(policy const& rules, otpp::detail::kept_text factor,
                                                std::string_view code, unix_time now,
                                                order asked = {},
                                                decoys const& unknown = {}) noexcept
    {
        call made{task::recover, rules, factor, now, asked, unknown};
        auto const parsed = recovery_code::parse(code);
        if (parsed)
            made.recovery_ = *parsed;
        else
            made.end(verdict_kind::malformed);
        return made;
    }
    /// The one or the other, by what was typed: they differ in length.
    [[nodiscard]] static constexpr call by_code(policy const& rules, otpp::detail::kept_text factor,
                                                std::string_view code, unix_time now,
                                                order asked = {},
                                                decoys const& unknown = {}) noexcept
    {
        bool const recovers = !parse_any_passcode(code) && recovery_code::parse(code);
        return recovers ? recover(rules, factor, code, now, asked, unknown)
                        : passcode(rules, factor, code, now, asked, unknown);
    }
    /// A secret that waits for its confirmation, in place of one that waits already. A factor in use
    /// is refused: `disabled`, because it is `already_enrolled`.
    [[nodiscard]] static constexpr call begin(policy const& rules, otpp::detail::kept_text factor,
                                              otpp::detail::kept_text pending,
                                              unix_time now) noexcept
    {
        call made{task::begin, rules, factor, now, {action::replace, pending, {}}, {}};
        if (!is_factor_name(factor)) made.end(verdict_kind::disabled, {{reason::factor_name}});
        return made;
    }
    /// The administrator's, without a code.
    [[nodiscard]] static constexpr call reset(policy const& rules, otpp::detail::kept_text factor,
                                              reset_to what, unix_time now) noexcept
    {
        call made{task::reset, rules, factor, now, {}, {}};
        made.reset_to_ = what;
        return made;
    }
    /// Only reads: `seen()`, for `status_of`.
    [[nodiscard]] static constexpr call status(policy const& rules, otpp::detail::kept_text factor,
                                               unix_time now) noexcept
    {
        return {task::status, rules, factor, now, {}, {}};
    }
    /// The secrets under the current key of the sealer, whose version this is.
    [[nodiscard]] static constexpr call reseal(policy const& rules, otpp::detail::kept_text factor,
                                               std::int64_t key_version) noexcept
    {
        call made{task::reseal, rules, factor, unix_time{0}, {}, {}};
        made.key_version_ = key_version;
        return made;
    }

private:
    using exchange::exchange;
};

} // namespace otpp::server

#endif
