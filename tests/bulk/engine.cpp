// SPDX-License-Identifier: BSL-1.0
// All kernels of the bulk engine, for the programs that include support/bulk_engine.hpp.

#include <otpp/bulk/kernel_functions.hpp>

namespace otpp::detail {

template kernel_functions<sha1> const& functions_of<sha1>(bulk::kernel) noexcept;
template kernel_functions<sha256> const& functions_of<sha256>(bulk::kernel) noexcept;
template kernel_functions<sha512> const& functions_of<sha512>(bulk::kernel) noexcept;
template kernel_functions<sha1> const& few_rows_functions_of<sha1>(bulk::kernel) noexcept;
template kernel_functions<sha256> const& few_rows_functions_of<sha256>(bulk::kernel) noexcept;
template kernel_functions<sha512> const& few_rows_functions_of<sha512>(bulk::kernel) noexcept;

} // namespace otpp::detail
