// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_ACCOUNT_HPP
#define OTPP_ACCOUNT_HPP
// What is provisioned: a secret with its names and parameters, in the terms of the otpauth key URI
// format, https://github.com/google/google-authenticator/wiki/Key-Uri-Format

#include <otpp/algorithm.hpp>
#include <otpp/detail/borrow.hpp>
#include <otpp/detail/inline_text.hpp>
#include <otpp/detail/text.hpp>
#include <otpp/digits.hpp>
#include <otpp/note.hpp>
#include <otpp/otp_type.hpp>
#include <otpp/period.hpp>
#include <otpp/result.hpp>
#include <otpp/secret.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace otpp {

namespace detail {
class uri_reader; // fills an account from a URI: see uri.hpp
} // namespace detail

/// A URI longer than this does not fit one QR code (ISO/IEC 18004: version 40-L, bytes).
inline constexpr std::size_t max_uri_size = 2953;

/// What a new account is made of, beside its secret.
struct account_options {
    std::string_view name;        ///< whose account: required
    std::string_view issuer = {}; ///< at whose service
    otp_type type = otp_type::totp;
    otpp::digits digits = 6;
    otpp::period period = 30; ///< seconds; at least 5 for a new account; not of hotp
    otpp::algorithm algorithm = otpp::algorithm::sha1;
    std::int64_t counter = 0; ///< the next one; not of totp
};

/// Owns its secret and its texts inline; views of them live as long as it does. Moves, does not copy,
/// wipes itself; one that was moved away may be assigned to or destroyed.
class account {
public:
    using lends_views = void;

    /// A new account: the secret of at least 16 bytes, a name, names in UTF-8 without colons and
    /// control characters (apps read those differently), a period of at least 5 s. An error's
    /// offset is in the text that it names.
    [[nodiscard]] static constexpr result<account> make(otpp::secret secret,
                                                        account_options options) noexcept
    {
        if (secret.size() < 16) return reason::key_too_short;
        if (options.name.empty()) return reason::name_empty;
        if (options.name.front() == ' ') return {reason::name_space, 0};
        bool const by_time = options.type == otp_type::totp;
        if (by_time && options.period.value() < 5) return reason::period_too_short;
        if (!by_time && options.counter < 0) return reason::counter_out_of_range;
        if (auto const bad = check_name(options.name, reason::name_colon)) return *bad;
        if (auto const bad = check_name(options.issuer, reason::issuer_colon)) return *bad;
        account made{std::move(secret)};
        made.type_ = options.type;
        made.digits_ = options.digits;
        if (by_time) made.period_ = options.period;
        made.algorithm_ = options.algorithm;
        if (!by_time) made.counter_ = options.counter;
        bool const fits = made.append(made.issuer_parameter_, options.issuer) &&
                          made.append(made.issuer_prefix_, options.issuer) &&
                          made.append(made.name_, options.name);
        if (!fits) return reason::uri_too_long;
        return made;
    }

    constexpr explicit account(detail::nothing no) noexcept : secret_{no} {}

    [[nodiscard]] constexpr otp_type type() const noexcept { return type_; }
    [[nodiscard]] constexpr bool is_totp() const noexcept { return type_ == otp_type::totp; }
    [[nodiscard]] constexpr otpp::secret const& secret() const& noexcept [[clang::lifetimebound]]
    {
        return secret_;
    }
    otpp::secret const& secret() const&& = delete; // name the account: it wipes itself
    [[nodiscard]] constexpr otpp::digits digits() const noexcept { return digits_; }
    [[nodiscard]] constexpr otpp::period period() const noexcept { return period_; }
    [[nodiscard]] constexpr otpp::algorithm algorithm() const noexcept { return algorithm_; }
    /// HOTP's next counter; 0 for totp.
    [[nodiscard]] constexpr std::int64_t counter() const noexcept { return counter_; }

    [[nodiscard]] constexpr std::string_view name() const& noexcept [[clang::lifetimebound]]
    {
        return view(name_);
    }
    std::string_view name() const&& = delete; // name the account: its texts end with it

    /// The parameter if there is one, else the label's prefix; both are kept as found.
    [[nodiscard]] constexpr std::string_view issuer() const& noexcept [[clang::lifetimebound]]
    {
        return issuer_parameter_.size != 0 ? issuer_parameter() : issuer_prefix();
    }
    std::string_view issuer() const&& = delete; // name the account: its texts end with it
    [[nodiscard]] constexpr std::string_view issuer_parameter() const& noexcept
        [[clang::lifetimebound]]
    {
        return view(issuer_parameter_);
    }
    std::string_view issuer_parameter() const&& = delete; // name the account: its texts end with it
    [[nodiscard]] constexpr std::string_view issuer_prefix() const& noexcept
        [[clang::lifetimebound]]
    {
        return view(issuer_prefix_);
    }
    std::string_view issuer_prefix() const&& = delete; // name the account: its texts end with it

    /// Parameters that are not ours, "key=value&key=value", escaped and in order as found.
    [[nodiscard]] constexpr std::string_view other_parameters() const& noexcept
        [[clang::lifetimebound]]
    {
        return view(others_);
    }
    std::string_view other_parameters() const&& = delete; // name the account: its texts end with it

    /// What was odd but usable in the URI that this was parsed from: each kind once, where it was
    /// first met.
    [[nodiscard]] constexpr std::span<otpp::note const> notes() const& noexcept
        [[clang::lifetimebound]]
    {
        return notes_.list();
    }
    std::span<otpp::note const> notes() const&& = delete; // name the account: its notes end with it

private:
    friend class detail::uri_reader;

    struct piece {
        std::uint16_t at{};
        std::uint16_t size{};
    };

    constexpr explicit account(otpp::secret secret) noexcept : secret_{std::move(secret)} {}

    [[nodiscard]] constexpr std::string_view view(piece where) const noexcept
    {
        if (texts_.size() == 0) return {}; // moved away, with all pieces
        return detail::slice(texts_.view(), where.at, where.size);
    }

    // The pieces lie one behind the other: only the last one grows.
    [[nodiscard]] constexpr bool append(piece& to, std::string_view text) noexcept
    {
        if (to.size == 0) to.at = static_cast<std::uint16_t>(texts_.size());
        if (!texts_.append(text)) return false;
        to.size = static_cast<std::uint16_t>(texts_.size() - to.at);
        return true;
    }

    [[nodiscard]] static constexpr std::optional<error> check_name(std::string_view text,
                                                                   reason colon) noexcept
    {
        for (std::size_t i = 0; i != text.size(); ++i) {
            if (text[i] == ':') return error{colon, i};
            if (detail::is_control(static_cast<unsigned char>(text[i])))
                return error{reason::control_character, i};
        }
        auto const bad = detail::find_invalid_utf8(text);
        if (bad != std::string_view::npos) return error{reason::invalid_utf8, bad};
        return std::nullopt;
    }

    otpp::secret secret_;
    otp_type type_{};
    otpp::digits digits_ = 6;
    otpp::period period_ = 30;
    otpp::algorithm algorithm_{};
    std::int64_t counter_{};
    detail::note_list notes_{};
    piece issuer_parameter_{}, issuer_prefix_{}, name_{}, others_{};
    detail::inline_text<max_uri_size> texts_;
};

} // namespace otpp

#endif
