// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PROVISIONING_STEAM_HPP
#define OTPP_PROVISIONING_STEAM_HPP
// Steam Guard codes: TOTP (RFC 6238, https://www.rfc-editor.org/rfc/rfc6238#section-4) whose
// truncated value is shown as five symbols of an alphabet of 26, the least significant first.

#include <otpp/backend.hpp>
#include <otpp/constant_time.hpp>
#include <otpp/detail/borrow.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/hotp.hpp>
#include <otpp/prepared_key.hpp>
#include <otpp/result.hpp>
#include <otpp/secret.hpp>
#include <otpp/time.hpp>
#include <otpp/window.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace otpp::provisioning {

/// No vowels, and nothing that looks like something else. An array: a view of a literal may have its first
/// character in one file of a program and its last in another.
inline constexpr char steam_alphabet[]{'2', '3', '4', '5', '6', '7', '8', '9', 'B',
                                       'C', 'D', 'F', 'G', 'H', 'J', 'K', 'M', 'N',
                                       'P', 'Q', 'R', 'T', 'V', 'W', 'X', 'Y'};

namespace detail {

// A number below 2^31 in the alphabet's base: the symbol that is written next, and the rest. By the
// inverse and by looking at every symbol, since a division or an index would show the number.
struct steam_digit {
    char symbol;
    std::uint32_t rest;

    constexpr explicit steam_digit(std::uint32_t number) noexcept
        : symbol{0}, rest{static_cast<std::uint32_t>(std::uint64_t{number} * 1321528399u >> 35)}
    {
        std::uint32_t const digit = number - rest * 26;
        std::uint32_t found = 0;
        for (std::uint32_t i = 0; i != 26; ++i)
            found |=
                constant_time::mask_equal(digit, i) & static_cast<unsigned char>(steam_alphabet[i]);
        symbol = static_cast<char>(found);
    }
};

} // namespace detail

/// Five symbols. The empty one (no code at that time) equals nothing.
class steam_code {
public:
    static constexpr std::size_t symbols = 5;

    /// What is shown when there is none.
    constexpr steam_code() noexcept = default;

    /// Of a truncated 31-bit value.
    constexpr explicit steam_code(std::uint32_t truncated) noexcept : size_{symbols}
    {
        for (char& symbol : text_) {
            detail::steam_digit const next{truncated};
            symbol = next.symbol;
            truncated = next.rest;
        }
    }

    /// Reads what a person typed: exactly five symbols in any case, spaces around and between them.
    /// `passcode_length`, or `passcode_not_a_digit` where it is none of Steam's symbols.
    [[nodiscard]] static constexpr result<steam_code> parse(std::string_view text) noexcept
    {
        constexpr std::size_t longest_typed = 16; // five, all spaced, and room to spare
        if (text.size() > longest_typed) return {reason::passcode_length, longest_typed};
        steam_code typed;
        for (std::size_t i = 0; i != text.size(); ++i) {
            if (text[i] == ' ') continue;
            bool const small = text[i] >= 'a' && text[i] <= 'z';
            char const c = small ? static_cast<char>(text[i] & ~0x20) : text[i];
            bool known = false;
            for (char const symbol : steam_alphabet) known = known || symbol == c;
            if (!known) return {reason::passcode_not_a_digit, i};
            if (typed.size_ == symbols) return {reason::passcode_length, i};
            typed.text_[typed.size_++] = c;
        }
        if (typed.size_ != symbols) return {reason::passcode_length, text.size()};
        return typed;
    }

    /// The symbols; valid as long as this code lives.
    [[nodiscard]] constexpr std::string_view view() const noexcept [[clang::lifetimebound]]
    {
        return {text_, size_};
    }
    [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }

    /// In constant time; their lengths are public.
    friend constexpr bool operator==(steam_code const& a, steam_code const& b) noexcept
    {
        return a == b.view();
    }
    friend constexpr bool operator==(steam_code const& a, std::string_view b) noexcept
    {
        return !a.empty() && constant_time::equal(a.view(), b);
    }

    /// All ones where the symbols are the same, else 0: a comparison that nobody sees.
    [[nodiscard]] constexpr std::uint32_t mask_equal(steam_code const& other) const noexcept
    {
        std::uint32_t differ = static_cast<std::uint32_t>(size_ ^ other.size_);
        for (std::size_t i = 0; i != symbols; ++i)
            differ |= static_cast<unsigned char>(text_[i] ^ other.text_[i]);
        return constant_time::mask_equal(differ, 0u);
    }

private:
    char text_[symbols]{};
    unsigned char size_{};
};

/// A key of Steam's, prepared: SHA-1 and 30 seconds, as Steam has them. Moves, does not copy, wipes
/// itself. Const calls may run in parallel. It never reads a clock.
template <backend B>
class basic_steam_guard {
public:
    constexpr explicit basic_steam_guard(key_view shared_key) noexcept
        : key_{shared_key, algorithm::sha1}
    {}

    /// floor(time / 30), or why there is none: `before_t0`.
    [[nodiscard]] constexpr result<std::int64_t> step(unix_time time) const noexcept
    {
        return step_at(time, 30, unix_time{0});
    }

    /// The code at a time; the empty one before 1970.
    [[nodiscard]] constexpr steam_code at(unix_time time) const noexcept
    {
        auto const now = step(time);
        if (!now) return {};
        std::uint32_t value{};
        key_.values(static_cast<std::uint64_t>(*now), 1, &value);
        return steam_code{value};
    }

    /// Where a typed code fits around a time, as `totp::match` says it.
    [[nodiscard]] constexpr std::optional<otpp::match> match(std::string_view code, unix_time time,
                                                             window look = {}) const noexcept
    {
        auto const typed = steam_code::parse(code);
        auto const now = step(time);
        if (!typed || !now) return std::nullopt;
        int const ahead = look.ahead.value();
        int const back = *now < look.back.value() ? static_cast<int>(*now) : look.back.value();

        // All of them are computed and compared; from the least wanted to the most, the last stays.
        constexpr std::uint32_t none = ~0u;
        std::uint32_t best = none;
        for (int rank = 2 * (back > ahead ? back : ahead); rank >= 0; --rank) {
            int const drift = otpp::detail::drift_of(rank);
            if (drift < -back || drift > ahead) continue;
            std::uint32_t value{};
            key_.values(static_cast<std::uint64_t>(*now + drift), 1, &value);
            best = constant_time::select(steam_code{value}.mask_equal(*typed),
                                         static_cast<std::uint32_t>(rank), best);
        }
        if (!constant_time::publish(best ^ none)) return std::nullopt;
        int const drift = otpp::detail::drift_of(static_cast<int>(best));
        return otpp::match{*now + drift, drift};
    }

private:
    prepared_key<B> key_;
};

using steam_guard = basic_steam_guard<builtin>;

} // namespace otpp::provisioning

#endif
