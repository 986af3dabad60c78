// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_EXCHANGE_HPP
#define OTPP_SERVER_EXCHANGE_HPP
// The conversation of one call with a store and a sealer, as a machine that does no I/O and reads no
// clock (the verifier of RFC 6238, section 5.2). Whoever drives it does what it wants and tells what came
// of it: `verifier` does, Python's does, and so does the model checker of the tests.

#include <otpp/backend.hpp>
#include <otpp/detail/borrow.hpp>
#include <otpp/server/admit.hpp>
#include <otpp/server/decoys.hpp>
#include <otpp/server/factor.hpp>
#include <otpp/server/policy.hpp>
#include <otpp/server/prove.hpp>
#include <otpp/server/record.hpp>
#include <otpp/server/record_text.hpp>
#include <otpp/server/recovery.hpp>
#include <otpp/server/sealer.hpp>
#include <otpp/server/settle.hpp>
#include <otpp/server/task.hpp>
#include <otpp/server/verdict.hpp>
#include <otpp/time.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace otpp::server {

/// What a call waits for.
enum class want : unsigned char {
    load,   ///< the line of `slot()`: `loaded`, `absent`, `failed`
    set,    ///< compare `expected()` and set `line()`: `stored(whether)`, `failed`
    remove, ///< the line if it is `expected()`: `stored(whether)`, `failed`
    open,   ///< the secret of `sealed()` under `context()`: `opened`, `failed`
    seal,   ///< `key()`, or where that is empty the opened `sealed()`, anew: `resealed`, `failed`
    done,   ///< nothing: `said()`
};

/// What `call` is made of. Copies, wipes what was typed. The factor's name, and the texts of an order,
/// outlive it.
class exchange {
public:
    [[nodiscard]] constexpr server::want want() const noexcept
    {
        switch (step_) {
        case step::load:
        case step::reload: return want::load;
        case step::open: return want::open;
        case step::seal: return want::seal;
        case step::remove: return want::remove;
        case step::done: return want::done;
        case step::note:
        case step::count:
        case step::settle:
        case step::put: break;
        }
        return want::set;
    }

    // ---- what it wants, with

    /// The name in the store: the factor's, or a decoy's.
    [[nodiscard]] constexpr std::string_view slot() const noexcept [[clang::lifetimebound]]
    {
        return decoy_ < 0 ? factor_ : decoy_name_.view();
    }
    [[nodiscard]] constexpr std::string_view expected() const noexcept [[clang::lifetimebound]]
    {
        return lines_[at_].view();
    }
    [[nodiscard]] constexpr std::string_view line() const noexcept [[clang::lifetimebound]]
    {
        return lines_[1 - at_].view();
    }
    /// Where a loaded line goes.
    [[nodiscard]] constexpr record_text& room() noexcept [[clang::lifetimebound]]
    {
        return lines_[at_];
    }

    [[nodiscard]] constexpr sealed_secret sealed() const noexcept
    {
        sealed_secret made;
        (void)made.read(of_pending_ ? pending_of(record_).sealed : record_.sealed.view());
        return made;
    }
    [[nodiscard]] constexpr seal_context context() const noexcept [[clang::lifetimebound]]
    {
        if (!of_pending_) return {slot(), record_.id, record_.kind};
        auto const pending = pending_of(record_);
        return {slot(), pending.id, pending.kind};
    }
    /// The new key to seal; empty: `sealed()` is opened and sealed again.
    [[nodiscard]] constexpr std::span<unsigned char const> key() const noexcept
        [[clang::lifetimebound]]
    {
        return {decoy_key_.data(), decoy_ < 0 ? 0 : key_size(algorithm::sha1)};
    }

    // ---- what came of it

