// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SUPPORT_BULK_KEYS_HPP
#define OTPP_TESTS_SUPPORT_BULK_KEYS_HPP
// Keys for tables, and the results of one row by the scalar core, which every kernel must give.

#include "support/random.hpp"

#include <otpp/bulk/key_rows.hpp>
#include <otpp/bulk/results.hpp>
#include <otpp/totp.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <vector>

namespace support {

using key_bytes = std::vector<unsigned char>;

[[nodiscard]] inline key_bytes random_key(random& source, std::size_t size)
{
    key_bytes key(size);
    for (auto& byte : key) byte = source.byte();
    return key;
}

/// A length from 1 to 128, in half of the cases a usual one.
[[nodiscard]] inline key_bytes random_key(random& source)
{
    constexpr std::size_t usual[]{10, 16, 20, 32, 64};
    bool const is_usual = source.below(2) == 0;
    return random_key(source, is_usual ? usual[source.below(5)] : 1 + source.below(128));
}

/// Views of keys, which must outlive them.
class key_views {
public:
    explicit key_views(std::vector<key_bytes> const& keys) : views_{keys.begin(), keys.end()} {}

    [[nodiscard]] otpp::bulk::key_rows rows() const noexcept { return std::span{views_}; }

private:
    std::vector<std::span<unsigned char const>> views_;
};

/// The results of one key by the scalar core.
class scalar_row {
public:
    scalar_row(key_bytes const& key, otpp::totp_options const& options)
    {
        if (auto const view = otpp::key_view::from(key)) totp_.emplace_back(*view, options);
    }

    [[nodiscard]] bool is_bad(std::int64_t time) const
    {
        return totp_.empty() || !totp_[0].step(otpp::unix_time{time});
    }

    [[nodiscard]] std::uint32_t passcode(std::int64_t time) const
    {
        if (is_bad(time)) return otpp::bulk::no_passcode;
        return static_cast<std::uint32_t>(totp_[0].at(otpp::unix_time{time}).number());
    }

    /// A code is typed as text, with its leading zeros; one with too many digits is invalid.
    [[nodiscard]] std::int8_t drift(std::uint32_t code, std::int64_t time, otpp::window look) const
    {
        if (is_bad(time)) return otpp::bulk::bad_row;
        char text[16];
        int const size =
            std::snprintf(text, sizeof text, "%0*u", totp_[0].digits().value(), unsigned{code});
        auto const found =
            totp_[0].match({text, static_cast<std::size_t>(size)}, otpp::unix_time{time}, look);
        return found ? static_cast<std::int8_t>(found->drift) : otpp::bulk::no_match;
    }

private:
    std::vector<otpp::totp> totp_; // one, or none for a bad key
};

} // namespace support

#endif
