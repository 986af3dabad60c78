// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_VERIFIER_HPP
#define OTPP_SERVER_VERIFIER_HPP
// Lets people in, each passcode once: RFC 4226, section 7.2; RFC 6238, section 5.2. It drives the calls of
// call.hpp over a store and a sealer, and decides nothing itself.

#include <otpp/account.hpp>
#include <otpp/detail/borrow.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/random.hpp>
#include <otpp/result.hpp>
#include <otpp/secret.hpp>
#include <otpp/server/call.hpp>
#include <otpp/server/decoys.hpp>
#include <otpp/server/event.hpp>
#include <otpp/server/factor.hpp>
#include <otpp/server/policy.hpp>
#include <otpp/server/prove.hpp>
#include <otpp/server/record.hpp>
#include <otpp/server/recovery.hpp>
#include <otpp/server/sealer.hpp>
#include <otpp/server/settle.hpp>
#include <otpp/server/status.hpp>
#include <otpp/server/store.hpp>
#include <otpp/server/task.hpp>
#include <otpp/server/verdict.hpp>
#include <otpp/time.hpp>

#include <atomic>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

namespace otpp::server {

/// Hears of nothing.
struct no_hook {
    constexpr void operator()(event const&) const noexcept {}
};

/// The codes that were made, to be shown once; they wipe themselves.
struct new_recovery_codes {
    server::verdict verdict{};
    std::size_t size = 0; ///< none unless accepted
    recovery_code codes[max_recovery_codes]{};
};

/// The account to be provisioned beside the verdict.
struct replacement {
    server::verdict verdict{};
    result<otpp::account> account{reason::store_failed}; ///< where the verdict is accepted
};

namespace detail {

// What a store, a sealer or a hook throws is no answer.
template <class Call, class Otherwise>
constexpr auto without_exceptions(Call&& call, Otherwise&& otherwise) noexcept
{
#if defined(__cpp_exceptions)
    try {
        return call();
    } catch (...) {
        return otherwise();
    }
#else
    return (void)otherwise, call();
#endif
}

} // namespace detail

/// One for all threads, if the store, the sealer and the hook are for all of them; store and sealer
/// outlive it; a policy with a fault (`fault_of`) traps. `now` is the caller's clock. The hook runs after what it hears of is stored; what it
/// throws changes nothing. Factors are named by 1 to 256 bytes: factor_name.hpp.
template <record_store Store, sealer Sealer, class Hook = no_hook, backend B = builtin>
class verifier {
public:
    verifier(Store& store [[clang::lifetimebound]], Sealer const& ring [[clang::lifetimebound]],
             policy rules = {}, Hook hook = {}) noexcept
        : store_{store}, ring_{ring}, rules_{rules}, hook_{std::move(hook)}
    {
        if (fault_of(rules_)) __builtin_trap();
    }
    verifier(Store&, Sealer const&&, policy = {}, Hook = {}) = delete;       // name the sealer
    verifier(Store const&&, Sealer const&, policy = {}, Hook = {}) = delete; // name the store

    /// The one that lets people in, and each passcode once. Only `accepted` does.
    [[nodiscard]] verdict verify(std::string_view factor, std::string_view code, unix_time now)
    {
        return run(call::passcode(rules_, factor, code, now, {}, unknown()));
    }

    /// A new secret, to be shown to the person once and confirmed by a first code; again before
    /// that, the earlier one is dead. `already_enrolled` while a secret is in use: `replace` it.
    [[nodiscard]] result<account> begin(std::string_view factor, account_options options,
                                        unix_time now)
    {
        auto made = fresh(options);
        if (!made) return made;
        return begin(factor, *std::move(made), now);
    }
    /// The same with a secret from elsewhere, of `min_key_size` and `max_period` of the policy.
    [[nodiscard]] result<account> begin(std::string_view factor, account given, unix_time now)
    {
        auto const pending = seal(factor, given, now);
        if (!pending) return pending.error();
        auto const said = run(call::begin(rules_, factor, pending->view(), now));
        if (!said) return said.why.value_or(error{reason::store_failed});
        return given;
    }
    /// The first code of the secret that was begun: from now on it is in use.
    [[nodiscard]] verdict confirm(std::string_view factor, std::string_view code, unix_time now)
    {
        return run(call::confirm(rules_, factor, code, now, unknown()));
    }

