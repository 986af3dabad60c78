// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_REASON_HPP
#define OTPP_REASON_HPP
// Why an input was refused, as an enumeration and in words, both from reason_table.hpp.

#include <string_view>

namespace otpp {

/// Why an input was refused. `message(reason)` returns the words.
enum class reason : unsigned char {
#define OTPP_REASON(enumerator, words) enumerator,
#include <otpp/reason_table.hpp>
};

/// The reason in words: what is wrong and what to do, in one sentence that never quotes the input.
[[nodiscard]] constexpr std::string_view message(reason why) noexcept
{
    switch (why) {
#define OTPP_REASON(enumerator, words)                                                             \
    case reason::enumerator: return words;
#include <otpp/reason_table.hpp>
    }
    return "unknown reason";
}

} // namespace otpp

#endif
