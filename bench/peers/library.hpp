// SPDX-License-Identifier: BSL-1.0
#ifndef BENCH_PEERS_LIBRARY_HPP
#define BENCH_PEERS_LIBRARY_HPP
// A peer of another language, as a shared library of two C functions.

#include <string>

namespace bench {

/// Adds the SHA-1 rows of NAME=FILE; throws if it cannot be loaded.
void add_library_rows(std::string const& name_and_file);

} // namespace bench

#endif
