// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_KERNEL_FUNCTIONS_HPP
#define OTPP_BULK_DETAIL_KERNEL_FUNCTIONS_HPP
// A kernel as a table of functions over tiles, for each hash.

#include <otpp/backend.hpp>
#include <otpp/bulk/detail/avx2.hpp>
#include <otpp/bulk/detail/avx512.hpp>
#include <otpp/bulk/detail/lane_codes.hpp>
#include <otpp/bulk/detail/lane_hmac.hpp>
#include <otpp/bulk/detail/portable.hpp>
#include <otpp/bulk/detail/sha_ni.hpp>
#include <otpp/bulk/detail/tile.hpp>
#include <otpp/bulk/kernel.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/hmac.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace otpp::bulk::detail {

/// The hash of the builtin backend for the portable H.
template <class H>
struct builtin_of;
template <>
struct builtin_of<sha1> {
    using type = builtin::sha1;
};
template <>
struct builtin_of<sha256> {
    using type = builtin::sha256;
};
template <>
struct builtin_of<sha512> {
    using type = builtin::sha512;
};

/// The functions are documented at the body templates in lane_hmac.hpp and lane_codes.hpp.
template <class H>
struct kernel_functions {
    using prepare_function = void(key_words<H> const&, key_tile<H>&, std::size_t);

    prepare_function* prepare_short; // for keys with at most as many words as the hash's state
    prepare_function* prepare;
    void (*prepare_separately)(std::span<unsigned char const> const*, std::size_t,
                               key_tile<H>&); // may be null
    void (*schedule)(shared_steps<H>&, std::size_t);
    void (*shared)(key_tile<H> const*, std::size_t, std::size_t, std::size_t,
                   shared_steps<H> const&, std::size_t, std::uint32_t*);
    void (*own)(key_tile<H> const*, std::size_t, std::size_t, std::size_t, row_counters<H> const*,
                int const*, std::size_t, std::uint32_t*);
    void (*passcodes)(std::uint32_t const*, otpp::detail::power_of_10 const&, std::uint32_t*);
    void (*match)(std::uint32_t const*, int const*, std::size_t, std::uint32_t const*,
                  comparison const&, std::int8_t*);
};

/// The body template compiled by a kernel.
template <class K, class Body, class... A>
constexpr void (*compiled_by(void (*)(A...)))(A...)
{
    return &K::template run<Body, A...>;
}

template <class H, class K>
inline constexpr kernel_functions<H> lane_functions = [] {
    kernel_functions<H> f{};
    constexpr std::size_t words = H::initial.size();
    f.prepare_short = compiled_by<K, prepare_body<H, words>>(f.prepare_short);
    f.prepare = compiled_by<K, prepare_body<H, 16>>(f.prepare);
    f.schedule = compiled_by<K, schedule_body<H>>(f.schedule);
    f.shared = compiled_by<K, shared_body<H>>(f.shared);
    f.own = compiled_by<K, own_body<H>>(f.own);
    f.passcodes = compiled_by<K, passcodes_body>(f.passcodes);
    f.match = compiled_by<K, match_body>(f.match);
    return f;
}();

/// The saved states of n keys of any lengths, by the scalar code.
template <class H>
void prepare_states(std::span<unsigned char const> const* keys, std::size_t n,
                    otpp::detail::hmac_states<typename builtin_of<H>::type>* states) noexcept
{
    using hash = typename builtin_of<H>::type;
    std::size_t i = 0;
    if constexpr (requires(typename H::state* to) { hash::prepare_two(to, to, keys); }) {
        while (n - i >= 2 &&
               hash::prepare_two(states[i].saved.data(), states[i + 1].saved.data(), keys + i))
            i += 2;
        if (i != 0) otpp::detail::wipe_stack<otpp::detail::stack_depth::streams>();
    }
    for (; i != n; ++i) states[i].prepare(keys[i]);
}

/// The same into a tile, beginning with its first lane.
template <class H>
void prepare_separately(std::span<unsigned char const> const* keys, std::size_t n,
                        key_tile<H>& tile) noexcept
{
    otpp::detail::wiped<std::array<otpp::detail::hmac_states<typename builtin_of<H>::type>, 2>> two;
    for (std::size_t first = 0; first < n; first += 2) {
        std::size_t const now = n - first < 2 ? 1 : 2;
        prepare_states<H>(keys + first, now, two.value.data());
        for (std::size_t row = 0; row != now; ++row)
            for (std::size_t side = 0; side != 2; ++side)
                for (std::size_t i = 0; i != H::initial.size(); ++i)
                    tile.saved[side][i][first + row] = two.value[row].saved[side][i];
    }
}

/// One row at a time, for the rows of a call that do not fill a vector.
template <class H>
inline constexpr kernel_functions<H> rest_functions = [] {
    auto f = lane_functions<H, one_lane>;
    f.prepare_separately = &prepare_separately<H>;
    return f;
}();

#if defined(__x86_64__)
template <class H>
inline constexpr kernel_functions<H> sha_ni_functions = [] {
    auto f = lane_functions<H, baseline_lanes>;
    f.prepare_separately = &prepare_separately<H>;
    f.schedule = &sha_ni<H>::schedule;
    f.shared = &sha_ni<H>::shared;
    f.own = &sha_ni<H>::own;
    return f;
}();
#endif

/// The functions of an available kernel.
template <class H>
[[nodiscard]] kernel_functions<H> const& functions_of(bulk::kernel which) noexcept
{
    switch (which) {
#if defined(__x86_64__)
    case bulk::kernel::avx512: return lane_functions<H, avx512_lanes>;
    case bulk::kernel::avx2: return lane_functions<H, avx2_lanes>;
    case bulk::kernel::sha_ni:
        if constexpr (sizeof(typename H::word) == 4) return sha_ni_functions<H>;
        break;
#endif
    case bulk::kernel::sse2:
    case bulk::kernel::neon: return lane_functions<H, baseline_lanes>;
    default: break;
    }
    return lane_functions<H, one_lane>;
}

/// The same for rows that do not fill a vector.
template <class H>
[[nodiscard]] kernel_functions<H> const& rest_functions_of(bulk::kernel which) noexcept
{
    return which == bulk::kernel::portable ? rest_functions<H> : functions_of<H>(which);
}

} // namespace otpp::bulk::detail

#endif
