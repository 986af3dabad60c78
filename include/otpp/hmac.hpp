// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_HMAC_HPP
#define OTPP_HMAC_HPP
// HMAC with its key prepared once: RFC 2104, section 4, https://www.rfc-editor.org/rfc/rfc2104#section-4

#include <otpp/detail/block.hpp>
#include <otpp/detail/bytes.hpp>
#include <otpp/detail/stack_depth.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/hash/concept.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

namespace otpp {

namespace detail {

// A frame of its own, so that `wipe_stack` reaches what it leaves.
template <hash_function H>
[[gnu::noinline]] constexpr void hash_to(digest<H>& out,
                                         std::span<unsigned char const> message) noexcept
{
    wiped<typename H::state> state;
    state.value = H::initial;
    absorb_last<H>(state.value, 0, message);
    store_state<H>(out.data(), state.value);
}

// The inner and the outer padded block of a key, each compressed once. Whoever holds it wipes it.
template <hash_function H>
struct hmac_states {
    using word = typename H::word;
    static constexpr word end_of_message = word{0x80} << (sizeof(word) * 8 - 8);

    std::array<typename H::state, 2> saved;

    constexpr void prepare(std::span<unsigned char const> key) noexcept
    {
        if constexpr (requires {
                          { H::prepare(saved.data(), key) } -> std::same_as<bool>;
                      }) {
            if (H::prepare(saved.data(), key)) return wipe_stack<stack_depth::instructions>();
        }
        prepare_portably(key);
        wipe_stack<stack_depth::hash(block_size<H>)>();
    }

    [[gnu::noinline]] constexpr void prepare_portably(std::span<unsigned char const> key) noexcept
    {
        wiped<std::array<typename H::block, 2>> blocks;
        auto& inner = blocks.value[0];
        auto& outer = blocks.value[1];
        inner.fill(static_cast<word>(0x3636363636363636u));
        outer.fill(static_cast<word>(0x5c5c5c5c5c5c5c5cu));
        wiped<digest<H>> hashed;
        if (key.size() > block_size<H>) {
            hash_to<H>(hashed.value, key);
            key = hashed.value;
        }
        // Word by word: a wide load of what narrow stores have just written would wait for them.
        auto const put = [&](std::size_t i, word key_word) {
            inner[i] ^= key_word;
            outer[i] ^= key_word;
        };
        std::size_t const whole = key.size() / sizeof(word);
        for (std::size_t i = 0; i != whole; ++i)
            put(i, load_be<word>(key.data() + i * sizeof(word)));
        for (std::size_t i = whole * sizeof(word); i != key.size(); ++i)
            put(whole, word{key[i]} << (8 * (sizeof(word) - 1 - i % sizeof(word))));
        saved = {H::initial, H::initial};
        H::compress(saved.data(), blocks.value.data(), 2);
    }

    [[gnu::noinline]] constexpr void code(std::span<unsigned char const> message,
                                          digest<H>& out) const noexcept
    {
        wiped<typename H::state> state;
        wiped<typename H::block> block;
        state.value = saved[0];
        absorb_last<H>(state.value, block_size<H>, message);
        outer_block(block.value, state.value);
        state.value = saved[1];
        H::compress(&state.value, &block.value, 1);
        store_state<H>(out.data(), state.value);
    }

    // The codes of n <= most consecutive 8-byte counters.
    template <std::size_t most>
    constexpr void counter_codes(std::uint64_t first, std::size_t n,
                                 std::array<typename H::state, most>& codes) const noexcept
    {
        wiped<std::array<typename H::block, most>> blocks;
        for (std::size_t i = 0; i != n; ++i) {
            counter_block(blocks.value[i], first + i);
            codes[i] = saved[0];
        }
        H::compress(codes.data(), blocks.value.data(), n);
        for (std::size_t i = 0; i != n; ++i) {
            outer_block(blocks.value[i], codes[i]);
            codes[i] = saved[1];
        }
        H::compress(codes.data(), blocks.value.data(), n);
    }

    // The whole message is one counter, so that its padded block can be written down at once.
    static constexpr void counter_block(typename H::block& block, std::uint64_t counter) noexcept
    {
        if constexpr (sizeof(word) == 4)
            block = {static_cast<word>(counter >> 32), static_cast<word>(counter), end_of_message};
        else
            block = {counter, end_of_message};
        block[15] = (block_size<H> + 8) * 8;
    }

    static constexpr void outer_block(typename H::block& block,
                                      typename H::state const& inner) noexcept
    {
        constexpr std::size_t words = digest_size<H> / sizeof(word);
        for (std::size_t i = 0; i != words; ++i) block[i] = inner[i];
        block[words] = end_of_message;
        for (std::size_t i = words + 1; i != 15; ++i) block[i] = 0;
        block[15] = (block_size<H> + digest_size<H>)*8;
    }
};

} // namespace detail

/// The digest of a message, in one call.
template <hash_function H>
[[nodiscard]] constexpr digest<H> hash(std::span<unsigned char const> message) noexcept
{
    digest<H> out{};
    detail::hash_to<H>(out, message);
    detail::wipe_stack<detail::stack_depth::hash(block_size<H>)>();
    return out;
}

/// A prepared key of any length: two compressions fewer for every code. Moves, does not copy,
/// wipes itself; one that was moved away may be assigned to or destroyed. Const calls may run in
/// parallel.
template <hash_function H>
class hmac {
public:
    constexpr explicit hmac(std::span<unsigned char const> key) noexcept : prepared_{true}
    {
        states_.prepare(key);
    }

    hmac(hmac const&) = delete; // a prepared key is as secret as the key: move it
    hmac& operator=(hmac const&) = delete;
    constexpr hmac(hmac&& from) noexcept : states_{from.states_}, prepared_{from.prepared_}
    {
        from.clear();
    }
    constexpr hmac& operator=(hmac&& from) noexcept
    {
        if (this != &from) {
            states_ = from.states_;
            prepared_ = from.prepared_;
            from.clear();
        }
        return *this;
    }
    constexpr ~hmac() { clear(); }

    /// The authentication code of a message of any length. Traps for a key that was moved away.
    [[nodiscard]] constexpr digest<H>
    operator()(std::span<unsigned char const> message) const noexcept
    {
        if (!prepared_) __builtin_trap();
        digest<H> out{};
        states_.code(message, out);
        detail::wipe_stack<detail::stack_depth::hash(block_size<H>)>();
        return out;
    }

private:
    constexpr void clear() noexcept
    {
        prepared_ = false;
        detail::wipe(states_);
    }

    detail::hmac_states<H> states_{};
    bool prepared_;
};

} // namespace otpp

#endif
