// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SERVER_OBSERVER_HPP
#define OTPP_TESTS_SERVER_OBSERVER_HPP
// The invariants of the protocol, judged from outside: by what is stored, what is compared and what is
// told.

#include "secrets.hpp"
#include "world.hpp"

#include <otpp/server/record_text.hpp>
#include <otpp/server/recovery.hpp>
#include <otpp/server/sealer.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace model {

/// An invariant does not hold.
struct broken {
    std::string what;
};

inline void require(bool holds, char const* what)
{
    if (!holds) throw broken{what};
}

class observer {
public:
    observer(scenario const& in, world& of) : scenario_{in}, world_{of} {}

    /// Call `i` has put `after` in the place of `before`; whether it will ever know does not matter.
    void stored(std::size_t i, std::string_view before, std::string_view after)
    {
        request const& asked = scenario_.requests[i];
        under_way& mine = world_.calls[i];
        if (after.empty()) {
            require(asked.task == otpp::server::task::reset &&
                        asked.to == otpp::server::reset_to::erased,
                    "a record was removed by another call");
            ++world_.life;
            world_.forgiven = 0;
            world_.forgiven_alone.clear();
            return;
        }
        auto const parsed = otpp::server::parse_record(after);
        require(parsed.has_value(), "what is stored is no record");
        otpp::server::record const& next = *parsed;
        otpp::server::record const last =
            before.empty() ? otpp::server::record{} : *otpp::server::parse_record(before);
        always(last, next);
        bool const proves = asked.task == otpp::server::task::passcode ||
                            asked.task == otpp::server::task::confirm ||
                            asked.task == otpp::server::task::recover;
        if (!proves) return other(asked, last, next);
        if (mine.evaluated == 0)
            counted(asked, mine, last, next);
        else
            accepted(asked, mine, last, next);
    }

    /// Call `i` is about to compare what was typed with a secret ('#': with recovery codes).
    void evaluates(std::size_t i, char secret)
    {
        under_way& mine = world_.calls[i];
        require(mine.ticket != 0, "evaluated before it was counted");
        mine.evaluated = secret;
        if (secret == '#') return;
        int guesses = 0;
        for (std::size_t j = 0; j != world_.calls.size(); ++j) {
            under_way const& each = world_.calls[j];
            bool const is_guess = each.evaluated != 0 && each.evaluated != '#' && !each.accepted;
            if (is_guess && each.life == world_.life && each.ticket > world_.forgiven &&
                !world_.forgiven_alone.contains(each.ticket))
                ++guesses;
        }
        if (scenario_.rules.at_limit == otpp::server::on_limit::disable)
            require(guesses <= scenario_.rules.limit.value(), "more evaluations than the limit");
    }

    /// The verdict of call `i` is out.
    void tells(std::size_t i)
    {
        request const& asked = scenario_.requests[i];
        under_way& mine = world_.calls[i];
        auto const& said = mine.call->said();
        mine.told = true;
        bool const proves = asked.task == otpp::server::task::passcode ||
                            asked.task == otpp::server::task::confirm ||
                            asked.task == otpp::server::task::recover;
        if (!proves) return;
        if (said.accepted()) require(mine.accepted, "told accepted, and it is not stored");
        if (mine.accepted && world_.faults == 0)
            require(said.accepted(), "stored as accepted, and told otherwise");
        if (said.kind == otpp::server::verdict_kind::throttled) {
            require(said.retry_after > 0, "throttled, and nothing to wait for");
            std::int64_t const longest = 2 * scenario_.rules.max_delay.value();
            if (scenario_.rules.budget.cost() == 1)
                require(said.retry_after <= longest,
                        "throttled for more than twice the longest delay");
        }
    }

private:
    // Of every write.
    void always(otpp::server::record const& last, otpp::server::record const& next)
    {
        require(next.version == last.version + 1, "the version does not grow by one");
        require(next.passcodes.tries >= last.passcodes.tries, "tries decrease");
        require(next.passcodes.forgiven >= last.passcodes.forgiven, "base decreases");
        require(next.recovery.tries >= last.recovery.tries, "rtries decrease");
        require(next.recovery.forgiven >= last.recovery.forgiven, "rbase decreases");
        if (next.id == last.id) require(next.last >= last.last, "the last step decreases");
        require(next.drift <= scenario_.rules.max_drift.value() &&
                    -next.drift <= scenario_.rules.max_drift.value(),
                "the drift is larger than allowed");
        if (next.state == otpp::server::factor_state::off)
            require(next.sealed.empty() && next.codes.empty(), "off, and secrets are left");
        if (next.state != otpp::server::factor_state::active) return;
        otpp::server::sealed_secret sealed;
        require(sealed.read(next.sealed.view()), "the sealed secret is none");
        require(support::letter_of(sealed.bytes()) == support::letter_of(next.id),
                "the secret is not the one of its id");
    }

