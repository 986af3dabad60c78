// SPDX-License-Identifier: BSL-1.0
#ifndef BENCH_CORE_PASSCODE_ROWS_HPP
#define BENCH_CORE_PASSCODE_ROWS_HPP
// Rows that generate a passcode, and rows that match one in a window of one step to either side.

#include "../harness/rows.hpp"
#include "inputs.hpp"

#include <otpp/totp.hpp>

#include <string>
#include <string_view>

namespace bench {

/// Whether a subject has the first key for all calls, or each call its own.
enum class keyed : bool { once, every_call };

inline std::uint64_t key_call(keyed how, std::uint64_t call)
{
    return how == keyed::once ? 0 : call;
}

inline std::string_view text(otpp::passcode const& code) { return code.view(); }
inline std::string_view text(code_text const& code) { return {code.data(), 6}; }

inline std::string fault_of(std::uint64_t call, std::string const& what)
{
    return "call " + std::to_string(call) + ": " + what;
}

/// `make()` returns a callable (call) → text.
template <class Make>
void add_code_row(std::string const& name, keyed how, otpp::algorithm which, Make make)
{
    add_row(name, make, [=]() -> std::string {
        auto subject = make();
        for (std::uint64_t call = 0; call != 500; ++call) {
            auto const expected = text_of(
                reference_passcode(which, key_bytes(which, key_call(how, call)), step(call)));
            auto const got = subject(call);
            if (text(got) != text(expected))
                return fault_of(call, std::string{text(got)} + " instead of " +
                                          std::string{text(expected)});
        }
        return {};
    });
}

/// `make()` returns a callable (call, code) → drift or `no_match`. The timed code matches no step, so that
/// every library computes the whole window.
template <class Make>
void add_match_row(std::string const& name, keyed how, otpp::algorithm which, Make make)
{
    static constexpr std::uint32_t wrong = 271'828;
    static constexpr auto wrong_text = text_of(wrong);
    static constexpr code wrong_code{wrong, wrong_text.data()};
    auto const timed = [make] {
        return [subject = make()](std::uint64_t call) mutable { return subject(call, wrong_code); };
    };
    add_row(name, timed, [=]() -> std::string {
        auto subject = make();
        for (std::uint64_t call = 0; call != 200; ++call) {
            for (int drift = -2; drift <= 2; ++drift) {
                auto const number =
                    reference_passcode(which, key_bytes(which, key_call(how, call)),
                                       step(call) + static_cast<std::uint64_t>(drift));
                auto const digits = text_of(number);
                int const expected = drift * drift <= 1 ? drift : no_match;
                if (subject(call, code{number, digits.data()}) != expected)
                    return fault_of(call, "wrong at " + std::to_string(drift) + " steps");
            }
            if (subject(call, wrong_code) != no_match)
                return fault_of(call, "a wrong code matches");
        }
        return {};
    });
}

/// The same, timed with the right code of the current step.
template <class Make>
void add_right_match_row(std::string const& name, otpp::algorithm which, Make make)
{
    auto const timed = [=] {
        std::array<std::uint32_t, key_count> numbers{};
        std::array<code_text, key_count> texts{};
        for (std::uint64_t i = 0; i != key_count; ++i) {
            numbers[i] = reference_passcode(which, key_bytes(which, i), step(i));
            texts[i] = text_of(numbers[i]);
        }
        return [subject = make(), numbers, texts](std::uint64_t call) mutable {
            call %= key_count;
            return subject(call, code{numbers[call], texts[call].data()});
        };
    };
    add_row(name, timed, [timed]() -> std::string {
        auto subject = timed();
        for (std::uint64_t call = 0; call != 2 * key_count; ++call)
            if (subject(call) != 0) return fault_of(call, "does not match");
        return {};
    });
}

inline std::string row_name(char const* operation, otpp::algorithm which, char const* library)
{
    return std::string{operation} + "/" + name_of(which) + "/" + library;
}

/// Rows of OTP++ with backend B.
template <otpp::backend B>
struct ours {
    static otpp::basic_totp<B> totp(otpp::algorithm which, std::uint64_t call)
    {
        return otpp::basic_totp<B>{key(which, call), {.algorithm = which}};
    }
    static int drift_of(std::optional<otpp::match> const& found)
    {
        return found ? static_cast<int>(found->drift) : no_match;
    }
    static auto cold_match(otpp::algorithm which)
    {
        return [which] {
            return [which](std::uint64_t call, code const& submitted) {
                return drift_of(totp(which, call).match({submitted.text, 6}, time(call)));
            };
        };
    }

    static void add_rows(otpp::algorithm which, char const* library)
    {
        add_code_row(row_name("code_prepared", which, library), keyed::once, which, [which] {
            return [totp = totp(which, 0)](std::uint64_t call) { return totp.at(time(call)); };
        });
        add_code_row(row_name("code_cold", which, library), keyed::every_call, which, [which] {
            return [which](std::uint64_t call) { return totp(which, call).at(time(call)); };
        });
        add_match_row(row_name("match_prepared", which, library), keyed::once, which, [which] {
            return [totp = totp(which, 0)](std::uint64_t call, code const& submitted) {
                return drift_of(totp.match({submitted.text, 6}, time(call)));
            };
        });
        add_match_row(row_name("match_cold", which, library), keyed::every_call, which,
                      cold_match(which));
    }
};

/// Rows of a peer, a class as peers/hmac.hpp describes it.
template <class Peer, keyed how>
auto peer_code(otpp::algorithm which)
{
    return [which] {
        Peer peer{which};
        peer.set_key(key_bytes(which, 0));
        return [which, peer = std::move(peer)](std::uint64_t call) mutable {
            if (how == keyed::every_call) peer.set_key(key_bytes(which, call));
            return peer.text(seconds(call));
        };
    };
}
template <class Peer, keyed how>
auto peer_match(otpp::algorithm which)
{
    return [which] {
        Peer peer{which};
        peer.set_key(key_bytes(which, 0));
        return [which, peer = std::move(peer)](std::uint64_t call, code const& submitted) mutable {
            if (how == keyed::every_call) peer.set_key(key_bytes(which, call));
            return peer.match(seconds(call), submitted);
        };
    };
}

template <class Peer>
void add_cold_peer_rows(otpp::algorithm which, char const* library)
{
    constexpr auto how = keyed::every_call;
    add_code_row(row_name("code_cold", which, library), how, which, peer_code<Peer, how>(which));
    add_match_row(row_name("match_cold", which, library), how, which, peer_match<Peer, how>(which));
}
template <class Peer>
void add_prepared_peer_rows(otpp::algorithm which, char const* library)
{
    constexpr auto how = keyed::once;
    add_code_row(row_name("code_prepared", which, library), how, which,
                 peer_code<Peer, how>(which));
    add_match_row(row_name("match_prepared", which, library), how, which,
                  peer_match<Peer, how>(which));
}

} // namespace bench

#endif
