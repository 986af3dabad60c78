// SPDX-License-Identifier: BSL-1.0
// The limit: the bare compressions of a work at the width of a kernel, with the data of one tile in the
// first-level cache: no byte swaps, truncation, comparison or results. And the processor's frequency, by a
// chain of dependent additions, one a cycle.
#include "rows.hpp"

#include <otpp/bulk/detail/kernel_functions.hpp>
#include <otpp/bulk/kernel.hpp>

#include <array>

namespace {

using namespace bench;
using namespace otpp::bulk::detail;
using namespace otpp::detail;
using otpp::bulk::kernel;

/// The compressions of a tile's n steps, by the functions of lane_hmac.hpp in the order of its kernel
/// bodies: the outer one of a step beside the inner one of the next (`together`) or before it.
template <class H, bool shares, bool together>
struct bare_text {
    using word = typename H::word;

    template <class K>
    [[gnu::always_inline]] static void run(key_words<H> const& keys, key_tile<H> const& tile,
                                           shared_steps<H> const& steps, std::size_t n,
                                           word* digests) noexcept
    {
        using W = typename K::template lanes<word>;
        using hmac = lane_hmac<H, W>;
        constexpr std::size_t words = H::initial.size(), width = hmac::width;

        W v[words], u[words]{}, w[16]{}, x[16]{};
        for (std::size_t lane = 0; lane < tile_rows; lane += width)
            for (std::size_t i = 0; i != n; ++i) {
                auto const* const schedule =
                    steps.schedules + i / width * width * hmac::hash::rounds + i % width;
                hmac::digest_message(w, u);
                hmac::start(v, tile.saved[1], lane);
                hmac::start(u, tile.saved[0], lane);
                if constexpr (!shares) {
#pragma GCC unroll 16
                    for (std::size_t j = 0; j != 2; ++j) load(x[j], &keys.at[j][lane]);
                    hmac::end(x, 2);
                }
                if constexpr (shares && together)
                    hmac::hash::own_and_shared(v, w, u, schedule, width);
                else if constexpr (together)
                    hmac::hash::own_and_own(v, w, u, x);
                else {
                    hmac::hash::own(v, w);
                    if constexpr (shares)
                        hmac::hash::shared(u, schedule, width);
                    else
                        hmac::hash::own(u, x);
                }
                hmac::finish(v, tile.saved[1], lane);
                hmac::finish(u, tile.saved[0], lane);
#pragma GCC unroll 16
                for (std::size_t j = 1; j != words; ++j) v[0] ^= v[j];
                store(digests + (i * tile_rows + lane), v[0]);
            }
    }
};

constexpr std::size_t tiles = 64;

template <class H>
struct limit_data {
    key_words<H> keys{};
    key_tile<H> tiles[block_tiles]{};
    shared_steps<H> steps{};
    alignas(64) typename H::word digests[16 * tile_rows]{};
};

template <class H, class K, bool together>
void limit_of(limit_data<H>& data, work const& of, std::size_t n)
{
    using word = typename H::word;
    using words = key_words<H> const&;
    using tile = key_tile<H> const&;
    using steps = shared_steps<H> const&;
    bool const cold = !of.prepared && of.of != shape::one_key;
    auto const bare =
        of.of == shape::one_step
            ? &K::template run<bare_text<H, true, together>, words, tile, steps, std::size_t, word*>
            : &K::template run<bare_text<H, false, together>, words, tile, steps, std::size_t,
                               word*>;
    for (std::size_t i = 0; i != tiles; i += block_tiles) {
        if (cold)
            for (auto& one : data.tiles)
                lane_functions<H, K>.prepare_short(data.keys, one, tile_rows);
        for (auto const& one : data.tiles) bare(data.keys, one, data.steps, n, data.digests);
    }
}

template <class H, class K>
void add_limits(otpp::algorithm which, kernel by)
{
    if (!otpp::bulk::is_available(by, which)) return;
    for (auto const& of : works) {
        auto const data = std::make_shared<limit_data<H>>();
        std::size_t const n = of.match ? 3 : 1;
        for (std::size_t i = 0; i != n; ++i) data->steps.counters[i] = i;
        lane_functions<H, K>.schedule(data->steps, n);
        auto const middle =
            std::string{"/"} + name_of(which) + "/limit_" + std::string{to_string(by)};
        auto const end = "/" + std::to_string(tiles * tile_rows);
        add_limit_row(of.name + middle + end, [=] { limit_of<H, K, false>(*data, of, n); });
        if (K::interleaved) // the number of registers decides which of the two is faster
            add_limit_row(of.name + middle + "_together" + end,
                          [=] { limit_of<H, K, true>(*data, of, n); });
    }
}

template <class H>
void add_vector_limits(otpp::algorithm which)
{
    add_limits<H, one_lane>(which, kernel::portable);
#if defined(__x86_64__)
    add_limits<H, baseline_lanes>(which, kernel::sse2);
    add_limits<H, avx2_lanes>(which, kernel::avx2);
    add_limits<H, avx512_lanes>(which, kernel::avx512);
#endif
}

#if defined(__x86_64__)
// SHA-NI on four rows side by side.
template <class H>
void add_sha_ni_limits(otpp::algorithm which)
{
    if (!otpp::bulk::is_available(kernel::sha_ni, which)) return;
    using x86 = typename x86_of<H>::type;
    struct streams {
        std::array<typename H::state, 4> states{H::initial, H::initial, H::initial, H::initial};
        std::array<typename H::block, 4> blocks{};
    };
    for (auto const& of : works) {
        std::size_t const compressions =
            (of.match ? 6u : 2u) + (of.prepared || of.of == shape::one_key ? 0u : 2u);
        auto const data = std::make_shared<streams>();
        add_limit_row(std::string{of.name} + "/" + name_of(which) + "/limit_sha_ni/" +
                          std::to_string(tiles * tile_rows),
                      [=] {
                          for (std::size_t i = 0; i != tiles * tile_rows / 4; ++i)
                              for (std::size_t j = 0; j != compressions; ++j) {
                                  data->states.fill(H::initial);
                                  x86::compress(data->states.data(), data->blocks.data(), 4);
                              }
                      });
    }
}
#endif

// The number in this row's name is its additions: divided by it, its time is one cycle.
void add_cycle()
{
#if defined(__x86_64__)
    constexpr std::size_t additions = 1'000'000;
    add_limit_row("cycle/addition/chain/1000000", [] {
        // A register as the addend: Golden Cove eliminates additions of a constant at renaming.
        std::uint64_t const one = 1;
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i != additions / 5; ++i)
            asm volatile("add %1, %0\n\tadd %1, %0\n\tadd %1, %0\n\tadd %1, %0\n\tadd %1, %0"
                         : "+r"(sum)
                         : "r"(one));
    });
#endif
}

registration const limit_rows{[] {
    add_cycle();
    add_vector_limits<otpp::sha1>(otpp::algorithm::sha1);
    add_vector_limits<otpp::sha256>(otpp::algorithm::sha256);
    add_vector_limits<otpp::sha512>(otpp::algorithm::sha512);
#if defined(__x86_64__)
    add_sha_ni_limits<otpp::sha1>(otpp::algorithm::sha1);
    add_sha_ni_limits<otpp::sha256>(otpp::algorithm::sha256);
#endif
}};

} // namespace
