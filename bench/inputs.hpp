// SPDX-License-Identifier: BSL-1.0
#ifndef BENCH_INPUTS_HPP
#define BENCH_INPUTS_HPP
// What every row computes on: call after call another time and, where the key is cold, another key.

#include <otpp/algorithm.hpp>
#include <otpp/secret.hpp>
#include <otpp/time.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace bench {

inline constexpr std::size_t key_count = 64; // few enough to stay in the first cache

struct key_table {
    std::array<std::array<unsigned char, 64>, key_count> bytes;

    constexpr key_table() noexcept : bytes{}
    {
        std::uint32_t x = 1; // any bytes will do, as long as they are the same in every run
        for (auto& key : bytes)
            for (auto& byte : key) {
                x = x * 1664525u + 1013904223u;
                byte = static_cast<unsigned char>(x >> 24);
            }
    }
};
inline constexpr key_table keys;

/// The key of a call: 20, 32 or 64 bytes, as long as the algorithm's output.
inline std::span<unsigned char const> key_bytes(otpp::algorithm which, std::uint64_t call)
{
    return {keys.bytes[call % key_count].data(), key_size(which)};
}
inline otpp::key_view key(otpp::algorithm which, std::uint64_t call)
{
    return *otpp::key_view::from(key_bytes(which, call));
}

inline constexpr std::int64_t start = 1'700'000'010; // the first second of a step
inline std::int64_t seconds(std::uint64_t call)
{
    return start + 30 * static_cast<std::int64_t>(call);
}
inline otpp::unix_time time(std::uint64_t call) { return otpp::unix_time{seconds(call)}; }
inline std::uint64_t step(std::uint64_t call)
{
    return static_cast<std::uint64_t>(seconds(call)) / 30;
}

/// Six digits and a zero byte, as C functions read and write them.
using code_text = std::array<char, 7>;

} // namespace bench

#endif
