// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SUPPORT_BULK_LANES_HPP
#define OTPP_TESTS_SUPPORT_BULK_LANES_HPP
// A kernel's lanes, each of which must do what the scalar hash does.

#include "support/random.hpp"

#include <otpp/bulk/detail/lane_hash.hpp>
#include <otpp/bulk/detail/lanes.hpp>

#include <array>
#include <cstddef>

namespace support {

/// One compression of random states and blocks in every lane of kernel K.
template <class H>
struct compress_body {
    using word = typename H::word;

    template <class K>
    [[gnu::always_inline]] static void run(word* state, word const* block) noexcept
    {
        using W = typename K::template lanes<word>;
        constexpr std::size_t lanes = sizeof(W) / sizeof(word), words = H::initial.size();
        W v[words]{}, w[16]{};
        for (std::size_t i = 0; i != words; ++i) otpp::bulk::detail::load(v[i], state + i * lanes);
        for (std::size_t i = 0; i != 16; ++i) otpp::bulk::detail::load(w[i], block + i * lanes);
        otpp::bulk::detail::lane_hash<H>::own(v, w);
        for (std::size_t i = 0; i != words; ++i) {
            W before{};
            otpp::bulk::detail::load(before, state + i * lanes);
            v[i] += before;
            otpp::bulk::detail::store(state + i * lanes, v[i]);
        }
    }
};

template <class H, class K>
[[nodiscard]] bool kernel_lanes_are_right()
{
    using word = typename H::word;
    constexpr std::size_t lanes = sizeof(typename K::template lanes<word>) / sizeof(word);
    constexpr std::size_t words = H::initial.size();
    random source{lanes};
    std::array<typename H::state, lanes> states{};
    std::array<typename H::block, lanes> blocks{};
    std::array<std::array<word, lanes>, words> wide_state{};
    std::array<std::array<word, lanes>, 16> wide_block{};
    for (std::size_t lane = 0; lane != lanes; ++lane) {
        for (std::size_t i = 0; i != words; ++i)
            wide_state[i][lane] = states[lane][i] = static_cast<word>(source.next());
        for (std::size_t i = 0; i != 16; ++i)
            wide_block[i][lane] = blocks[lane][i] = static_cast<word>(source.next());
    }
    H::compress(states.data(), blocks.data(), lanes);
    K::template run<compress_body<H>, word*, word const*>(wide_state[0].data(),
                                                          wide_block[0].data());
    for (std::size_t lane = 0; lane != lanes; ++lane)
        for (std::size_t i = 0; i != words; ++i)
            if (wide_state[i][lane] != states[lane][i]) return false;
    return true;
}

} // namespace support

#endif
