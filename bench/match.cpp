// SPDX-License-Identifier: BSL-1.0
// Looking for a code one step to either side. It is a wrong one, so that everybody looks at the
// whole window; ours does so for a right one too, which `match_cold_right` shows.
#include "ours.hpp"

namespace {

bench::rows const match_rows{[] {
    bench::add_match_rows<otpp::builtin>("builtin");
    bench::add_match_rows<otpp::portable>("portable");
    bench::add_right_match_row<bench::cold_match<otpp::builtin>>("match_cold_right/sha1/builtin",
                                                                 otpp::algorithm::sha1);
}};

} // namespace
