// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_HOTP_HPP
#define OTPP_HOTP_HPP
// HOTP: RFC 4226, https://www.rfc-editor.org/rfc/rfc4226#section-5

#include <otpp/algorithm.hpp>
#include <otpp/backend.hpp>
#include <otpp/constant_time.hpp>
#include <otpp/detail/drift_order.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/digits.hpp>
#include <otpp/otp_type.hpp>
#include <otpp/passcode.hpp>
#include <otpp/prepared_key.hpp>
#include <otpp/result.hpp>
#include <otpp/secret.hpp>
#include <otpp/window.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace otpp {

/// What HOTP's passcodes are made with, beside the key.
struct hotp_options {
    otpp::digits digits = 6;
    otpp::algorithm algorithm = otpp::algorithm::sha1;
};

namespace detail {

// An account, as far as a generator reads it: its header stands a level higher.
template <class A>
concept provisioned = requires(A const& account) {
    { account.secret() } -> std::convertible_to<key_view>;
    { account.digits() } -> std::same_as<otpp::digits>;
    { account.algorithm() } -> std::same_as<otpp::algorithm>;
    { account.type() } -> std::same_as<otp_type>;
};

// The result of `best_fit` where no step fits: no drift of a window.
inline constexpr std::uint32_t no_fit = 0x80000000;

// The preferred drift (see `visit_preferred_last`) of the steps from centre - back to centre + ahead
// whose value ends in the digits of `typed`, or `no_fit`. Every step is computed and compared: only the
// result depends on which of them fits.
template <class Key>
[[nodiscard]] constexpr std::uint32_t best_fit(Key const& key, digits count, std::uint64_t typed,
                                               std::int64_t centre, int back, int ahead) noexcept
{
    drift_range const range{centre, back, ahead};
    std::uint32_t values[2 * steps::max + 1];
    key.values(static_cast<std::uint64_t>(centre - range.back),
               static_cast<std::size_t>(range.back + range.ahead + 1), values);

    std::uint32_t best = no_fit;
    visit_preferred_last(range, [&](int drift) {
        std::uint32_t& value = values[range.back + drift];
        std::uint64_t const number = last_digits(value, count);
        value = 0; // it may be the value of a future passcode
        auto const fits = static_cast<std::uint32_t>(constant_time::mask_equal(number, typed));
        best = constant_time::select(fits, static_cast<std::uint32_t>(drift), best);
    });
    keep_stores(values);
    return best;
}

// `best_fit` as the public result.
template <class Key>
[[nodiscard]] constexpr std::optional<otpp::match> scan(Key const& key, digits count,
                                                        std::uint64_t typed, std::int64_t centre,
                                                        int back, int ahead) noexcept
{
    std::uint32_t const best = best_fit(key, count, typed, centre, back, ahead);
    if (!constant_time::publish(best ^ no_fit)) return std::nullopt;
    int const drift = static_cast<int>(best);
    return otpp::match{centre + drift, drift};
}

} // namespace detail

/// A key, prepared, and the digits of its passcodes. Moves, does not copy, wipes itself; one that was
/// moved away may be assigned to or destroyed. Const calls may run in parallel.
template <backend B>
class basic_hotp {
public:
    /// No view is kept: the secret may be a temporary.
    constexpr explicit basic_hotp(secret const& key, hotp_options options = {}) noexcept
        : basic_hotp{key_view{key}, options}
    {}
    constexpr explicit basic_hotp(key_view shared_key, hotp_options options = {}) noexcept
        : key_{shared_key, options.algorithm}, digits_{options.digits}
    {}

    constexpr explicit basic_hotp(detail::nothing no) noexcept : key_{no}, digits_{no} {}

    /// From an account of type hotp; another type is `wrong_type`.
    template <detail::provisioned Account>
    [[nodiscard]] static constexpr result<basic_hotp> from(Account const& account) noexcept
    {
        if (account.type() != otp_type::hotp) return reason::wrong_type;
        return basic_hotp{account.secret(), {account.digits(), account.algorithm()}};
    }

    [[nodiscard]] constexpr otpp::digits digits() const noexcept { return digits_; }
    [[nodiscard]] constexpr otpp::algorithm algorithm() const noexcept { return key_.algorithm(); }

    /// The passcode of a counter; of a negative one the empty passcode.
    [[nodiscard]] constexpr passcode at(std::int64_t counter) const noexcept
    {
        if (counter < 0) return {};
        std::uint32_t value{};
        key_.values(static_cast<std::uint64_t>(counter), 1, &value);
        return {value, digits_};
    }

    /// Where a typed code fits, from `counter` to `look_ahead` counters later; never before it.
    /// A malformed code fits nowhere: `passcode::parse` says what is wrong with it.
    [[nodiscard]] constexpr std::optional<otpp::match>
    match(std::string_view code, std::int64_t counter,
          otpp::look_ahead look_ahead = {}) const noexcept
    {
        auto const typed = passcode::parse(code, digits_);
        if (!typed || counter < 0) return std::nullopt;
        return detail::scan(key_, digits_, typed->number(), counter, 0,
                            look_ahead.counters.value());
    }

private:
    prepared_key<B> key_;
    otpp::digits digits_;
};

using hotp = basic_hotp<builtin>;

} // namespace otpp

#endif
