// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SERVER_MODEL_STORE_HPP
#define OTPP_TESTS_SERVER_MODEL_STORE_HPP
// The store of the model: one line, and the contract of store.hpp in a few words.

#include <string>
#include <string_view>

namespace model {

[[nodiscard]] inline bool same(std::string_view kept, std::string_view expected)
{
    return kept == expected;
}

[[nodiscard]] inline bool compare_and_set(std::string& line, std::string_view expected,
                                          std::string_view to)
{
    if (!same(line, expected)) return false;
    line = to;
    return true;
}

[[nodiscard]] inline bool remove(std::string& line, std::string_view expected)
{
    if (line.empty() || !same(line, expected)) return false;
    line.clear();
    return true;
}

} // namespace model

#endif