    // But for counts and waits, nothing is different.
    static bool same_but_for_counts(otpp::server::record const& last, otpp::server::record next)
    {
        next.version = last.version;
        next.passcodes = last.passcodes;
        next.recovery = last.recovery;
        next.debt = last.debt;
        next.debt_at = last.debt_at;
        return next == last;
    }

    void counted(request const& asked, under_way& mine, otpp::server::record const& last,
                 otpp::server::record const& next)
    {
        require(same_but_for_counts(last, next), "a count changes more than counts");
        require(next.passcodes.forgiven == last.passcodes.forgiven &&
                    next.recovery.forgiven == last.recovery.forgiven,
                "a count forgives");
        bool const recovers = asked.task == otpp::server::task::recover;
        std::int64_t const grown = recovers ? next.recovery.tries - last.recovery.tries
                                            : next.passcodes.tries - last.passcodes.tries;
        if (grown == 0) return; // the clock was set back: remembered, not admitted
        require(grown == 1, "counted more than once");
        auto const& before = recovers ? last.recovery : last.passcodes;
        std::int64_t const longest = scenario_.rules.max_delay.value();
        std::int64_t const wait = before.failures() * scenario_.rules.delay.value();
        if (before.failures() != 0)
            require(mine.began_at - before.since >= std::min(wait, longest) || wait == 0,
                    "counted before its wait was over");
        mine.ticket = recovers ? next.recovery.tries : next.passcodes.tries;
        mine.life = world_.life;
        if (!recovers) within_budget(world_.now);
    }

    // A bucket that holds a day's debt and leaks a second a second: of those who came within some
    // time, no more than fit into it can have failed.
    void within_budget(std::int64_t now)
    {
        for (std::int64_t const by : scenario_.clock)
            if (by < 0) return;
        if (world_.debts_paid) return;
        for (under_way const& first : world_.calls) {
            if (first.ticket == 0 || first.life != world_.life) continue;
            std::int64_t count = 0;
            for (std::size_t j = 0; j != world_.calls.size(); ++j) {
                under_way const& each = world_.calls[j];
                bool const is_code = scenario_.requests[j].task != otpp::server::task::recover;
                if (is_code && each.ticket != 0 && each.life == world_.life && !each.accepted &&
                    each.began_at >= first.began_at)
                    ++count;
            }
            std::int64_t const room = 86'400 + now - first.began_at;
            require(count * scenario_.rules.budget.cost() <= (room > 86'400 ? room : 86'400),
                    "more attempts than the budget");
        }
    }

