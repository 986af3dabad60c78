// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PROVISIONING_READING_HPP
#define OTPP_PROVISIONING_READING_HPP
// What an app makes of a URI: the account that it will show, and its codes (RFC 4226, section 5.3).

#include <otpp/account.hpp>
#include <otpp/algorithm.hpp>
#include <otpp/backend.hpp>
#include <otpp/detail/borrow.hpp>
#include <otpp/detail/inline_text.hpp>
#include <otpp/detail/text.hpp>
#include <otpp/otp_type.hpp>
#include <otpp/passcode.hpp>
#include <otpp/prepared_key.hpp>
#include <otpp/provisioning/app.hpp>
#include <otpp/provisioning/rule.hpp>
#include <otpp/provisioning/steam.hpp>
#include <otpp/secret.hpp>
#include <otpp/time.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace otpp::provisioning {

namespace detail {
class app_reader; // fills a reading: see as_read_by.hpp
} // namespace detail

/// What becomes of a URI in an app.
enum class outcome : unsigned char {
    read,
    unsafe,  ///< the app asks before it takes the account
    refused, ///< there will be no account, or one without codes
};

[[nodiscard]] constexpr std::string_view to_string(outcome what) noexcept
{
    constexpr std::string_view names[]{"read", "unsafe", "refused"};
    return names[static_cast<unsigned char>(what)];
}

/// Which symbols an app shows.
enum class symbols : unsigned char {
    decimal,
    steam,          ///< as Steam does
    steam_reversed, ///< Steam's alphabet, the most significant first: Steam takes no such code
};

[[nodiscard]] constexpr std::string_view to_string(symbols which) noexcept
{
    constexpr std::string_view names[]{"decimal", "steam", "steam_reversed"};
    return names[static_cast<unsigned char>(which)];
}

/// A code as an app shows it: 1 to 10 symbols, or none.
class shown_code {
public:
    constexpr shown_code() noexcept = default;

    /// Of a truncated 31-bit value.
    constexpr shown_code(std::uint32_t truncated, symbols which, int count) noexcept
        : size_{static_cast<unsigned char>(count)}
    {
        auto const size = static_cast<std::size_t>(count);
        if (which == symbols::decimal) {
            passcode const all{truncated, 10};
            for (std::size_t i = 0; i != size; ++i)
                text_[i] = all.view()[all.view().size() - size + i];
            return;
        }
        for (std::size_t i = 0; i != size; ++i) {
            detail::steam_digit const next{truncated};
            text_[which == symbols::steam ? i : size - 1 - i] = next.symbol;
            truncated = next.rest;
        }
    }

    /// Valid as long as this lives.
    [[nodiscard]] constexpr std::string_view view() const noexcept [[clang::lifetimebound]]
    {
        return {text_, size_};
    }

private:
    char text_[10]{};
    unsigned char size_{};
};

/// What an app makes of a URI. Owns its texts and the key inline; moves, does not copy, wipes itself.
class reading {
public:
    [[nodiscard]] constexpr provisioning::app app() const noexcept { return app_; }
    [[nodiscard]] constexpr provisioning::outcome outcome() const noexcept { return outcome_; }
    /// The rule for which it is refused or unsafe; nothing where it is read.
    [[nodiscard]] constexpr std::optional<rule> why() const noexcept
    {
        if (outcome_ == provisioning::outcome::read) return std::nullopt;
        return why_;
    }

    // What the app shows. All of it is empty, or the usual, where the URI is refused.

    /// Empty where the app shows none, or (KeePassXC) its entry's own.
    [[nodiscard]] constexpr std::string_view issuer() const& noexcept [[clang::lifetimebound]]
    {
        return otpp::detail::slice(texts_.view(), 0, issuer_size_);
    }
    std::string_view issuer() const&& = delete; // name the reading: its texts end with it
    [[nodiscard]] constexpr std::string_view name() const& noexcept [[clang::lifetimebound]]
    {
        if (texts_.size() < issuer_size_) return {}; // it was moved away
        return otpp::detail::slice(texts_.view(), issuer_size_);
    }
    std::string_view name() const&& = delete; // name the reading: its texts end with it
    [[nodiscard]] constexpr otp_type type() const noexcept { return type_; }
    /// Nothing where it is one that this library does not have.
    [[nodiscard]] constexpr std::optional<otpp::algorithm> algorithm() const noexcept
    {
        return algorithm_;
    }
    /// How many symbols the codes have.
    [[nodiscard]] constexpr int digits() const noexcept { return digits_; }
    [[nodiscard]] constexpr provisioning::symbols symbols() const noexcept { return symbols_; }
    /// Seconds, of totp.
    [[nodiscard]] constexpr int period() const noexcept { return period_; }
    /// That of the first code which the app shows, of hotp.
    [[nodiscard]] constexpr std::int64_t counter() const noexcept { return counter_; }

    /// The code that the app shows at a time; of hotp the first one. Empty where there is none, and
    /// where this library has not the algorithm.
    [[nodiscard]] constexpr shown_code code_at(unix_time time) const noexcept
    {
        if (outcome_ == provisioning::outcome::refused || !algorithm_ || digits_ > 10) return {};
        std::int64_t moving = counter_;
        if (type_ == otp_type::totp) {
            auto const step = step_at(time, *otpp::period::from(period_), unix_time{0});
            if (!step) return {};
            moving = *step;
        }
        std::uint32_t value{};
        prepared_key<builtin>{secret_, *algorithm_}.values(static_cast<std::uint64_t>(moving), 1,
                                                           &value);
        return {value, symbols_, digits_};
    }

private:
    friend class detail::app_reader;
    constexpr explicit reading(provisioning::app which) noexcept
        : app_{which}, secret_{otpp::detail::nothing{}}
    {}

    provisioning::app app_;
    provisioning::outcome outcome_ = provisioning::outcome::read;
    rule why_ = rule::unreadable;
    otp_type type_ = otp_type::totp;
    std::optional<otpp::algorithm> algorithm_ = otpp::algorithm::sha1;
    provisioning::symbols symbols_ = provisioning::symbols::decimal;
    int digits_ = 6;
    int period_ = 30;
    std::int64_t counter_ = 0;
    otpp::secret secret_;
    std::size_t issuer_size_ = 0;
    otpp::detail::inline_text<max_uri_size> texts_; // the issuer, and behind it the name
};

} // namespace otpp::provisioning

#endif