    /// Another secret, by a code of the one in use, or a recovery code; the one in use stays so until
    /// the new one is confirmed.
    [[nodiscard]] replacement replace(std::string_view factor, std::string_view code,
                                      account_options options, unix_time now)
    {
        auto made = fresh(options);
        if (!made) return {{.why = made.error()}, made.error()};
        auto const pending = seal(factor, *made, now);
        if (!pending) return {{.why = pending.error()}, pending.error()};
        auto const said = by_code(factor, code, {action::replace, pending->view(), {}}, now);
        if (!said) return {said, said.why.value_or(error{reason::store_failed})};
        return {said, std::move(made)};
    }

    /// A fresh set of 1 to 16 recovery codes, by a code of the factor or one of the old set.
    [[nodiscard]] new_recovery_codes recovery_codes(std::string_view factor, std::string_view code,
                                                    unix_time now, std::size_t count = 10)
    {
        using set = server::recovery_codes;
        new_recovery_codes made;
        otpp::detail::wiped<unsigned char[set::random_size(max_recovery_codes)]> random;
        if (count < 1 || count > max_recovery_codes) {
            made.verdict.why = error{reason::attempts_out_of_range};
            return made;
        }
        std::span const bytes{random.value, set::random_size(count)};
        if (!fill_random(bytes)) {
            made.verdict.why = error{reason::no_entropy};
            return made;
        }
        auto const text = set::make(
            bytes, [&made](recovery_code const& each) { made.codes[made.size++] = each; });
        made.verdict = by_code(factor, code, {action::recovery_codes, {}, text.view()}, now);
        if (!made.verdict) return {.verdict = made.verdict};
        return made;
    }
    /// A recovery code in place of the device: used up, it unlocks the factor.
    [[nodiscard]] verdict recover(std::string_view factor, std::string_view code, unix_time now)
    {
        return run(call::recover(rules_, factor, code, now, {}, unknown()));
    }

    /// Two codes in a row, found within 100 steps, or three within 1000; the last is the current one.
    [[nodiscard]] verdict resynchronise(std::string_view factor,
                                        std::span<std::string_view const> codes, unix_time now)
    {
        return run(call::resynchronise(rules_, factor, codes, now, unknown()));
    }

    /// Switches the factor off and erases its secrets, by a code of it or a recovery code.
    [[nodiscard]] verdict deactivate(std::string_view factor, std::string_view code, unix_time now)
    {
        return by_code(factor, code, {action::deactivate, {}, {}}, now);
    }

    /// The administrator's, without a code: forgives all failures, or removes all that is known of the
    /// factor. The hook hears the reason.
    [[nodiscard]] verdict reset(std::string_view factor, reset_to what, std::string_view why,
                                unix_time now)
    {
        return run(call::reset(rules_, factor, what, now), why);
    }

    /// What may be seen of a factor. `not_enrolled` where there is none, or the store's error.
    [[nodiscard]] result<server::status> status(std::string_view factor, unix_time now)
    {
        auto reading = call::status(rules_, factor, now);
        drive(reading);
        auto const& said = reading.said();
        if (!said) return said.why.value_or(error{reason::factor_unknown});
        return status_of(rules_, reading.seen(), now);
    }

    /// Seals the secrets of a factor under the current key. Whoever verifies at the same time is not
    /// disturbed; when all factors are resealed the old key may go.
    [[nodiscard]] verdict reseal(std::string_view factor)
    {
        return run(call::reseal(rules_, factor, ring_.key_version()));
    }

    [[nodiscard]] policy const& rules() const noexcept [[clang::lifetimebound]] { return rules_; }

private:
    [[nodiscard]] verdict by_code(std::string_view factor, std::string_view code,
                                  order const& asked, unix_time now)
    {
        return run(call::by_code(rules_, factor, code, now, asked, unknown()));
    }

