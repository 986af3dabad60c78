// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SUPPORT_UNSIGNED_COUNTERS_HPP
#define OTPP_TESTS_SUPPORT_UNSIGNED_COUNTERS_HPP
// The passcodes that a window would find if it left the steps 0 to 2^63-1 and wrapped.

#include "keys.hpp"

#include <otpp/passcode.hpp>
#include <otpp/prepared_key.hpp>

#include <cstdint>

namespace support {

/// Of the RFC's key, six digits of SHA-1.
[[nodiscard]] inline otpp::passcode code_of_unsigned(std::uint64_t counter)
{
    otpp::prepared_key<otpp::builtin> const key{rfc_key, otpp::algorithm::sha1};
    std::uint32_t value{};
    key.values(counter, 1, &value);
    return {value, 6};
}

} // namespace support

#endif
