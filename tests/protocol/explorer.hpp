// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SERVER_EXPLORER_HPP
#define OTPP_TESTS_SERVER_EXPLORER_HPP
// Every interleaving of a scenario: each store call of each call, with its reply and with the reply lost,
// and each setting of the clock, in every order. Depth first; a state that was seen is not entered again.

#include "model_store.hpp"
#include "observer.hpp"
#include "world.hpp"

#include <otpp/secret.hpp>
#include <otpp/server/call.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace model {

/// 128 bits of a state, so that two states are not taken for one.
struct fingerprint {
    std::uint64_t a = 0x243f6a8885a308d3u, b = 0x13198a2e03707344u;

    void add(std::uint64_t value)
    {
        a = (a ^ value) * 0x9e3779b97f4a7c15u;
        a ^= a >> 29;
        b = (b + value) * 0xd6e8feb86659fd93u;
        b ^= b >> 32;
    }
    void add(std::string_view text)
    {
        add(text.size());
        for (; text.size() >= 8; text.remove_prefix(8)) {
            std::uint64_t word = 0;
            std::copy_n(text.data(), 8, reinterpret_cast<char*>(&word));
            add(word);
        }
        std::uint64_t rest = 0;
        std::copy_n(text.data(), text.size(), reinterpret_cast<char*>(&rest));
        add(rest);
    }
    void add(fingerprint const& other) { add(other.a), add(other.b); }

    friend bool operator==(fingerprint const&, fingerprint const&) = default;
    friend bool operator<(fingerprint const& x, fingerprint const& y)
    {
        return std::pair{x.a, x.b} < std::pair{y.a, y.b};
    }
    struct hash {
        std::size_t operator()(fingerprint const& of) const { return of.a; }
    };
};

class explorer {
public:
    explicit explorer(scenario const& in) : scenario_{in} {}

    /// Throws `broken` where an invariant does not hold; `trace()` says how it came to that.
    void run()
    {
        world first;
        first.line = scenario_.line;
        first.now = scenario_.now;
        first.calls.resize(scenario_.requests.size());
        enter(first);
        require(scenario_.accepted < 0 || ends_ != 0, "no run comes to its end");
    }

    [[nodiscard]] std::size_t states() const { return seen_.size(); }
    [[nodiscard]] std::vector<std::string> const& trace() const { return trace_; }

private:
    void enter(world const& at)
    {
        if (!seen_.insert(fingerprint_of(at)).second) return;
        bool over = true;
        if (at.clock_steps != scenario_.clock.size()) {
            take("the clock is set", at,
                 [&](world& next) { next.now += scenario_.clock[next.clock_steps++]; });
        }
        for (std::size_t i = 0; i != at.calls.size(); ++i) {
            if (at.calls[i].told) continue;
            over = false;
            std::string const name = std::to_string(i);
            if (!at.calls[i].call) {
                take("call " + name + " begins", at, [&](world& next) { begin(next, i); });
                continue;
            }
            take("call " + name + " and the store", at, [&](world& next) { answer(next, i); });
            if (at.faults == scenario_.faults) continue;
            take("call " + name + " and the store, reply lost", at, [&](world& next) {
                ++next.faults;
                lose(next, i, true);
            });
            take("call " + name + " does not reach the store", at, [&](world& next) {
                ++next.faults;
                lose(next, i, false);
            });
        }
        if (over) ended(at);
    }

    template <class Change>
    void take(std::string what, world const& at, Change&& change)
    {
        trace_.push_back(std::move(what));
        world next = at;
        change(next);
        enter(next);
        trace_.pop_back();
    }

    void begin(world& at, std::size_t i)
    {
        request const& asked = scenario_.requests[i];
        otpp::unix_time const now{at.now};
        otpp::server::order const order{
            asked.action,
            asked.action == otpp::server::action::replace ? std::string_view{asked.text}
                                                          : std::string_view{},
            asked.action == otpp::server::action::recovery_codes ? std::string_view{asked.text}
                                                                 : std::string_view{}};
        std::vector<std::string_view> const codes(asked.codes.begin(), asked.codes.end());
        std::string_view const code = codes.empty() ? std::string_view{} : codes[0];
        auto const& rules = scenario_.rules;
        under_way& mine = at.calls[i];
        mine.began_at = at.now;
        switch (asked.task) {
        case otpp::server::task::passcode:
            if (asked.action == otpp::server::action::resynchronise)
                mine.call = otpp::server::call::resynchronise(rules, "alice", codes, now);
            else
                mine.call = otpp::server::call::passcode(rules, "alice", code, now, order);
            break;
        case otpp::server::task::confirm:
            mine.call = otpp::server::call::confirm(rules, "alice", code, now);
            break;
        case otpp::server::task::recover:
            mine.call = otpp::server::call::recover(rules, "alice", code, now, order);
            break;
        case otpp::server::task::begin:
            mine.call = otpp::server::call::begin(rules, "alice", asked.text, now);
            break;
        case otpp::server::task::reseal:
            mine.call = otpp::server::call::reseal(rules, "alice", 1);
            break;
        case otpp::server::task::reset:
            mine.call = otpp::server::call::reset(rules, "alice", asked.to, now);
            break;
        case otpp::server::task::status:
            mine.call = otpp::server::call::status(rules, "alice", now);
            break;
        }
        if (scenario_.clock.empty()) answer(at, i); // nothing can come between
    }

