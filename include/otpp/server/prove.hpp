// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_PROVE_HPP
#define OTPP_SERVER_PROVE_HPP
// Which steps are looked at for a code, and which it proves: RFC 4226, sections 7.2 and 7.4; RFC 6238,
// section 6. All of a window is computed and compared, whatever is found.

#include <otpp/backend.hpp>
#include <otpp/constant_time.hpp>
#include <otpp/detail/borrow.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/digits.hpp>
#include <otpp/passcode.hpp>
#include <otpp/prepared_key.hpp>
#include <otpp/secret.hpp>
#include <otpp/server/factor.hpp>
#include <otpp/server/policy.hpp>
#include <otpp/server/record.hpp>
#include <otpp/time.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace otpp::server {

/// A passcode of any number of digits that a factor may have: 6 to 10. Nothing where it is none.
[[nodiscard]] constexpr std::optional<passcode> parse_any_passcode(std::string_view typed) noexcept
{
    constexpr std::size_t longest = 64;
    if (typed.size() > longest) return std::nullopt;
    auto const with = [typed](std::size_t count) -> std::optional<passcode> {
        auto const size = digits::from(static_cast<std::int64_t>(count));
        if (!size) return std::nullopt;
        auto const code = passcode::parse(typed, *size);
        if (!code) return std::nullopt;
        return *code;
    };
    if (auto const plain = with(typed.size())) return plain;
    std::size_t count = 0;
    for (char const c : typed) count += c >= '0' && c <= '9';
    return with(count);
}

/// One passcode, or two or three in a row to resynchronise. Wipes itself.
class typed_codes {
public:
    static constexpr std::size_t most = 3;

    constexpr typed_codes() noexcept = default;
    constexpr typed_codes(typed_codes const&) noexcept = default;
    constexpr typed_codes& operator=(typed_codes const&) noexcept = default;
    constexpr ~typed_codes() { otpp::detail::wipe(codes_); }

    /// False for a text that is no passcode, and for a fourth.
    [[nodiscard]] constexpr bool add(std::string_view typed) noexcept
    {
        auto const code = parse_any_passcode(typed);
        if (!code || size_ == most) return false;
        codes_[size_++] = *code;
        return true;
    }

    [[nodiscard]] constexpr std::span<passcode const> all() const& noexcept [[clang::lifetimebound]]
    {
        return {codes_, size_};
    }
    std::span<passcode const> all() const&& = delete; // name the codes: they wipe themselves

private:
    passcode codes_[most]{};
    std::size_t size_ = 0;
};

/// The first and the last step at which something fits.
struct fit {
    std::int64_t earliest = 0;
    std::int64_t latest = 0;

    friend constexpr bool operator==(fit const&, fit const&) = default;
};

/// The steps of a window, both included, cut to those that there are.
struct step_range {
    std::int64_t first = 0;
    std::int64_t last = -1;

    [[nodiscard]] static constexpr step_range around(std::int64_t centre, std::int64_t back,
                                                     std::int64_t ahead) noexcept
    {
        step_range range;
        if (centre < -ahead) return range;
        range.first = centre < back ? 0 : centre - back;
        if (centre > INT64_MAX - ahead)
            range.last = INT64_MAX;
        else
            range.last = centre + ahead;
        return range;
    }
};

/// Where `codes`, one to three of them, are the passcodes of as many steps in a row, the last of them
/// within the range; the steps of that last one are the answer. Codes of another length fit nowhere,
/// in the same time. That they fit is all that shows on the way.
template <backend B>
[[nodiscard]] constexpr std::optional<fit> search(prepared_key<B> const& key, digits count,
                                                  std::span<passcode const> codes,
                                                  step_range within) noexcept
{
    constexpr std::size_t at_once = 64, most = 3;
    if (within.last < within.first || codes.empty() || codes.size() > most) return std::nullopt;
    auto const before = static_cast<std::int64_t>(codes.size() - 1);
    std::uint64_t wanted[most]{};
    std::uint32_t longer = 0; // not 0: one has another length
    for (std::size_t i = 0; i != codes.size(); ++i) {
        wanted[i] = codes[i].number();
        longer |= static_cast<std::uint32_t>(codes[i].view().size()) ^
                  static_cast<std::uint32_t>(count.value());
    }

    // What fits is gathered as two distances: from the first step to it, and from it to the last.
    auto const length = static_cast<std::uint64_t>(within.last - within.first) + 1;
    std::uint64_t first = length, last = length;
    std::uint32_t values[at_once + most - 1];
    for (std::uint64_t done = 0; done != length;) {
        std::uint64_t const part = length - done < at_once ? length - done : at_once;
        std::int64_t const start = within.first + static_cast<std::int64_t>(done) - before;
        // below step 0 there is nothing: those places hold a value that fits nothing
        std::size_t const missing = start < 0 ? static_cast<std::size_t>(-start) : 0;
        for (std::size_t i = 0; i != missing; ++i) values[i] = ~0u;
        std::size_t const n = static_cast<std::size_t>(part) + codes.size() - 1;
        if (n > missing)
            key.values(static_cast<std::uint64_t>(start + static_cast<std::int64_t>(missing)),
                       n - missing, values + missing);
        for (std::size_t i = 0; i != part; ++i) {
            std::uint64_t differ = longer;
            for (std::size_t j = 0; j != codes.size(); ++j) {
                std::uint64_t const number = last_digits(values[i + j] & 0x7fffffffu, count);
                differ |= (number ^ wanted[j]) | (values[i + j] >> 31);
            }
            std::uint64_t const fits = constant_time::mask_equal(differ, std::uint64_t{0});
            std::uint64_t const here = done + i;
            std::uint64_t const earlier = fits & constant_time::mask_less(here, first);
            first = constant_time::select(earlier, here, first);
            last = constant_time::select(fits, length - 1 - here, last);
        }
        otpp::detail::wipe_range(values, n); // codes to come, perhaps
        done += part;
    }
    if (!constant_time::publish(first ^ length)) return std::nullopt;
    return fit{within.first + static_cast<std::int64_t>(first),
               within.last - static_cast<std::int64_t>(last)};
}

