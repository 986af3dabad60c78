// SPDX-License-Identifier: BSL-1.0
#ifndef BENCH_ROWS_HPP
#define BENCH_ROWS_HPP
// A row: something that is timed, and checked against a second implementation before it is.

#include "inputs.hpp"

#include <otpp/passcode.hpp>

#include <benchmark/benchmark.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bench {

/// What the passcode of a call must be, by OpenSSL's HMAC and a truncation of our own writing.
code_text reference_code(otpp::algorithm which, std::uint64_t key_call, std::uint64_t step);

struct checked_row {
    std::string name;
    std::function<std::string()> check; ///< nothing, or what was wrong
};
std::vector<checked_row>& checked_rows();

inline std::string_view text(otpp::passcode const& code) { return code.view(); }
inline std::string_view text(code_text const& code) { return {code.data(), 6}; }

/// Adds a row. `make` makes what is called with 0, 1, 2, …; making it takes no time that counts.
template <class Make>
void add_row(std::string const& name, Make make, std::function<std::string()> check)
{
    checked_rows().push_back({name, std::move(check)});
    benchmark::RegisterBenchmark(name.c_str(), [make](benchmark::State& state) {
        auto subject = make();
        std::uint64_t call = 0;
        for (auto _ : state) {
            auto result = subject(call++); // not const: Google Benchmark 1.8 deprecates that
            benchmark::DoNotOptimize(result);
        }
    });
}

/// Which key a call takes: a prepared subject has always the first one.
enum class keyed : bool { once, every_call };

inline std::uint64_t key_call(keyed how, std::uint64_t call)
{
    return how == keyed::once ? 0 : call;
}

/// A row that makes passcodes: Subject(algorithm), then (call) → text.
template <class Subject>
void add_code_row(std::string const& name, keyed how, otpp::algorithm which)
{
    add_row(
        name, [which] { return Subject{which}; },
        [how, which]() -> std::string {
            Subject subject{which};
            for (std::uint64_t call = 0; call != 500; ++call) {
                auto const expected = reference_code(which, key_call(how, call), step(call));
                auto const got = subject(call);
                if (text(got) != text(expected))
                    return "call " + std::to_string(call) + ": " + std::string{text(got)} +
                           " instead of " + std::string{text(expected)};
            }
            return {};
        });
}

/// A row that looks for a code in a window of one step to either side:
/// Subject(algorithm), then (call, code) → how many steps off it fits, or `fits_nowhere`.
inline constexpr int fits_nowhere = -1;
inline constexpr code_text wrong_code{"271828"};

template <class Subject>
void add_match_row(std::string const& name, keyed how, otpp::algorithm which)
{
    add_row(
        name,
        [which] {
            return [subject = Subject{which}](std::uint64_t call) mutable {
                return subject(call, wrong_code);
            };
        },
        [how, which]() -> std::string {
            Subject subject{which};
            for (std::uint64_t call = 0; call != 200; ++call) {
                for (int drift = -2; drift <= 2; ++drift) {
                    auto const at = step(call) + static_cast<std::uint64_t>(drift);
                    auto const code = reference_code(which, key_call(how, call), at);
                    int const expected = drift * drift <= 1 ? drift * drift : fits_nowhere;
                    if (subject(call, code) != expected)
                        return "call " + std::to_string(call) + ": wrong at " +
                               std::to_string(drift) + " steps";
                }
                if (subject(call, wrong_code) != fits_nowhere)
                    return "call " + std::to_string(call) + ": a wrong code fits";
            }
            return {};
        });
}

/// The same, and each time the code is the right one of the current step.
template <class Subject>
void add_right_match_row(std::string const& name, otpp::algorithm which)
{
    auto const make = [which] {
        std::array<code_text, key_count> right{};
        for (std::uint64_t i = 0; i != key_count; ++i) right[i] = reference_code(which, i, step(i));
        return [subject = Subject{which}, right](std::uint64_t call) mutable {
            call %= key_count;
            return subject(call, right[call]);
        };
    };
    add_row(name, make, [make]() -> std::string {
        auto subject = make();
        for (std::uint64_t call = 0; call != 2 * key_count; ++call)
            if (subject(call) != 0) return "call " + std::to_string(call) + ": does not fit";
        return {};
    });
}

inline constexpr struct {
    otpp::algorithm which;
    char const* name;
} algorithms[]{{otpp::algorithm::sha1, "sha1"},
               {otpp::algorithm::sha256, "sha256"},
               {otpp::algorithm::sha512, "sha512"}};

/// Put at namespace scope, it adds the rows of a file before main.
struct rows {
    explicit rows(void (*add)()) { add(); }
};

} // namespace bench

#endif
