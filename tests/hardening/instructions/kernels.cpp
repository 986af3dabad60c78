// SPDX-License-Identifier: BSL-1.0
// Kernels of SHA-1 whose instructions valgrind does not know, or that are compared with those: not to
// be run, tools/instruction_bound.py counts in the listing of this file.
#include <otpp/bulk/detail/kernel_functions.hpp>

#if defined(__x86_64__)
extern otpp::bulk::detail::kernel_functions<otpp::sha1> const* const kernels[]{
    &otpp::bulk::detail::lane_functions<otpp::sha1, otpp::bulk::detail::avx512_lanes>,
    &otpp::bulk::detail::lane_functions<otpp::sha1, otpp::bulk::detail::avx2_lanes>,
    &otpp::bulk::detail::sha_ni_functions<otpp::sha1>,
};
#endif
