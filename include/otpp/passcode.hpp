// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PASSCODE_HPP
#define OTPP_PASSCODE_HPP
// A passcode is text of 6 to 10 digits: RFC 4226, section 5.3, https://www.rfc-editor.org/rfc/rfc4226#section-5.3

#include <otpp/constant_time.hpp>
#include <otpp/detail/borrow.hpp>
#include <otpp/detail/bytes.hpp>
#include <otpp/digits.hpp>
#include <otpp/result.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace otpp {

namespace detail {

// A division by 10^digits of what is below 2^31, as a multiplication: value * inverse >> shift.
struct power_of_10 {
    std::uint32_t power;
    std::uint32_t inverse;
    int shift;
};

inline constexpr power_of_10 powers_of_10[]{{1'000'000, 1125899907, 50}, // 10^6, the fewest digits
                                            {10'000'000, 1801439851, 54},
                                            {100'000'000, 1441151881, 57},
                                            {1'000'000'000, 1152921505, 60},
                                            {0, 0, 0}}; // 10^10 is greater than any

} // namespace detail

/// The truncated 31-bit value modulo 10^count: RFC 4226, section 5.3, step 3. The division is a
/// multiplication by the inverse, exact below 2^31, since a processor's takes time by the value.
[[nodiscard]] constexpr std::uint32_t last_digits(std::uint32_t truncated, digits count) noexcept
{
    auto const& [power, inverse, shift] = detail::powers_of_10[count.value() - digits::min];
    auto const quotient = static_cast<std::uint32_t>(std::uint64_t{truncated} * inverse >> shift);
    return truncated - quotient * power;
}

/// Digits with their leading zeros. The empty one (no passcode at that time) equals nothing.
class passcode {
public:
    /// What is shown when there is none.
    constexpr passcode() noexcept = default;

    /// The last digits of a truncated 31-bit value.
    constexpr passcode(std::uint32_t truncated, digits count) noexcept : size_{size_of(count)}
    {
        // Divisions by constants as multiplications, so that none depends on the value; then every
        // lane is split in two: its quotient stays, the remainder goes into the lane above.
        auto const split = [](std::uint64_t x, std::uint64_t quotient, std::uint64_t divisor,
                              int lane) {
            return (x << lane) + quotient * (1 - (divisor << lane));
        };
        std::uint64_t const high = std::uint64_t{truncated} * 1441151881u >> 57; // / 10^8
        std::uint64_t const low = truncated - high * 100'000'000u;
        std::uint64_t x = split(low, low * 3518437209u >> 45, 10'000, 32);
        x = split(x, (x * 10486u >> 20) & 0x0000007f0000007fu, 100, 16);
        x = split(x, (x * 103u >> 10) & 0x000f000f000f000fu, 10, 8) | 0x3030303030303030u;

        if (size_ <= 8) {
            detail::store_le64(text_, x >> (64 - 8 * size_));
            return;
        }
        std::uint64_t const tens = high * 205u >> 11; // / 10
        std::uint64_t const ones = high - tens * 10u;
        std::uint64_t const front = size_ == 10 ? (tens | ones << 8 | 0x3030u) : (ones | 0x30u);
        int const shift = 8 * (size_ - 8);
        detail::store_le64(text_, front | x << shift);
        detail::store_le64(text_ + 8, x >> (64 - shift));
    }

    /// Reads what a person typed: exactly `count` ASCII digits, spaces around and between them,
    /// hyphens between them. The length is looked at first.
    [[nodiscard]] static constexpr result<passcode> parse(std::string_view text,
                                                          digits count) noexcept
    {
        if (text.size() > longest_typed) return {reason::passcode_length, longest_typed};
        passcode typed;
        bool hyphen = false;
        for (std::size_t i = 0; i != text.size(); ++i) {
            char const c = text[i];
            if (c >= '0' && c <= '9') {
                if (typed.size_ == count.value()) return {reason::passcode_length, i};
                typed.text_[typed.size_++] = c;
                hyphen = false;
            }
            else if (c == '-' && typed.size_ != 0 && !hyphen)
                hyphen = true;
            else if (c != ' ')
                return {reason::passcode_not_a_digit, i};
        }
        if (hyphen || typed.size_ != count.value()) return {reason::passcode_length, text.size()};
        return typed;
    }

    /// The digits; valid as long as this passcode lives.
    [[nodiscard]] constexpr std::string_view view() const noexcept [[clang::lifetimebound]]
    {
        return {text_, size_};
    }
    [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }

    /// What the digits say: `last_digits` of the value that fits.
    [[nodiscard]] constexpr std::uint64_t number() const noexcept
    {
        std::uint64_t sum = 0;
        for (char const c : view()) sum = sum * 10 + static_cast<unsigned>(c - '0');
        return sum;
    }

    /// In constant time; their lengths are public.
    friend constexpr bool operator==(passcode const& a, passcode const& b) noexcept
    {
        return a == b.view();
    }
    friend constexpr bool operator==(passcode const& a, std::string_view b) noexcept
    {
        return !a.empty() && constant_time::equal(a.view(), b);
    }

private:
    static constexpr std::size_t longest_typed = 32; // ten digits, all spaced, and room to spare

    static constexpr unsigned char size_of(digits count) noexcept
    {
        return static_cast<unsigned char>(count.value());
    }

    char text_[16]{};
    unsigned char size_{};
};

} // namespace otpp

#endif
