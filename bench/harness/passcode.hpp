// SPDX-License-Identifier: BSL-1.0
#ifndef BENCH_HARNESS_PASSCODE_HPP
#define BENCH_HARNESS_PASSCODE_HPP
// Passcodes of six digits every 30 seconds, and the second implementation that rows are checked against.

#include <otpp/algorithm.hpp>

#include <array>
#include <cstdint>
#include <span>

namespace bench {

inline constexpr struct {
    otpp::algorithm which;
    char const* name;
} algorithms[]{{otpp::algorithm::sha1, "sha1"},
               {otpp::algorithm::sha256, "sha256"},
               {otpp::algorithm::sha512, "sha512"}};

inline char const* name_of(otpp::algorithm which)
{
    for (auto const& each : algorithms)
        if (each.which == which) return each.name;
    return "unknown";
}

inline constexpr int period = 30;
inline constexpr std::int64_t start = 1'700'000'010;       // the first second of a step
inline constexpr std::uint32_t passcode_count = 1'000'000; // of six digits
inline constexpr std::int8_t no_match = -128;              // in place of a drift

/// Six digits and a zero byte, as C functions read and write them.
using code_text = std::array<char, 7>;

constexpr code_text text_of(std::uint32_t passcode)
{
    code_text text{};
    for (std::size_t i = 6; i != 0; passcode /= 10)
        text[--i] = static_cast<char>('0' + passcode % 10);
    return text;
}

/// A submitted code in both forms: each library reads the one that it takes.
struct code {
    std::uint32_t number;
    char const* text;
};

/// The passcode by OpenSSL's one-shot HMAC and a truncation written for this check.
std::uint32_t reference_passcode(otpp::algorithm which, std::span<unsigned char const> key,
                                 std::uint64_t step);

} // namespace bench

#endif
