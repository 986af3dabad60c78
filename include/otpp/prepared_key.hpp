// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PREPARED_KEY_HPP
#define OTPP_PREPARED_KEY_HPP
// A key whose HMAC is prepared once, its algorithm chosen at run time: RFC 6238, section 1.2.

#include <otpp/algorithm.hpp>
#include <otpp/backend.hpp>
#include <otpp/detail/stack_depth.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/hmac.hpp>
#include <otpp/secret.hpp>
#include <otpp/truncate.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>

namespace otpp {

namespace detail {

// A frame of its own, so that `wipe_stack` reaches what it leaves.
template <std::size_t most, class H>
[[gnu::noinline]] constexpr void truncated_codes(hmac_states<H> const& states, std::uint64_t first,
                                                 std::size_t n, std::uint32_t* out) noexcept
{
    wiped<std::array<typename H::state, most>> codes;
    states.counter_codes(first, n, codes.value);
    for (std::size_t i = 0; i != n; ++i) out[i] = truncate(codes.value[i]);
}

template <std::size_t most, class H>
[[gnu::noinline]] constexpr void values_portably(hmac_states<H> const& states, std::uint64_t first,
                                                 std::size_t n, std::uint32_t* out) noexcept
{
    truncated_codes<most>(states, first, n, out);
    wipe_stack<stack_depth::values(block_size<H>, most)>();
}

template <std::size_t most, class H>
constexpr void next_values(hmac_states<H> const& states, std::uint64_t first, std::size_t n,
                           std::uint32_t* out) noexcept
{
    if constexpr (requires {
                      {
                          H::counter_values(states.saved.data(), first, n, out)
                      } -> std::same_as<bool>;
                  }) {
        if (H::counter_values(states.saved.data(), first, n, out)) // two find room in the registers
            return n > 2 ? wipe_stack<stack_depth::instructions>()
                         : wipe_stack<stack_depth::none>();
    }
    values_portably<most>(states, first, n, out);
}

// The truncated 31-bit values (RFC 4226, section 5.3) of `first`, `first` + 1, …
template <class H>
constexpr void values_of(hmac_states<H> const& states, std::uint64_t first, std::size_t n,
                         std::uint32_t* out) noexcept
{
    if (n == 1) return next_values<1>(states, first, n, out);
    constexpr std::size_t at_once = 4;
    for (; n > at_once; n -= at_once, first += at_once, out += at_once)
        next_values<at_once>(states, first, at_once, out);
    next_values<at_once>(states, first, n, out);
}

} // namespace detail

/// What `hotp` and `totp` compute with. Moves, does not copy, wipes itself. One that was moved away
/// may be assigned to or destroyed.
/// Const calls may run in parallel.
template <backend B>
class prepared_key {
public:
    /// No view is kept: the secret may be a temporary.
    constexpr prepared_key(secret const& key, otpp::algorithm which) noexcept
        : prepared_key{key_view{key}, which}
    {}
    constexpr prepared_key(key_view shared_key, otpp::algorithm which) noexcept : algorithm_{which}
    {
        auto const bytes = shared_key.bytes();
        switch (which) { // an assignment by its name makes it the union's member
        case algorithm::sha1: (states_.sha1 = {}).prepare(bytes); break;
        case algorithm::sha256: (states_.sha256 = {}).prepare(bytes); break;
        case algorithm::sha512: (states_.sha512 = {}).prepare(bytes); break;
        }
    }

    constexpr explicit prepared_key(detail::nothing) noexcept : algorithm_{no_key} {}
    prepared_key(prepared_key const&) = delete; // as secret as the key itself: move it
    prepared_key& operator=(prepared_key const&) = delete;
    constexpr prepared_key(prepared_key&& from) noexcept
        : states_{from.states_}, algorithm_{from.algorithm_}
    {
        from.clear();
    }
    constexpr prepared_key& operator=(prepared_key&& from) noexcept
    {
        if (this != &from) {
            states_ = from.states_;
            algorithm_ = from.algorithm_;
            from.clear();
        }
        return *this;
    }
    constexpr ~prepared_key() { clear(); }

    [[nodiscard]] constexpr otpp::algorithm algorithm() const noexcept { return algorithm_; }

    /// The truncated 31-bit values (RFC 4226, section 5.3) of `first`, `first` + 1, …
    /// Traps for one that was moved away: its codes would be those of a key that everybody has.
    constexpr void values(std::uint64_t first, std::size_t n, std::uint32_t* out) const noexcept
    {
        switch (algorithm_) {
        case algorithm::sha1: detail::values_of(states_.sha1, first, n, out); break;
        case algorithm::sha256: detail::values_of(states_.sha256, first, n, out); break;
        case algorithm::sha512: detail::values_of(states_.sha512, first, n, out); break;
        default: __builtin_trap();
        }
        detail::wipe_stack<detail::stack_depth::none>();
    }

private:
    static constexpr auto no_key = static_cast<otpp::algorithm>(0xff);

    constexpr void clear() noexcept
    {
        algorithm_ = no_key;
        detail::wipe(states_);
    }

    union any_states {
        detail::hmac_states<typename B::sha1> sha1;
        detail::hmac_states<typename B::sha256> sha256;
        detail::hmac_states<typename B::sha512> sha512;

        constexpr any_states() noexcept : sha1{} {} // and not the bytes behind it
    };

    any_states states_;
    otpp::algorithm algorithm_;
};

} // namespace otpp

#endif
