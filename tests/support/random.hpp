// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SUPPORT_RANDOM_HPP
#define OTPP_TESTS_SUPPORT_RANDOM_HPP
// Pseudo-random inputs, the same in every run: SplitMix64, https://prng.di.unimi.it/splitmix64.c

#include <cstddef>
#include <cstdint>

namespace support {

class random {
public:
    constexpr explicit random(std::uint64_t seed) noexcept : state_{seed} {}

    constexpr std::uint64_t next() noexcept
    {
        std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }
    /// 0 to n - 1
    constexpr std::size_t below(std::size_t n) noexcept
    {
        return static_cast<std::size_t>(next() % n);
    }
    constexpr unsigned char byte() noexcept { return static_cast<unsigned char>(next() >> 56); }

private:
    std::uint64_t state_;
};

} // namespace support

#endif