/// That passcodes fit.
struct proof {
    secret_id id{}; ///< of the secret that they fit
    std::int64_t step =
        0; ///< what is used up: of the steps that they fit the latest; HOTP: the counter
    std::int64_t earliest = 0; ///< the earliest step that one of them fits
    std::int64_t centre = 0;   ///< TOTP: the server's own step; HOTP: the counter that was expected
    std::int64_t ticket = 0;   ///< of the attempt: `admit`

    friend constexpr bool operator==(proof const&, proof const&) = default;
};

/// Which secret of a record is to be proved.
struct candidate {
    secret_id id{};
    factor_kind kind{};
    std::int64_t counter = 0; ///< HOTP's next
    int centre = 0;           ///< TOTP: steps that the device is thought to be ahead
    bool pending = false;
};

[[nodiscard]] constexpr candidate in_use(record const& from) noexcept
{
    return {from.id, from.kind, from.last == INT64_MAX ? -1 : from.last + 1,
            from.centre + from.drift, false};
}
[[nodiscard]] constexpr candidate waiting(record const& from) noexcept
{
    auto const pending = pending_of(from);
    return {pending.id, pending.kind, pending.counter, 0, true};
}

namespace detail {

/// How far two codes in a row are sought, and three.
inline constexpr int reach_of_two = 100;
inline constexpr int reach_of_three = max_centre;

/// The steps of the last of `codes` codes; none: first > last.
[[nodiscard]] constexpr step_range steps_of(policy const& rules, candidate const& of,
                                            std::size_t codes, std::int64_t now) noexcept
{
    int const reach = codes == 2 ? reach_of_two : reach_of_three;
    if (of.kind.type == otp_type::totp) {
        if (codes > 1) return step_range::around(now, reach, reach);
        if (of.pending) return step_range::around(now, 1, 1);
        return step_range::around(now + of.centre, rules.back.value(), rules.ahead.value());
    }
    if (of.counter < 0) return {}; // the last counter is used
    auto range = step_range::around(of.counter, 0, codes > 1 ? reach : rules.look_ahead.value());
    auto const before = static_cast<std::int64_t>(codes) - 1;
    range.first = range.first > INT64_MAX - before ? INT64_MAX : range.first + before;
    return range;
}

} // namespace detail

/// Tries the whole window of one passcode, or the reach of two or three in a row. It says where they
/// fit; whether that is worth something, `settle` says. Two codes of a TOTP may be equal: then the
/// latest step is used up, or the other one would open too. HOTP takes the next.
template <backend B>
[[nodiscard]] constexpr std::optional<proof> prove(policy const& rules, candidate const& of,
                                                   key_view secret, typed_codes const& typed,
                                                   std::int64_t now) noexcept
{
    bool const counts = of.kind.type == otp_type::hotp;
    auto const step = step_at(unix_time{now}, of.kind.period, unix_time{0});
    if (!step) return std::nullopt; // before 1970
    auto const codes = typed.all();
    prepared_key<B> const key{secret, of.kind.algorithm};
    auto const found =
        search(key, of.kind.digits, codes, detail::steps_of(rules, of, codes.size(), *step));
    if (!found) return std::nullopt;
    auto const before = static_cast<std::int64_t>(codes.size()) - 1;
    return proof{.id = of.id,
                 .step = counts ? found->earliest : found->latest,
                 .earliest = found->earliest - before,
                 .centre = counts ? of.counter : *step};
}

} // namespace otpp::server

#endif
