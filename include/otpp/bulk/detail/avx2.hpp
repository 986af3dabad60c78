// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_AVX2_HPP
#define OTPP_BULK_DETAIL_AVX2_HPP
// Eight 32-bit lanes: the body templates of the kernels, compiled for AVX2.

#include <otpp/bulk/detail/lanes.hpp>

namespace otpp::bulk::detail {

#if defined(__x86_64__)

struct avx2_lanes {
    template <class Word>
    using lanes = typename lanes_of<Word, 32>::type;
    static constexpr bool interleaved = true; // faster in spite of only sixteen registers

    template <class Body, class... A>
    [[gnu::target("avx2"), gnu::noinline]] static void run(A... arguments) noexcept
    {
        Body::template run<avx2_lanes>(arguments...);
    }
};

#endif

} // namespace otpp::bulk::detail

#endif
