// SPDX-License-Identifier: BSL-1.0
// A passcode: from a prepared key, and from the key's bytes.
#include "ours.hpp"

namespace {

bench::rows const code_rows{[] {
    bench::add_code_rows<otpp::builtin>("builtin");
    bench::add_code_rows<otpp::portable>("portable");
}};

} // namespace
