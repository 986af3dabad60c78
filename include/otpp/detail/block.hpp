// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_DETAIL_BLOCK_HPP
#define OTPP_DETAIL_BLOCK_HPP
// Cutting a message into blocks, and the padding of the last one: FIPS 180-4, section 5.1.

#include <otpp/constant_time.hpp>
#include <otpp/detail/bytes.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/hash/concept.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace otpp::detail {

template <hash_function H>
constexpr void load_block(typename H::block& block, unsigned char const* bytes) noexcept
{
    using word = typename H::word;
    for (std::size_t i = 0; i != 16; ++i) block[i] = load_be<word>(bytes + i * sizeof(word));
}

// Takes `state`, which has seen `before` bytes (whole blocks), over the message and its padding.
template <hash_function H>
constexpr void absorb_last(typename H::state& state, std::uint64_t before,
                           std::span<unsigned char const> message) noexcept
{
    using word = typename H::word;
    constexpr std::size_t size = block_size<H>;
    std::uint64_t const bits = (before + message.size()) * 8;

    wiped<typename H::block> block;
    while (message.size() >= size) {
        load_block<H>(block.value, message.data());
        H::compress(&state, &block.value, 1);
        message = message.subspan(size);
    }

    wiped<std::array<unsigned char, size>> last;
    last.value = {};
    std::size_t used = 0;
    for (unsigned char const byte : message) last.value[used++] = byte;
    last.value[used++] = 0x80;
    load_block<H>(block.value, last.value.data());
    if (used > size - 2 * sizeof(word)) {
        H::compress(&state, &block.value, 1);
        block.value = {};
    }
    block.value[15] = static_cast<word>(bits);
    if constexpr (sizeof(word) == 4) block.value[14] = static_cast<word>(bits >> 32);
    H::compress(&state, &block.value, 1);
}

template <hash_function H>
constexpr void store_state(unsigned char* to, typename H::state const& state) noexcept
{
    for (auto const word : state) {
        store_be(to, constant_time::opaque(word)); // one by one: as vectors they would be spilled
        to += sizeof word;
    }
}

} // namespace otpp::detail

#endif
