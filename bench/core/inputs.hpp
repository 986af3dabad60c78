// SPDX-License-Identifier: BSL-1.0
#ifndef BENCH_CORE_INPUTS_HPP
#define BENCH_CORE_INPUTS_HPP
// The keys and times of the calls: each call has the next step and, where the key is cold, the next key.

#include "../harness/passcode.hpp"

#include <otpp/secret.hpp>
#include <otpp/time.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace bench {

inline constexpr std::size_t key_count = 64; // their bytes fit into the first-level cache

struct key_table {
    std::array<std::array<unsigned char, 64>, key_count> bytes;

    constexpr key_table() noexcept : bytes{}
    {
        std::uint32_t x = 1; // a linear congruential generator: the same bytes in every run
        for (auto& key : bytes)
            for (auto& byte : key) {
                x = x * 1664525u + 1013904223u;
                byte = static_cast<unsigned char>(x >> 24);
            }
    }
};
inline constexpr key_table keys;

/// The key of a call: 20, 32 or 64 bytes, the size of the algorithm's output.
inline std::span<unsigned char const> key_bytes(otpp::algorithm which, std::uint64_t call)
{
    return {keys.bytes[call % key_count].data(), key_size(which)};
}
inline otpp::key_view key(otpp::algorithm which, std::uint64_t call)
{
    return *otpp::key_view::from(key_bytes(which, call));
}

inline std::int64_t seconds(std::uint64_t call)
{
    return start + period * static_cast<std::int64_t>(call);
}
inline otpp::unix_time time(std::uint64_t call) { return otpp::unix_time{seconds(call)}; }
inline std::uint64_t step(std::uint64_t call)
{
    return static_cast<std::uint64_t>(seconds(call)) / period;
}

} // namespace bench

#endif
