// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_PORTABLE_HPP
#define OTPP_BULK_DETAIL_PORTABLE_HPP
// The kernels for baseline instructions: one row at a time, and vectors of 16 bytes, which every x86-64
// (SSE2) and every 64-bit ARM processor (NEON) has. A kernel compiles each body template for its width
// and instructions.

#include <otpp/bulk/detail/lanes.hpp>

namespace otpp::bulk::detail {

struct one_lane {
    template <class Word>
    using lanes = Word;
    static constexpr bool interleaved = false;

    template <class Body, class... A>
    [[gnu::noinline]] static void run(A... arguments) noexcept
    {
        Body::template run<one_lane>(arguments...);
    }
};

struct baseline_lanes {
    template <class Word>
    using lanes = typename lanes_of<Word, 16>::type;
    static constexpr bool interleaved = false;

    template <class Body, class... A>
    [[gnu::noinline]] static void run(A... arguments) noexcept
    {
        Body::template run<baseline_lanes>(arguments...);
    }
};

} // namespace otpp::bulk::detail

#endif
