// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_PORTABLE_HPP
#define OTPP_BULK_DETAIL_PORTABLE_HPP
// The kernels that need no instructions beyond the baseline: a row at a time, and the vectors of 16
// bytes that every x86-64 (SSE2) and every 64-bit ARM processor (NEON) has.

#include <otpp/bulk/detail/lanes.hpp>

namespace otpp::bulk::detail {

struct one_lane {
    template <class Word>
    using lanes = Word;
    static constexpr bool interleaved = false;

    template <class Text, class... A>
    [[gnu::noinline]] static void run(A... arguments) noexcept
    {
        Text::template run<one_lane>(arguments...);
    }
};

struct baseline_lanes {
    template <class Word>
    using lanes = typename lanes_of<Word, 16>::type;
    static constexpr bool interleaved = false;

    template <class Text, class... A>
    [[gnu::noinline]] static void run(A... arguments) noexcept
    {
        Text::template run<baseline_lanes>(arguments...);
    }
};

} // namespace otpp::bulk::detail

#endif
