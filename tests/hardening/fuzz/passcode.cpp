// SPDX-License-Identifier: BSL-1.0
// Typed codes, times and windows of all sizes, against a search of one step after the other.

#include <otpp/hotp.hpp>
#include <otpp/totp.hpp>

#include "oracle.hpp"

#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace {

using fuzz::require;

// The start of an input; a typed code follows.
struct head {
    unsigned char digits, algorithm, back, ahead, period, key;
    signed char delta; // without a typed code: the right one, so many steps away
    unsigned char high;
    std::int64_t time;
};

__int128 floor_divided(__int128 a, __int128 b) { return a / b - (a % b < 0 ? 1 : 0); }

void check_parse(std::string_view text, otpp::digits digits)
{
    auto const read = fuzz::without_allocation([&] { return otpp::passcode::parse(text, digits); });
    std::string typed;
    bool strange = false;
    for (char const c : text) {
        if (c >= '0' && c <= '9')
            typed += c;
        else
            strange = strange || (c != ' ' && c != '-');
    }
    if (!read) {
        require(read.error().offset <= text.size(), "the offset lies outside the text");
        bool const bare = typed == text && typed.size() == static_cast<std::size_t>(digits.value());
        require(!bare, "refused a bare code");
        return;
    }
    require(!strange && read->view() == typed, "read what is not a code");
    require(typed.size() == static_cast<std::size_t>(digits.value()), "another number of digits");
    require(*read == *otpp::passcode::parse(read->view(), digits), "reads itself otherwise");
}

// The nearest fit, the older of two.
std::optional<otpp::match> search(otpp::hotp const& hotp, std::string_view code, std::int64_t step,
                                  int back, int ahead)
{
    auto const typed = otpp::passcode::parse(code, hotp.digits());
    if (!typed) return std::nullopt;
    for (int distance = 0; distance <= (back > ahead ? back : ahead); ++distance)
        for (int const drift : {-distance, distance}) {
            std::int64_t at{};
            if (drift < -back || drift > ahead || __builtin_add_overflow(step, drift, &at))
                continue;
            if (at >= 0 && hotp.at(at) == *typed) return otpp::match{at, drift};
        }
    return std::nullopt;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size)
{
    head from{};
    if (size < sizeof from) return 0;
    std::memcpy(&from, data, sizeof from);
    std::string_view text{reinterpret_cast<char const*>(data) + sizeof from, size - sizeof from};

    auto const digits = *otpp::digits::from(6 + from.digits % 5);
    auto const algorithm = static_cast<otpp::algorithm>(from.algorithm % 3);
    auto const period = *otpp::period::from(1 + from.period);
    otpp::window const window{*otpp::steps::from(from.back % 4),
                              *otpp::steps::from(from.ahead % 101)};
    unsigned char const key[]{from.key, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    auto const view = *otpp::key_view::from(key);
    otpp::hotp const hotp{view, {.digits = digits, .algorithm = algorithm}};
    otpp::totp const totp{view, {.digits = digits, .period = period, .algorithm = algorithm}};
    otpp::unix_time const time{from.time};

    check_parse(text, digits);

    auto const step = totp.step(time);
    __int128 const exact = floor_divided(from.time, period.value());
    require(step.has_value() == (exact >= 0), "step, before T0");
    require(!step || *step == exact, "another step");
    int const left = totp.seconds_left(time);
    require(left >= 1 && left <= period.value(), "seconds left");
    if (step && from.time <= INT64_MAX - left) {
        require(*totp.step(otpp::unix_time{from.time + left}) == exact + 1, "seconds left: late");
        require(*totp.step(otpp::unix_time{from.time + left - 1}) == exact, "seconds left: early");
    }
    require(totp.at(time) == (step ? hotp.at(*step) : otpp::passcode{}).view() || !step, "totp.at");

    otpp::passcode right;
    if (text.empty() && step) {
        // also beyond 2^63-1, where there is a code but no step
        std::uint32_t value{};
        otpp::prepared_key<otpp::builtin> const prepared{view, algorithm};
        prepared.values(static_cast<std::uint64_t>(*step) + static_cast<std::uint64_t>(from.delta),
                        1, &value);
        right = {value, digits};
        text = right.view();
    }
    auto const found = fuzz::without_allocation([&] { return totp.match(text, time, window); });
    require(found == (step ? search(hotp, text, *step, window.back.value(), window.ahead.value())
                           : std::nullopt),
            "totp.match");
    auto const ahead = fuzz::without_allocation(
        [&] { return hotp.match(text, from.time, {.counters = window.ahead}); });
    require(ahead == (from.time >= 0 ? search(hotp, text, from.time, 0, window.ahead.value())
                                     : std::nullopt),
            "hotp.match");
    return 0;
}
