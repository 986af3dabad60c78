// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_SHA_NI_HPP
#define OTPP_BULK_DETAIL_SHA_NI_HPP
// The SHA instructions of x86 over tiles, four rows or steps interleaved: RFC 2104.

#include <otpp/bulk/detail/tile.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/hash/detail/sha1_x86.hpp>
#include <otpp/hash/detail/sha2_x86.hpp>
#include <otpp/hmac.hpp>
#include <otpp/truncate.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace otpp::bulk::detail {

#if defined(__x86_64__)

template <class H>
struct x86_of;
template <>
struct x86_of<sha1> {
    using type = sha1_x86;
};
template <>
struct x86_of<sha256> {
    using type = sha256_x86;
};

/// The functions of the body templates in lane_hmac.hpp, with the same arguments.
template <class H>
struct sha_ni {
    using x86 = typename x86_of<H>::type;
    using word = typename H::word;
    static constexpr std::size_t words = H::initial.size();
    static constexpr std::size_t at_once = 4;

    static void schedule(shared_steps<H>&, std::size_t) noexcept {} // done by instructions

    static void shared(key_tile<H> const* keys, std::size_t stride, std::size_t first,
                       std::size_t last, shared_steps<H> const& steps, std::size_t n,
                       std::uint32_t* values) noexcept
    {
        queue jobs{(last - first) * n};
        for (std::size_t row = first; row < last; ++row)
            for (std::size_t i = 0; i != n; ++i)
                jobs.add(keys[row / tile_rows * stride], row % tile_rows, steps.counters[i],
                         values + (row / tile_rows * n + i) * tile_rows + row % tile_rows);
    }

    static void own(key_tile<H> const* keys, std::size_t stride, std::size_t first,
                    std::size_t last, row_counters<H> const* counters, int const* drifts,
                    std::size_t n, std::uint32_t* values) noexcept
    {
        queue jobs{(last - first) * n};
        for (std::size_t row = first; row < last; ++row)
            for (std::size_t i = 0; i != n; ++i)
                jobs.add(keys[row / tile_rows * stride], row % tile_rows,
                         counters[row / tile_rows].get(row % tile_rows) +
                             static_cast<std::uint64_t>(static_cast<std::int64_t>(drifts[i])),
                         values + (row / tile_rows * n + i) * tile_rows + row % tile_rows);
    }

private:
    // Collects jobs and runs up to four interleaved. Two take as long as one, and four little longer, so
    // the remaining jobs are divided evenly.
    struct queue {
        word const* keys[at_once];
        std::uint64_t counters[at_once];
        std::uint32_t* to[at_once];
        std::size_t size = 0, remaining, share;

        explicit queue(std::size_t jobs) noexcept : remaining{jobs} { divide(); }

        void divide() noexcept
        {
            std::size_t const runs = (remaining + at_once - 1) / at_once;
            share = runs == 0 ? 0 : (remaining + runs - 1) / runs;
        }

        void add(key_tile<H> const& tile, std::size_t lane, std::uint64_t counter,
                 std::uint32_t* value) noexcept
        {
            keys[size] = &tile.saved[0][0][lane];
            counters[size] = counter;
            to[size] = value;
            if (++size == share) run();
        }

        void run() noexcept
        {
            otpp::detail::wiped<std::array<std::uint32_t, at_once>> values;
            values.value.fill(
                0); // g++ 12 warns otherwise: it misses that the first `size` are written
            compute(values.value.data());
            for (std::size_t i = 0; i != size; ++i) *to[i] = values.value[i];
            remaining -= size;
            size = 0;
            divide();
        }

        void compute(std::uint32_t* values) const noexcept
            requires std::same_as<H, sha1>
        {
            x86::template values_of<tile_rows>(keys, counters, size, values);
        }

        void compute(std::uint32_t* values) const noexcept
        {
            otpp::detail::wiped<std::array<typename H::state, at_once>> states;
            otpp::detail::wiped<std::array<typename H::block, at_once>> blocks;
            load(states.value, 0);
            for (std::size_t i = 0; i != size; ++i)
                otpp::detail::hmac_states<H>::counter_block(blocks.value[i], counters[i]);
            x86::compress(states.value.data(), blocks.value.data(), size);
            for (std::size_t i = 0; i != size; ++i)
                otpp::detail::hmac_states<H>::outer_block(blocks.value[i], states.value[i]);
            load(states.value, 1);
            x86::compress(states.value.data(), blocks.value.data(), size);
            for (std::size_t i = 0; i != size; ++i) values[i] = truncate(states.value[i]);
        }

        void load(std::array<typename H::state, at_once>& states, std::size_t side) const noexcept
        {
            for (std::size_t i = 0; i != size; ++i)
                for (std::size_t t = 0; t != words; ++t)
                    states[i][t] = keys[i][(side * words + t) * tile_rows];
        }
    };
};

#endif

} // namespace otpp::bulk::detail

#endif
