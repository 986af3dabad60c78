// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SUPPORT_SIDE_BY_SIDE_HPP
#define OTPP_TESTS_SUPPORT_SIDE_BY_SIDE_HPP
// compress() takes n states at once: each must come out as if it had been alone.

#include "random.hpp"

#include <otpp/hash/concept.hpp>

#include <array>
#include <cstddef>
#include <vector>

namespace support {

/// True if `H` takes n random states over n random blocks to where `Reference` takes each of them,
/// and leaves those behind them alone.
template <otpp::hash_function H, otpp::hash_function Reference>
[[nodiscard]] bool side_by_side_is_right(std::size_t n)
{
    random source{n};
    std::vector<typename H::state> states(n + 1);
    std::vector<typename H::block> blocks(n + 1);
    for (auto& state : states)
        for (auto& word : state) word = static_cast<typename H::word>(source.next());
    for (auto& block : blocks)
        for (auto& word : block) word = static_cast<typename H::word>(source.next());

    auto expected = states;
    for (std::size_t i = 0; i != n; ++i) {
        auto block = blocks[i];
        Reference::compress(&expected[i], &block, 1);
    }
    auto const last_block = blocks[n];
    H::compress(states.data(), blocks.data(), n);
    return states == expected && blocks[n] == last_block;
}

} // namespace support

#endif
