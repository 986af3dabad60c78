// SPDX-License-Identifier: BSL-1.0
#include <otpp/time.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"

#include <chrono>
#include <cstdint>
#include <ratio>
#include <type_traits>

using otpp::reason;
using otpp::step_at;
using otpp::unix_time;
using support::hidden;
using support::refused;

namespace {

template <class Duration>
using at = std::chrono::time_point<std::chrono::system_clock, Duration>;

template <class Duration>
constexpr std::int64_t seconds_of(typename Duration::rep count)
{
    return unix_time{at<Duration>{Duration{count}}}.seconds;
}

using days = std::chrono::duration<std::int64_t, std::ratio<86400>>;
using weeks = std::chrono::duration<std::int64_t, std::ratio<604800>>;
using halves = std::chrono::duration<std::int64_t, std::ratio<1, 2>>;
using three_and_a_half = std::chrono::duration<std::int64_t, std::ratio<7, 2>>;
using int_seconds = std::chrono::duration<int>;

constexpr std::int64_t latest = INT64_MAX, earliest = INT64_MIN;

constexpr auto step = [](std::int64_t time, int period, std::int64_t t0) {
    return step_at(unix_time{time}, *otpp::period::from(period), unix_time{t0});
};

} // namespace

TEST_CASE("times of any precision become whole seconds", "[time]")
{
    using namespace std::chrono;
    BOTH(seconds_of<seconds>(hidden(std::int64_t{59})) == 59);
    BOTH(seconds_of<milliseconds>(hidden(std::int64_t{59'999})) == 59);
    BOTH(seconds_of<milliseconds>(hidden(std::int64_t{60'000})) == 60);
    BOTH(seconds_of<microseconds>(hidden(std::int64_t{59'999'999})) == 59);
    BOTH(seconds_of<nanoseconds>(hidden(std::int64_t{59'999'999'999})) == 59);
    BOTH(seconds_of<nanoseconds>(hidden(std::int64_t{1'700'000'000'123'456'789})) == 1'700'000'000);
    BOTH(seconds_of<halves>(hidden(std::int64_t{119})) == 59);
    BOTH(seconds_of<minutes>(hidden(std::int64_t{2})) == 120);
    BOTH(seconds_of<hours>(hidden(std::int64_t{-1})) == -3600);
    BOTH(seconds_of<days>(hidden(std::int64_t{365})) == 31'536'000);
    BOTH(seconds_of<three_and_a_half>(hidden(std::int64_t{3})) == 10);
    BOTH(seconds_of<int_seconds>(hidden(2'147'483'647)) == 2'147'483'647);
}

TEST_CASE("times before 1970 are rounded down, not towards 1970", "[time]")
{
    using namespace std::chrono;
    BOTH(seconds_of<milliseconds>(hidden(std::int64_t{-1})) == -1);
    BOTH(seconds_of<milliseconds>(hidden(std::int64_t{-999})) == -1);
    BOTH(seconds_of<milliseconds>(hidden(std::int64_t{-1000})) == -1);
    BOTH(seconds_of<milliseconds>(hidden(std::int64_t{-1001})) == -2);
    BOTH(seconds_of<nanoseconds>(hidden(std::int64_t{-1})) == -1);
    BOTH(seconds_of<nanoseconds>(hidden(earliest)) == -9'223'372'037);
    BOTH(seconds_of<nanoseconds>(hidden(latest)) == 9'223'372'036);
    BOTH(seconds_of<halves>(hidden(std::int64_t{-1})) == -1);
    BOTH(seconds_of<three_and_a_half>(hidden(std::int64_t{-1})) == -4);
    BOTH(seconds_of<three_and_a_half>(hidden(std::int64_t{-2})) == -7);
}

TEST_CASE("times beyond 64 bits of seconds are held at the ends", "[time]")
{
    BOTH(seconds_of<std::chrono::seconds>(hidden(latest)) == latest);
    BOTH(seconds_of<std::chrono::seconds>(hidden(earliest)) == earliest);
    BOTH(seconds_of<days>(hidden(latest)) == latest);
    BOTH(seconds_of<days>(hidden(earliest)) == earliest);
    BOTH(seconds_of<days>(hidden(latest / 86400)) == latest / 86400 * 86400);
    BOTH(seconds_of<days>(hidden(latest / 86400 + 1)) == latest);
    BOTH(seconds_of<weeks>(hidden(earliest / 604800)) == earliest / 604800 * 604800);
    BOTH(seconds_of<weeks>(hidden(earliest / 604800 - 1)) == earliest);
    // 2^63-1 is a multiple of 7: the fraction is what no longer fits
    BOTH(seconds_of<three_and_a_half>(hidden(latest / 7 * 2)) == latest);
    BOTH(seconds_of<three_and_a_half>(hidden(latest / 7 * 2 + 1)) == latest);
    BOTH(seconds_of<three_and_a_half>(hidden(latest)) == latest);
    BOTH(seconds_of<three_and_a_half>(hidden(earliest)) == earliest);
}

TEST_CASE("only the clock that counts from 1970 is a time", "[time]")
{
    using namespace std::chrono;
    static_assert(otpp::system_time_point<system_clock::time_point>);
    static_assert(otpp::system_time_point<at<seconds>>);
    static_assert(!otpp::system_time_point<steady_clock::time_point>);
    static_assert(!otpp::system_time_point<seconds>);
    static_assert(!otpp::system_time_point<std::int64_t>);
    static_assert(!otpp::system_time_point<at<duration<double>>>); // who rounds it, and how?
    static_assert(!otpp::system_time_point<at<duration<std::uint64_t>>>);
    static_assert(!std::is_convertible_v<std::int64_t, unix_time>);
    static_assert(std::is_convertible_v<system_clock::time_point, unix_time>);
    auto const now = system_clock::now();
    CHECK(unix_time{now}.seconds == floor<seconds>(now).time_since_epoch().count());
}

TEST_CASE("a step is the floor of the time since T0 over the period", "[time]")
{
    BOTH(*step(hidden(std::int64_t{0}), 30, 0) == 0);
    BOTH(*step(hidden(std::int64_t{29}), 30, 0) == 0);
    BOTH(*step(hidden(std::int64_t{30}), 30, 0) == 1);
    BOTH(*step(hidden(std::int64_t{59}), 30, 30) == 0);
    BOTH(*step(hidden(std::int64_t{-31}), 30, -62) == 1);
    BOTH(*step(hidden(std::int64_t{-33}), 30, -62) == 0);
    BOTH(*step(hidden(std::int64_t{2'147'483'646}), 2'147'483'647, 0) == 0);
    BOTH(*step(hidden(std::int64_t{2'147'483'647}), 2'147'483'647, 0) == 1);
}

TEST_CASE("before T0 there is no step", "[time]")
{
    BOTH(refused(step(hidden(std::int64_t{-1}), 30, 0), reason::before_t0));
    BOTH(refused(step(hidden(std::int64_t{99}), 30, 100), reason::before_t0));
    BOTH(refused(step(hidden(earliest), 30, 0), reason::before_t0));
    BOTH(refused(step(hidden(earliest), 1, latest), reason::before_t0));
    BOTH(refused(step(hidden(latest - 1), 1, latest), reason::before_t0));
}

TEST_CASE("steps are exact over all of 64 bits, and never wrap", "[time]")
{
    BOTH(*step(hidden(latest), 1, 0) == latest);
    BOTH(*step(hidden(latest), 30, 0) == 307'445'734'561'825'860);
    BOTH(*step(hidden(latest), 1, latest) == 0);
    BOTH(*step(hidden(earliest), 1, earliest) == 0);
    BOTH(*step(hidden(std::int64_t{-1}), 1, earliest) == latest);
    BOTH(refused(step(hidden(std::int64_t{0}), 1, earliest), reason::step_too_large));
    BOTH(refused(step(hidden(latest), 1, earliest), reason::step_too_large));
    BOTH(refused(step(hidden(latest), 1, -1), reason::step_too_large));
    BOTH(*step(hidden(latest), 2, earliest) == latest);
    BOTH(*step(hidden(latest), 3, earliest) == 6'148'914'691'236'517'205);
}
