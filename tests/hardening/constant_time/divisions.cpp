// SPDX-License-Identifier: BSL-1.0
// From a counter to a passcode and back: in the listing of this file no division may stand, since
// a processor takes time for one by the values. (The step of a time, which divides, is public.)

#include <otpp/hotp.hpp>

otpp::passcode at(otpp::hotp const& from, std::int64_t counter) { return from.at(counter); }

otpp::passcode portable_at(otpp::basic_hotp<otpp::portable> const& from, std::int64_t counter)
{
    return from.at(counter);
}

std::optional<otpp::match> match(otpp::hotp const& from, std::string_view code,
                                 std::int64_t counter, otpp::look_ahead look)
{
    return from.match(code, counter, look);
}

std::optional<otpp::match> scan(otpp::prepared_key<otpp::builtin> const& key, otpp::digits digits,
                                otpp::passcode const& typed, std::int64_t step, otpp::window look)
{
    return otpp::detail::scan(key, digits, typed.number(), step, look.back.value(),
                              look.ahead.value());
}

otpp::passcode passcode(std::uint32_t truncated, otpp::digits digits)
{
    return {truncated, digits};
}

bool equal(otpp::passcode const& a, std::string_view b) { return a == b; }