    // The store does what the call wants, and the call goes on as far as it can by itself.
    void answer(world& at, std::size_t i)
    {
        otpp::server::call& call = *at.calls[i].call;
        switch (call.want()) {
        case otpp::server::want::load:
            at.line.empty() ? call.absent() : call.loaded(at.line);
            break;
        case otpp::server::want::set:
        case otpp::server::want::remove: {
            bool const done = touch(at, i);
            if (done && scenario_.requests[i].task == otpp::server::task::recover &&
                at.calls[i].evaluated == 0 && at.calls[i].ticket != 0)
                observer{scenario_, at}.evaluates(i, '#'); // by itself, before the next write
            call.stored(done);
            break;
        }
        default: break;
        }
        proceed(at, i);
    }

    void lose(world& at, std::size_t i, bool reached)
    {
        otpp::server::call& call = *at.calls[i].call;
        bool const writes =
            call.want() == otpp::server::want::set || call.want() == otpp::server::want::remove;
        if (reached && writes) (void)touch(at, i);
        call.failed();
        proceed(at, i);
    }

    bool touch(world& at, std::size_t i)
    {
        otpp::server::call const& call = *at.calls[i].call;
        std::string const before = at.line;
        bool const done = call.want() == otpp::server::want::set
                              ? compare_and_set(at.line, call.expected(), call.line())
                              : remove(at.line, call.expected());
        if (done) observer{scenario_, at}.stored(i, before, at.line);
        return done;
    }

    void proceed(world& at, std::size_t i)
    {
        otpp::server::call& call = *at.calls[i].call;
        observer judge{scenario_, at};
        while (call.want() == otpp::server::want::open || call.want() == otpp::server::want::seal) {
            auto const sealed = call.sealed();
            auto const key = otpp::secret::from_bytes(sealed.bytes());
            if (call.want() == otpp::server::want::open) {
                judge.evaluates(i, support::letter_of(sealed.bytes()));
                call.opened(*key);
                continue;
            }
            otpp::server::sealed_secret
                again; // a sealer whose key has version 1, and that does not seal
            (void)again.assign(1, key->bytes());
            call.resealed(again);
        }
        if (call.want() == otpp::server::want::done) judge.tells(i);
    }

    void ended(world const& at)
    {
        if (at.faults != 0 || scenario_.accepted < 0) return;
        ++ends_;
        int accepted = 0;
        for (auto const& each : at.calls) accepted += each.accepted;
        require(accepted == scenario_.accepted,
                "another number of codes is accepted than there should be");
    }

    [[nodiscard]] fingerprint fingerprint_of(world const& of) const
    {
        fingerprint all;
        all.add(of.line);
        all.add(static_cast<std::uint64_t>(of.now));
        all.add(of.clock_steps);
        all.add(static_cast<std::uint64_t>(of.faults));
        all.add(static_cast<std::uint64_t>(of.life));
        all.add(static_cast<std::uint64_t>(of.forgiven));
        all.add(static_cast<std::uint64_t>(of.debts_paid));
        for (auto const& each : of.used) all.add(each);
        for (auto const each : of.forgiven_alone) all.add(static_cast<std::uint64_t>(each));
        // Calls that ask the same are the same in any order.
        std::vector<std::pair<std::size_t, fingerprint>> calls;
        for (std::size_t i = 0; i != of.calls.size(); ++i) {
            auto const& asked = scenario_.requests;
            auto const kind = std::find(asked.begin(), asked.end(), asked[i]) - asked.begin();
            calls.emplace_back(static_cast<std::size_t>(kind), fingerprint_of(of.calls[i]));
        }
        std::sort(calls.begin(), calls.end());
        for (auto const& [kind, each] : calls) all.add(kind), all.add(each);
        return all;
    }

    static fingerprint fingerprint_of(under_way const& of)
    {
        fingerprint all;
        all.add(static_cast<std::uint64_t>(of.call.has_value()) << 1 |
                static_cast<std::uint64_t>(of.told));
        all.add(static_cast<std::uint64_t>(of.began_at));
        all.add(static_cast<std::uint64_t>(of.ticket));
        all.add(static_cast<std::uint64_t>(of.life));
        all.add(static_cast<std::uint64_t>(of.evaluated) << 1 |
                static_cast<std::uint64_t>(of.accepted));
        if (!of.call || of.told) return all;
        of.call->visit([&all](auto const& value) {
            if constexpr (requires { all.add(std::string_view{value}); })
                all.add(std::string_view{value});
            else
                all.add(static_cast<std::uint64_t>(value));
        });
        return all;
    }

    scenario const& scenario_;
    std::unordered_set<fingerprint, fingerprint::hash> seen_{};
    std::vector<std::string> trace_{};
    std::size_t ends_ = 0;
};

} // namespace model

#endif
