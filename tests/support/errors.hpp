// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SUPPORT_ERRORS_HPP
#define OTPP_TESTS_SUPPORT_ERRORS_HPP
// What a result must be when it is refused.

#include <otpp/result.hpp>

#include <cstddef>

namespace support {

template <class T>
[[nodiscard]] constexpr bool refused(otpp::result<T> const& answer, otpp::reason why,
                                     std::size_t offset = otpp::error::nowhere) noexcept
{
    return !answer.has_value() && answer.error() == otpp::error{why, offset};
}

} // namespace support

#endif
