// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SUPPORT_HASH_VECTORS_HPP
#define OTPP_TESTS_SUPPORT_HASH_VECTORS_HPP
// The vectors of hashes and of HMAC as checks (both.hpp) of one algorithm, over any hash type.

#include "vectors/hash_fips180.hpp"
#include "vectors/hmac_rfc2202.hpp"
#include "vectors/hmac_rfc4231.hpp"

#include <otpp/hmac.hpp>

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace support {

/// True if `expected` is the digest, or the beginning of it where that is what was published.
[[nodiscard]] constexpr bool begins_with(std::span<unsigned char const> digest,
                                         std::span<unsigned char const> expected)
{
    if (expected.empty() || expected.size() > digest.size()) return false;
    for (std::size_t i = 0; i != expected.size(); ++i)
        if (digest[i] != expected[i]) return false;
    return true;
}

template <class H>
struct hashes_right {
    using entry = vectors::hash_fips180::entry;

    static constexpr bool run_time_only(entry const& entry) { return entry.times != 1; }

    static constexpr std::string_view wrong(entry const& entry)
    {
        if (entry.digest.size() != otpp::digest_size<H>) return "digest size";
        if (entry.times == 1)
            return begins_with(otpp::hash<H>(entry.message), entry.digest) ? "" : "digest";
        std::vector<unsigned char> message;
        for (std::int64_t i = 0; i != entry.times; ++i)
            message.insert(message.end(), entry.message.begin(), entry.message.end());
        return begins_with(otpp::hash<H>(message), entry.digest) ? "" : "digest";
    }
};

template <class H, class Entry>
[[nodiscard]] constexpr std::string_view wrong_hmac(Entry const& entry)
{
    auto const code = otpp::hmac<H>{entry.key}(entry.message);
    return begins_with(code, entry.code) ? "" : "code";
}

} // namespace support

#endif
