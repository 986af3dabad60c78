// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SERVER_SCENARIOS_HPP
#define OTPP_TESTS_SERVER_SCENARIOS_HPP
// What is explored. Codes are those of a step, a step before and one after, so that each is in the window.

#include "secrets.hpp"
#include "world.hpp"

#include <otpp/server/record_text.hpp>
#include <otpp/server/recovery.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace model {

inline constexpr std::int64_t step = 1'000'000;
inline constexpr std::int64_t noon = step * 30 + 10; ///< ten seconds into the step

[[nodiscard]] inline otpp::server::policy unthrottled(int limit = 100)
{
    otpp::server::policy rules;
    rules.delay = 0;
    rules.limit = *otpp::server::attempt_limit::from(limit);
    rules.budget = 86'400;
    return rules;
}
[[nodiscard]] inline otpp::server::policy throttled(int limit = 100)
{
    otpp::server::policy rules = unthrottled(limit);
    rules.delay = 5;
    return rules;
}

[[nodiscard]] inline std::string line_of(otpp::server::record const& of)
{
    return std::string{write(of).view()};
}

[[nodiscard]] inline request verify(std::string code,
                                    otpp::server::action action = otpp::server::action::login,
                                    std::string text = {})
{
    return {otpp::server::task::passcode, {std::move(code)}, action, std::move(text)};
}
[[nodiscard]] inline request confirm(std::string code)
{
    return {otpp::server::task::confirm, {std::move(code)}, otpp::server::action::confirm, {}};
}
[[nodiscard]] inline request begin(std::string pending)
{
    return {otpp::server::task::begin, {}, otpp::server::action::replace, std::move(pending)};
}
[[nodiscard]] inline request replace(std::string code, std::string pending)
{
    return verify(std::move(code), otpp::server::action::replace, std::move(pending));
}
[[nodiscard]] inline request recover(std::string code,
                                     otpp::server::action action = otpp::server::action::login,
                                     std::string text = {})
{
    return {otpp::server::task::recover, {std::move(code)}, action, std::move(text)};
}
[[nodiscard]] inline request resynchronise(std::vector<std::string> codes)
{
    return {
        otpp::server::task::passcode, std::move(codes), otpp::server::action::resynchronise, {}};
}
[[nodiscard]] inline request reset(otpp::server::reset_to what)
{
    return {otpp::server::task::reset, {}, otpp::server::action::login, {}, what};
}
[[nodiscard]] inline request reseal() { return {otpp::server::task::reseal}; }

/// A set of recovery codes, and their texts.
struct codes_and_text {
    std::vector<std::string> codes{};
    std::string text{};
};
[[nodiscard]] inline codes_and_text recovery_set(unsigned char seed, std::size_t count)
{
    std::vector<unsigned char> random(otpp::server::recovery_codes::random_size(count));
    for (std::size_t i = 0; i != random.size(); ++i)
        random[i] = static_cast<unsigned char>(seed + 7 * i);
    codes_and_text made;
    made.text =
        otpp::server::recovery_codes::make(random, [&](otpp::server::recovery_code const& code) {
            auto const shown = code.text();
            made.codes.emplace_back(shown.view());
        }).view();
    return made;
}