    /// The line is in `room()`.
    constexpr void loaded() noexcept
    {
        if (!awaits(server::want::load)) return;
        if (auto const wrong = detail::read_record(expected(), record_))
            return end(verdict_kind::unavailable, *wrong);
        if (step_ == step::reload) return settle();
        decide();
    }
    constexpr void loaded(std::string_view line) noexcept { lines_[at_].assign(line), loaded(); }
    constexpr void absent() noexcept
    {
        if (!awaits(server::want::load)) return;
        lines_[at_].clear();
        if (step_ == step::reload) return end(verdict_kind::not_enrolled);
        if (what_ != task::begin && decoy_ < 0) return refuse({.kind = verdict_kind::not_enrolled});
        record_ = {};
        record_.created = record_time(now_);
        if (decoy_ < 0) return begin();
        record_.state = factor_state::decoy;
        record_.id = unknown_.id_of(decoy_);
        decoy_key_ = unknown_.key_of(decoy_);
        step_ = step::seal;
    }
    constexpr void stored(bool done) noexcept
    {
        if (!awaits(want() == server::want::remove ? server::want::remove : server::want::set))
            return;
        if (!done) return again();
        at_ = 1 - at_;
        switch (step_) {
        case step::count:
            if (what_ == task::recover) return prove_recovery();
            step_ = step::open;
            return;
        case step::note: step_ = step::done; return;
        default: return end(verdict_kind::accepted);
        }
    }
    template <backend B = builtin>
    constexpr void opened(key_view secret) noexcept
    {
        if (!awaits(server::want::open)) return;
        auto const of = of_pending_ ? waiting(record_) : in_use(record_);
        auto const found = prove<B>(rules_, of, secret, typed_, record_time(now_));
        if (decoy_ >= 0) return end(behind_);
        if (!found) return end(verdict_kind::mismatch);
        proved_ = *found;
        proved_.ticket = ticket_;
        by_time_ = of.kind.type == otp_type::totp;
        settle();
    }
    constexpr void resealed(sealed_secret const& made) noexcept
    {
        if (!awaits(server::want::seal)) return;
        if (what_ == task::reseal && made.key_version() != key_version_) return failed();
        auto const text = text_of(made);
        if (decoy_ >= 0) {
            record_.sealed = text;
            return attempt();
        }
        if (of_pending_) {
            auto pending = pending_of(record_);
            pending.sealed = text.view();
            record_.pending = text_of(pending);
        }
        else
            record_.sealed = text;
        changed_ = true;
        reseal();
    }
    /// The outcome of anything is unknown, or there is none.
    constexpr void failed(error why = {reason::store_failed}) noexcept
    {
        if (step_ == step::done) return;
        // A decoy whose key has gone must not be told from a factor by that.
        if (decoy_ >= 0 && step_ == step::open) return end(behind_);
        end(verdict_kind::unavailable, why);
    }

    // ---- in the end

    [[nodiscard]] constexpr verdict const& said() const noexcept [[clang::lifetimebound]]
    {
        return said_;
    }
    /// As it was loaded or stored last; of `status` and what was accepted.
    [[nodiscard]] constexpr record const& seen() const noexcept [[clang::lifetimebound]]
    {
        return record_;
    }
    [[nodiscard]] constexpr task what() const noexcept { return what_; }
    [[nodiscard]] constexpr action asked() const noexcept { return order_.what; }
    [[nodiscard]] constexpr std::string_view factor() const noexcept { return factor_; }
    [[nodiscard]] constexpr policy const& rules() const noexcept [[clang::lifetimebound]]
    {
        return rules_;
    }

    /// All that its further way depends on, for whoever explores that.
    template <class F>
    constexpr void visit(F&& each) const
    {
        each(static_cast<int>(step_)), each(decoy_), each(loads_), each(settles_),
            each(of_pending_);
        each(ticket_), each(proved_.step), each(proved_.earliest), each(proved_.id.view());
        each(salt_.view()), each(hash_.view()), each(expected()), each(line());
        each(static_cast<int>(said_.kind)), each(static_cast<int>(behind_)), each(changed_);
    }

protected:
    enum class step : unsigned char {
        load,
        note, // a refusal that is to be remembered
        count,
        open,
        settle,
        reload,
        put,
        remove,
        seal,
        done,
    };
    static constexpr int most_loads = 64;

    constexpr exchange(task what, policy const& rules, std::string_view factor, unix_time now,
                       order const& asked, decoys const& unknown) noexcept
        : rules_{rules}, order_{asked}, factor_{factor}, unknown_{unknown}, now_{now}, what_{what}
    {
        if (!is_factor_name(factor)) refuse({.kind = verdict_kind::not_enrolled});
    }

    // An answer to a question that was not asked refuses; what is done stays as it is.
    constexpr bool awaits(server::want what) noexcept
    {
        if (want() == what) return true;
        if (step_ != step::done) end(verdict_kind::unavailable);
        return false;
    }
    constexpr void end(verdict_kind kind, std::optional<error> why = {}) noexcept
    {
        bool const counted = kind == verdict_kind::mismatch || kind == verdict_kind::replayed;
        bool const placed =
            by_time_ && (kind == verdict_kind::accepted || kind == verdict_kind::replayed);
        said_ = {.kind = kind, .failures = counted ? failures_ : 0, .why = why};
        if (placed) said_.step_age = proved_.centre - proved_.step;
        step_ = step::done;
    }
    // Of `admit`, or that there is no such factor.
    constexpr void refuse(verdict const& why) noexcept
    {
        bool const is_there = why.kind == verdict_kind::throttled ||
                              (record_.state == factor_state::active && what_ != task::confirm);
        if (decoy_ >= 0)
            said_ = why.kind == verdict_kind::throttled ? why : verdict{.kind = behind_};
        else if (!is_there && unknown_.known())
            return stand_in(why.kind);
        else
            said_ = why;
        step_ = step::done;
    }
    // The same calls on a decoy; then the verdict.
    constexpr void stand_in(verdict_kind then) noexcept
    {
        behind_ = then;
        decoy_ = unknown_.number_of(factor_);
        decoy_name_ = decoys::name_of(decoy_);
        loads_ = 0;
        step_ = step::load;
    }

