// SPDX-License-Identifier: BSL-1.0
// All kernels of the bulk engine, for the programs that include support/bulk_engine.hpp.

#include <otpp/bulk/detail/kernel_functions.hpp>

namespace otpp::bulk::detail {

template kernel_functions<sha1> const& functions_of<sha1>(kernel) noexcept;
template kernel_functions<sha256> const& functions_of<sha256>(kernel) noexcept;
template kernel_functions<sha512> const& functions_of<sha512>(kernel) noexcept;
template kernel_functions<sha1> const& rest_functions_of<sha1>(kernel) noexcept;
template kernel_functions<sha256> const& rest_functions_of<sha256>(kernel) noexcept;
template kernel_functions<sha512> const& rest_functions_of<sha512>(kernel) noexcept;

} // namespace otpp::bulk::detail
