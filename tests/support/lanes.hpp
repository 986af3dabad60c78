// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SUPPORT_LANES_HPP
#define OTPP_TESTS_SUPPORT_LANES_HPP
// One text, many widths: a compression over vectors must do in each lane what the scalar one does.

#include "support/random.hpp"

#include <array>
#include <cstddef>

namespace support {

// `compress(Vector* state, Vector* block)` is the text that H is made of.
template <class H, class Vector, class Compress>
bool lanes_are_right(Compress compress)
{
    using word = typename H::word;
    constexpr std::size_t lanes = sizeof(Vector) / sizeof(word);
    random random{sizeof(Vector)};
    std::array<typename H::state, lanes> states{};
    std::array<typename H::block, lanes> blocks{};
    std::array<Vector, std::tuple_size_v<typename H::state>> wide_state{};
    std::array<Vector, 16> wide_block{};
    for (std::size_t lane = 0; lane != lanes; ++lane) {
        for (std::size_t i = 0; i != wide_state.size(); ++i)
            wide_state[i][lane] = states[lane][i] = static_cast<word>(random.next());
        for (std::size_t i = 0; i != 16; ++i)
            wide_block[i][lane] = blocks[lane][i] = static_cast<word>(random.next());
    }
    H::compress(states.data(), blocks.data(), lanes);
    compress(wide_state.data(), wide_block.data());
    for (std::size_t lane = 0; lane != lanes; ++lane)
        for (std::size_t i = 0; i != wide_state.size(); ++i)
            if (wide_state[i][lane] != states[lane][i]) return false;
    return true;
}

} // namespace support

#endif
