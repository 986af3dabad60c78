// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SUPPORT_BULK_ENGINE_HPP
#define OTPP_TESTS_SUPPORT_BULK_ENGINE_HPP
// The kernels of the bulk engine are compiled once, in tests/hardening/bulk/engine.cpp: they take three times as
// long as a whole test file without them.

#include <otpp/bulk/detail/kernel_functions.hpp>

namespace otpp::bulk::detail {

extern template kernel_functions<sha1> const& functions_of<sha1>(kernel) noexcept;
extern template kernel_functions<sha256> const& functions_of<sha256>(kernel) noexcept;
extern template kernel_functions<sha512> const& functions_of<sha512>(kernel) noexcept;
extern template kernel_functions<sha1> const& rest_functions_of<sha1>(kernel) noexcept;
extern template kernel_functions<sha256> const& rest_functions_of<sha256>(kernel) noexcept;
extern template kernel_functions<sha512> const& rest_functions_of<sha512>(kernel) noexcept;

} // namespace otpp::bulk::detail

#endif