[[nodiscard]] inline std::vector<scenario> scenarios(bool all)
{
    using support::code_of;
    auto const a = [](std::int64_t at) { return code_of('A', at); };
    auto const b = [](std::int64_t at) { return code_of('B', at); };
    std::string const wrong = "000000";
    std::string const in_use = line_of(support::record_of('A'));
    auto const old = codes_and_text{recovery_set(1, 2)}, fresh = recovery_set(99, 2);
    auto const with_codes = [&](int failures) {
        auto record = support::record_of('A');
        record.codes.assign(old.text);
        record.passcodes.tries = failures;
        record.passcodes.since = noon - 10'000;
        return line_of(record);
    };
    auto const hotp = otpp::server::factor_kind{.type = otpp::otp_type::hotp};
    auto const replacing = [&] {
        auto record = support::record_of('A');
        record.pending.assign(support::pending_of('B', noon));
        return line_of(record);
    }();
    auto const begun = [&](char letter) {
        otpp::server::record record;
        record.version = 1;
        record.pending.assign(support::pending_of(letter, noon));
        return line_of(record);
    };
    int const many = all ? 2 : 1;

    std::vector<scenario> list{
        {"one code, raced",
         unthrottled(),
         in_use,
         {verify(a(step)), verify(a(step)), verify(a(step))},
         {},
         2,
         1},
        {"one code, raced by four",
         unthrottled(),
         in_use,
         {verify(a(step)), verify(a(step)), verify(a(step)), verify(a(step))},
         {},
         many - 1,
         1},
        {"older, newer and replayed codes",
         unthrottled(),
         in_use,
         {verify(a(step - 1)), verify(a(step)), verify(a(step)), verify(a(step + 1))},
         {},
         many - 1},
        {"right among wrong ones at a limit of 2",
         unthrottled(2),
         in_use,
         {verify(wrong), verify(wrong), verify(wrong), verify(a(step))},
         {},
         1},
        {"a success beside failures at a limit of 1",
         unthrottled(1),
         in_use,
         {verify(a(step)), verify(wrong), verify(wrong), verify(a(step + 1))},
         {},
         many - 1},
        {"throttled, and the clock is set",
         throttled(3),
         in_use,
         {verify(wrong), verify(wrong), verify(a(step))},
         {7, -100'000, 100'000},
         0},
        {"throttled, and the clock is set by years",
         throttled(2),
         in_use,
         {verify(wrong), verify(a(step)), verify(a(step))},
         {-400'000, 12, 400'000'000},
         0},
        {"HOTP: one counter, the next and a replay",
         unthrottled(),
         line_of(support::record_of('A', hotp)),
         {verify(code_of('A', 1, hotp)), verify(code_of('A', 2, hotp)),
          verify(code_of('A', 1, hotp)), verify(code_of('A', 4, hotp))},
         {},
         many - 1},
        {"replaced and confirmed",
         unthrottled(),
         in_use,
         {replace(a(step), support::pending_of('B', noon)), confirm(b(step)), verify(a(step + 1)),
          verify(b(step + 1))},
         {},
         many - 1},
        {"confirmed beside logins",
         unthrottled(),
         replacing,
         {confirm(b(step)), verify(a(step)), verify(b(step)), confirm(b(step - 1))},
         {},
         1},
        {"replaced twice",
         unthrottled(),
         in_use,
         {replace(a(step), support::pending_of('B', noon)),
          replace(a(step + 1), support::pending_of('C', noon)), confirm(b(step)),
          confirm(code_of('C', step))},
         {},
         many - 1},
        {"begun twice",
         unthrottled(),
         begun('A'),
         {begin(support::pending_of('B', noon)), confirm(a(step)), confirm(b(step)),
          verify(b(step + 1))},
         {},
         many - 1},
        {"confirmed twice, and its code used again",
         unthrottled(),
         begun('A'),
         {confirm(a(step)), confirm(a(step)), verify(a(step))},
         {},
         2},
        {"confirmed by HOTP",
         unthrottled(),
         [&] {
             otpp::server::record record;
             record.pending.assign(support::pending_of('A', noon, hotp, 7));
             return line_of(record);
         }(),
         {confirm(code_of('A', 8, hotp)), verify(code_of('A', 8, hotp)),
          verify(code_of('A', 9, hotp))},
         {},
         1},
        {"unlocked by the administrator",
         unthrottled(1),
         in_use,
         {verify(wrong), verify(wrong), reset(otpp::server::reset_to::unlocked), verify(a(step))},
         {},
         many - 1},
        {"erased, begun again and confirmed",
         unthrottled(),
         in_use,
         {verify(a(step)), reset(otpp::server::reset_to::erased),
          begin(support::pending_of('B', noon)), confirm(b(step))},
         {},
         1},
        {"erased and begun with as many writes",
         unthrottled(),
         in_use,
         {verify(a(step)), reset(otpp::server::reset_to::erased),
          begin(support::pending_of('B', noon))},
         {},
         2},
        {"deactivated",
         unthrottled(),
         with_codes(0),
         {verify(a(step), otpp::server::action::deactivate), verify(a(step + 1)),
          recover(old.codes[0])},
         {},
         1},
        {"deactivated and begun again",
         unthrottled(),
         in_use,
         {verify(a(step), otpp::server::action::deactivate), begin(support::pending_of('B', noon)),
          confirm(b(step)), verify(a(step + 1))},
         {},
         many - 1},
        {"recovery codes, raced",
         throttled(1),
         with_codes(1),
         {recover(old.codes[0]), recover(old.codes[0]), recover(old.codes[1]), verify(a(step))},
         {},
         many - 1},
        {"the recovery lane waits, and the clock is set",
         throttled(1),
         with_codes(1),
         {recover(fresh.codes[0]), recover(fresh.codes[1]), recover(old.codes[0])},
         {6, -100'000, 20},
         0},
        {"new recovery codes beside the old",
         unthrottled(),
         with_codes(0),
         {verify(a(step), otpp::server::action::recovery_codes, fresh.text), recover(old.codes[0]),
          recover(fresh.codes[0]), verify(a(step + 1))},
         {},
         many - 1},
        {"replaced by a recovery code",
         unthrottled(1),
         with_codes(1),
         {recover(old.codes[0], otpp::server::action::replace, support::pending_of('B', noon)),
          confirm(b(step)), verify(a(step)), verify(wrong)},
         {},
         many - 1},
        {"resynchronised twice",
         unthrottled(),
         in_use,
         {resynchronise({a(step + 50), a(step + 51)}), resynchronise({a(step + 50), a(step + 51)}),
          verify(a(step + 51)), verify(a(step))},
         {},
         many - 1},
        {"resynchronised by three, HOTP",
         unthrottled(),
         line_of(support::record_of('A', hotp)),
         {resynchronise(
              {code_of('A', 500, hotp), code_of('A', 501, hotp), code_of('A', 502, hotp)}),
          verify(code_of('A', 2, hotp)), verify(code_of('A', 503, hotp))},
         {},
         1},
        {"drift is learned while the clock goes on",
         unthrottled(),
         in_use,
         all ? std::vector{verify(a(step - 1)), verify(a(step + 1)), verify(a(step + 2)),
                           verify(a(step + 3))}
             : std::vector{verify(a(step - 1)), verify(a(step + 2)), verify(a(step + 3))},
         {30, 30},
         0},
        {"drift beside resynchronising",
         unthrottled(),
         in_use,
         {verify(a(step + 1)), resynchronise({a(step + 2), a(step + 3)}), verify(a(step + 4))},
         {30},
         1},
        {"a budget of two",
         [] {
             auto rules = unthrottled();
             rules.budget = 2;
             rules.max_delay = 86'400; // what is late by less is no clock that was set back
             return rules;
         }(),
         in_use,
         {verify(a(step)), verify(wrong), verify(wrong), verify(wrong)},
         {20'000, 30'000},
         0},
        {"a success does not repay others",
         [] {
             auto rules = unthrottled();
             rules.budget = 2;
             rules.max_delay = 86'400; // what is late by less is no clock that was set back
             return rules;
         }(),
         in_use,
         {verify(a(step)), verify(wrong), verify(wrong), verify(a(step + 1))},
         {43'200},
         0},
        {"two steps have one code, seen from the first",
         unthrottled(),
         line_of(support::record_of('R')),
         {verify("468457"), verify("468457"), verify("468457")},
         {30},
         1,
         1,
         153'567 * 30 + 1},
        {"two steps have one code, seen from between them",
         unthrottled(),
         line_of(support::record_of('R')),
         {verify("468457"), verify("468457"), verify("468457")},
         {30, 30},
         0,
         1,
         153'568 * 30 + 1},
        {"the largest drift",
         unthrottled(),
         [] {
             auto record = support::record_of('A');
             record.drift = 2;
             return line_of(record);
         }(),
         {verify(a(step + 3)), verify(a(step + 2)), verify(a(step + 1))},
         {30},
         1},
        {"nothing disables, and the delay stays",
         [] {
             auto rules = throttled(1);
             rules.at_limit = otpp::server::on_limit::delay;
             return rules;
         }(),
         in_use,
         {verify(wrong), verify(wrong), verify(a(step))},
         {100, 900},
         0},
        {"resealed beside everything",
         unthrottled(),
         replacing,
         {reseal(), verify(a(step)), confirm(b(step)), reseal()},
         {},
         1},
    };
    for (auto& each : list)
        if (each.now == 0) each.now = noon;
    return list;
}

} // namespace model

#endif
