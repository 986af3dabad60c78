// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SUPPORT_BACKEND_REPORT_HPP
#define OTPP_TESTS_SUPPORT_BACKEND_REPORT_HPP
// What main() asks about the backends; apart from backends.hpp, so that it compiles without them.

#include <string_view>

namespace support {

/// Tests this backend and those named before, no others. False if there is none of that name.
[[nodiscard]] bool want_only(std::string_view name);

/// Prints the cases that each backend ran and those that are skipped. False if one that should have
/// run some ran none: as soon as any test of backends was run, or all were, or it was named.
[[nodiscard]] bool report_backends(bool all_expected);

} // namespace support

#endif