    [[nodiscard]] verdict run(call asked, std::string_view why = {})
    {
        drive(asked);
        auto const heard = event_of(asked, why);
        detail::without_exceptions([&] { hook_(heard); }, [] {});
        return asked.said();
    }

    void drive(call& asked)
    {
        auto const ask = [&](auto&& question) {
            return detail::without_exceptions(
                question, [] { return decltype(question()){reason::store_failed}; });
        };
        auto const open = [&] {
            return ask([&] { return ring_.open(asked.sealed(), asked.context()); });
        };
        for (;;) {
            switch (asked.want()) {
            case want::load: {
                auto const found = ask([&] { return store_.load(asked.slot(), asked.room()); });
                if (!found)
                    asked.failed(found.error());
                else if (*found)
                    asked.loaded();
                else
                    asked.absent();
                break;
            }
            case want::set:
            case want::remove: {
                auto const done = ask([&] {
                    return asked.want() == want::set
                               ? store_.compare_and_set(asked.slot(), asked.expected(),
                                                        asked.line())
                               : store_.remove(asked.slot(), asked.expected());
                });
                done ? asked.stored(*done) : asked.failed(done.error());
                break;
            }
            case want::open: {
                auto const key = open();
                key ? asked.template opened<B>(*key) : asked.failed(key.error());
                break;
            }
            case want::seal: {
                auto const key = asked.key().empty() ? open() : secret::from_bytes(asked.key());
                if (!key) {
                    asked.failed(key.error());
                    break;
                }
                auto const made = ask([&] { return ring_.seal(*key, asked.context()); });
                made ? asked.resealed(*made) : asked.failed(made.error());
                break;
            }
            case want::done: return;
            }
        }
    }

    [[nodiscard]] static result<account> fresh(account_options const& options)
    {
        auto key = secret::generate(options.algorithm);
        if (!key) return key.error();
        return account::make(*std::move(key), options);
    }

    // The pending text of an account's secret.
    [[nodiscard]] result<field<max_pending_text>> seal(std::string_view factor,
                                                       account const& given, unix_time now)
    {
        unsigned char random[secret_id::bytes];
        if (!fill_random(random)) return reason::no_entropy;
        auto pending = pending_for(rules_, given, random, now);
        if (!pending) return pending.error();
        auto const sealed = detail::without_exceptions(
            [&] { return ring_.seal(given.secret(), {factor, pending->id, pending->kind}); },
            [] { return result<sealed_secret>{reason::seal_broken}; });
        if (!sealed) return sealed.error();
        auto const text = text_of(*sealed);
        pending->sealed = text.view();
        return text_of(*pending);
    }

    // The key of the decoys is read, or made, by the first who needs it.
    [[nodiscard]] decoys unknown()
    {
        enum : int { nobody, somebody, ready };
        if (state_.load(std::memory_order_acquire) == ready) return unknown_;
        decoys found;
        detail::without_exceptions([&] { find(found); }, [] {});
        int expected = nobody;
        if (found.known() && state_.compare_exchange_strong(expected, somebody)) {
            unknown_ = found;
            state_.store(ready, std::memory_order_release);
        }
        return found;
    }
    void find(decoys& into)
    {
        record_text line;
        auto there = store_.load(decoys::record_name, line);
        if (there && !*there) {
            otpp::detail::wiped<unsigned char[decoys::key_bytes]> random;
            if (!fill_random(random.value)) return;
            auto const made = decoys{random.value}.line();
            (void)store_.compare_and_set(decoys::record_name, {}, made.view());
            there = store_.load(decoys::record_name, line); // whoever was first
        }
        if (there && *there) (void)into.read(line.view());
    }

    Store& store_;
    Sealer const& ring_;
    policy rules_;
    [[no_unique_address]] Hook hook_;
    std::atomic<int> state_{0};
    decoys unknown_{};
};

} // namespace otpp::server

#endif