    void accepted(request const& asked, under_way& mine, otpp::server::record const& last,
                  otpp::server::record const& next)
    {
        mine.accepted = true;
        if (asked.task == otpp::server::task::recover) {
            require(last.state == otpp::server::factor_state::active, "accepted while not in use");
            otpp::server::recovery_codes const had{last.codes.view()}, has{next.codes.view()};
            auto const code = *otpp::server::recovery_code::parse(asked.codes[0]);
            require(had.size() != 0 && had.find(hash(code, had)) >= 0,
                    "a recovery code of no set of this factor");
            if (asked.action == otpp::server::action::login)
                require(has.size() == had.size() - 1 &&
                            (has.size() == 0 || has.find(hash(code, has)) < 0),
                        "a recovery code is not used up");
            once("recovery code " + asked.codes[0] + " of " + std::string{had.salt()});
            world_.forgiven = last.passcodes.tries;
            world_.debts_paid = true;
            require(next.recovery.forgiven <= std::max(last.recovery.forgiven, mine.ticket),
                    "a recovery code forgives attempts counted after it");
            return applied(asked, next);
        }
        bool const confirms = asked.task == otpp::server::task::confirm;
        if (confirms) {
            auto const pending = otpp::server::pending_of(last);
            require(support::letter_of(pending.id) == mine.evaluated,
                    "confirmed a secret that was not proved");
            require(support::letter_of(next.id) == mine.evaluated, "another secret came into use");
            require(next.pending.empty(), "confirmed, and still pending");
            require(next.passcodes.forgiven <= last.passcodes.forgiven + 1,
                    "a confirmation forgives the attempts of others");
            world_.forgiven_alone.insert(mine.ticket);
        }
        else {
            require(last.state == otpp::server::factor_state::active, "accepted while not in use");
            require(support::letter_of(last.id) == mine.evaluated, "accepted for an old secret");
            require(next.id == last.id, "a login changes the secret");
            require(next.last > last.last, "a used step is accepted");
            require(next.passcodes.forgiven <= std::max(last.passcodes.forgiven, mine.ticket),
                    "a success forgives attempts counted after it");
            if (mine.life == world_.life) world_.forgiven = std::max(world_.forgiven, mine.ticket);
        }
        std::string const& typed = asked.codes.back();
        require(next.state == otpp::server::factor_state::off ||
                    support::code_of(mine.evaluated, next.last, next.kind) == typed,
                "the step that is used up is not one of the code");
        for (std::size_t i = 0; i != asked.codes.size(); ++i)
            once(std::string{"step "} + mine.evaluated + " " +
                 std::to_string(next.last - static_cast<std::int64_t>(i)));
        for (auto const& code : asked.codes)
            once(std::string{"code "} + mine.evaluated + " " + code);
        applied(asked, next);
    }

    // The action is in the same write as the proof.
    static void applied(request const& asked, otpp::server::record const& next)
    {
        switch (asked.action) {
        case otpp::server::action::deactivate:
            return require(next.state == otpp::server::factor_state::off && next.pending.empty(),
                           "proved, and not deactivated in the same write");
        case otpp::server::action::replace:
            return require(next.pending.view() == asked.text,
                           "proved, and not replaced in the same write");
        case otpp::server::action::recovery_codes:
            return require(next.codes.view() == asked.text,
                           "proved, and no new recovery codes in the same write");
        case otpp::server::action::login:
        case otpp::server::action::confirm:
        case otpp::server::action::resynchronise: return;
        }
    }

    void other(request const& asked, otpp::server::record const& last,
               otpp::server::record const& next)
    {
        bool const unlocks = asked.task == otpp::server::task::reset;
        if (unlocks) {
            world_.forgiven = last.passcodes.tries;
            world_.debts_paid = true;
        }
        require(next.last == last.last && next.id == last.id && next.codes == last.codes &&
                    next.passcodes.tries == last.passcodes.tries &&
                    (unlocks || next.passcodes == last.passcodes),
                "a call without a code changes more than its own");
        if (asked.task != otpp::server::task::begin)
            require(next.state == last.state, "a call without a code changes the state");
        else
            require(last.state != otpp::server::factor_state::active, "begun while in use");
    }

    void once(std::string what)
    {
        require(world_.used.insert(std::to_string(world_.life) + " " + what).second,
                "accepted twice");
    }

    static std::string hash(otpp::server::recovery_code const& code,
                            otpp::server::recovery_codes const& set)
    {
        return std::string{otpp::server::detail::hash_of(code, set.salt()).view()};
    }

    scenario const& scenario_;
    world& world_;
};

} // namespace model

#endif
