// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_ALGORITHM_HPP
#define OTPP_ALGORITHM_HPP
// The hash under the HMAC: RFC 6238, section 1.2, https://www.rfc-editor.org/rfc/rfc6238#section-1.2

#include <otpp/result.hpp>

#include <cstddef>
#include <string_view>

namespace otpp {

enum class algorithm : unsigned char { sha1, sha256, sha512 };

/// The name that an otpauth URI uses: SHA1, SHA256, SHA512.
[[nodiscard]] constexpr std::string_view to_string(algorithm which) noexcept
{
    constexpr std::string_view names[]{"SHA1", "SHA256", "SHA512"};
    return names[static_cast<unsigned char>(which)];
}

/// Bytes of a fresh key: as long as the hash's output (RFC 4226, section 4; RFC 6238, appendix B).
[[nodiscard]] constexpr std::size_t key_size(algorithm which) noexcept
{
    constexpr std::size_t sizes[]{20, 32, 64};
    return sizes[static_cast<unsigned char>(which)];
}

/// Reads a name in any case, with or without a hyphen: "SHA1", "sha-256".
[[nodiscard]] constexpr result<algorithm> parse_algorithm(std::string_view name) noexcept
{
    auto const spells = [name](std::string_view digits) {
        auto rest = name;
        for (char const letter : {'S', 'H', 'A'}) {
            if (rest.empty() || (rest[0] & ~0x20) != letter) return false;
            rest.remove_prefix(1);
        }
        if (!rest.empty() && rest[0] == '-') rest.remove_prefix(1);
        return rest == digits;
    };
    if (spells("1")) return algorithm::sha1;
    if (spells("256")) return algorithm::sha256;
    if (spells("512")) return algorithm::sha512;
    return {reason::algorithm_unknown, 0};
}

} // namespace otpp

#endif