    constexpr void decide() noexcept
    {
        switch (what_) {
        case task::passcode:
        case task::confirm:
        case task::recover: return attempt();
        case task::begin: return begin();
        case task::status: return end(verdict_kind::accepted);
        case task::reset: return reset();
        case task::reseal: changed_ = false; return reseal();
        }
    }

    constexpr void reset() noexcept
    {
        if (reset_to_ == reset_to::erased) {
            step_ = step::remove;
            return;
        }
        record_.passcodes.forgiven = record_.passcodes.tries;
        record_.recovery.forgiven = record_.recovery.tries;
        record_.debt = 0;
        put();
    }

    constexpr void attempt() noexcept
    {
        lane which = what_ == task::recover ? lane::recovery : lane::passcode;
        if (what_ == task::confirm && decoy_ < 0) which = lane::confirm;
        // A decoy is never locked: all who ask for unknown names would soon be told at once.
        if (decoy_ >= 0 && detail::locked(rules_, record_))
            record_.passcodes.forgiven = record_.passcodes.tries;
        auto const said = admit(rules_, record_, which, now_);
        if (!said.write) return refuse(said.refusal);
        write(record_, lines_[1 - at_]);
        said_ = said.refusal;
        step_ = said.admitted ? step::count : step::note;
        ticket_ = said.ticket;
        auto const& count = which == lane::recovery ? record_.recovery : record_.passcodes;
        failures_ = count.failures();
        of_pending_ = which == lane::confirm;
        if (what_ == task::recover) salt_.assign(recovery_codes{record_.codes.view()}.salt());
    }

    // A recovery code needs no secret.
    constexpr void prove_recovery() noexcept
    {
        constexpr std::string_view no_salt = "AAAAAAAAAAAAAAAA"; // the same work without a set
        hash_ = detail::hash_of(recovery_, salt_.empty() ? no_salt : salt_.view());
        if (decoy_ >= 0) return end(behind_);
        settle();
    }

    constexpr void settle() noexcept
    {
        auto const worth =
            what_ == task::recover
                ? server::settle(record_, recovery_proof{salt_.view(), hash_.view(), ticket_},
                                 order_, now_)
                : server::settle(rules_, record_, proved_, order_, now_);
        if (worth != verdict_kind::accepted) return end(worth);
        write(record_, lines_[1 - at_]);
        step_ = step::settle;
    }

    constexpr void begin() noexcept
    {
        if (record_.state == factor_state::active || record_.state == factor_state::decoy)
            return end(verdict_kind::disabled, {{reason::already_enrolled}});
        record_.pending.assign(order_.pending);
        put();
    }

    // The secret in use and the pending one, those of them that are under another key.
    constexpr void reseal() noexcept
    {
        step_ = step::seal;
        of_pending_ = false;
        if (under_another_key(record_.sealed.view(), key_version_)) return;
        of_pending_ = true;
        if (under_another_key(pending_of(record_).sealed, key_version_)) return;
        changed_ ? put() : end(verdict_kind::accepted);
    }

    constexpr void put() noexcept
    {
        if (!detail::countable(record_)) return end(verdict_kind::unavailable);
        ++record_.version;
        write(record_, lines_[1 - at_]);
        step_ = step::put;
    }

    // Somebody else wrote first.
    constexpr void again() noexcept
    {
        bool const settles = step_ == step::settle;
        int const most = settles ? most_loads + rules_.limit.value() : most_loads;
        if (++(settles ? settles_ : loads_) > most)
            return end(verdict_kind::unavailable, {{reason::store_busy}});
        step_ = settles ? step::reload : step::load;
    }

    policy rules_;
    order order_;
    std::string_view factor_;
    decoys unknown_;
    unix_time now_;
    typed_codes typed_{};
    recovery_code recovery_{};
    std::int64_t key_version_ = no_key_version;
    server::reset_to reset_to_{};

    record record_; // not {}, which would fill the room of its texts with zeros first
    record_text lines_[2];
    int at_ = 0; // lines_[at_] is what the store is thought to have
    std::int64_t ticket_ = 0;
    std::int64_t failures_ = 0;
    proof proved_{};
    field<recovery_salt_text> salt_{};
    field<recovery_hash_text> hash_{};
    field<16> decoy_name_{};
    digest<sha256> decoy_key_{};
    verdict said_{};
    int decoy_ = -1;
    int loads_ = 0, settles_ = 0;
    task what_;
    step step_ = step::load;
    verdict_kind behind_ = verdict_kind::not_enrolled;
    bool of_pending_ = false;
    bool by_time_ = false;
    bool changed_ = false;
};

} // namespace otpp::server

#endif
