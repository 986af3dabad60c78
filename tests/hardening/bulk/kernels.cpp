// SPDX-License-Identifier: BSL-1.0
// Every kernel that this machine runs, by name, against the scalar core: awkward sizes, all lengths of
// keys, windows, shapes, the ends of counters and codes. It prints how many rows each has seen.
//
//     kernels           all of it
//     kernels --brief   one of each: for processors that are emulated, and for planted faults

#include "support/bulk_engine.hpp"
#include "support/bulk_table.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using support::answers, support::key_bytes, support::key_views, support::table;

constexpr otpp::algorithm algorithms[]{otpp::algorithm::sha1, otpp::algorithm::sha256,
                                       otpp::algorithm::sha512};
constexpr std::int64_t day = 1'700'000'000;

otpp::window window_of(int back, int ahead)
{
    return {*otpp::steps::from(back), *otpp::steps::from(ahead)};
}

class kernel_checks {
public:
    kernel_checks(support::kernel_tally& tally, otpp::algorithm hash, bool brief)
        : tally_{tally}, check_{tally}, hash_{hash}, brief_{brief}
    {}

    void run()
    {
        sizes();
        key_lengths();
        windows();
        shapes();
        beyond_32_bits();
        first_and_last_steps();
        codes_out_of_range();
        equal_codes();
        columns_apart();
        columns_from_functions();
    }

private:
    [[nodiscard]] otpp::totp_options options(int digits = 6, int period = 30,
                                             std::int64_t t0 = 0) const
    {
        return {*otpp::digits::from(digits), *otpp::period::from(period), hash_,
                otpp::unix_time{t0}};
    }
    [[nodiscard]] std::string named(std::string const& what) const
    {
        return std::string{to_string(hash_)} + ", " + what;
    }

    void add_keys(table& to, std::size_t n)
    {
        for (std::size_t i = 0; i != n; ++i) to.keys.push_back(support::random_key(source_));
    }
    // Half of them right at some drift around the window, the others not.
    void add_codes(table& to, std::size_t n)
    {
        int const reach = to.look.back.value() + to.look.ahead.value() + 3;
        for (std::size_t row = 0; row != n; ++row) {
            if (source_.below(2) == 0 || to.keys.empty() || to.times.empty()) {
                to.codes.push_back(static_cast<std::uint32_t>(source_.below(2'000'000)));
                continue;
            }
            auto const drift =
                static_cast<std::int64_t>(source_.below(static_cast<std::size_t>(reach))) -
                to.look.back.value() - 1;
            std::int64_t time = to.times[to.times.size() == 1 ? 0 : row];
            __builtin_add_overflow(time, drift * to.options.period.value(), &time);
            to.codes.push_back(
                support::scalar_row{to.keys[to.keys.size() == 1 ? 0 : row], to.options}.passcode(
                    time));
        }
    }

    // 0, 1, the width of a vector, of a tile, of a block, of a share, and beside each; a prime.
    void sizes()
    {
        std::size_t turn = 0;
        for (std::size_t const n :
             {0u,  1u,  2u,  3u,  4u,   5u,   6u,   7u,   8u,   9u,   10u,  15u,   16u,   17u,  18u,
              24u, 31u, 32u, 33u, 127u, 128u, 129u, 143u, 144u, 145u, 255u, 1009u, 2049u, 4099u}) {
            if (brief_ && n > 145) continue;
            for (int times = 0; times != 3; ++times, ++turn) {
                table rows{options(6 + static_cast<int>(turn % 5)), {}, {}, {}, {}};
                if (turn % 3 == 0) rows.look = window_of(0, 0);
                if (turn % 3 == 1 && n < 300) rows.look = window_of(0, 10);
                add_keys(rows, n);
                char const* how = "one time";
                if (times == 0)
                    rows.times.push_back(day);
                else if (times == 1) {
                    how = "own times";
                    for (std::size_t i = 0; i != n; ++i)
                        rows.times.push_back(day + static_cast<std::int64_t>(source_.below(9000)));
                }
                else { // of a log: many logins in a step, and where a run ends is anywhere
                    how = "runs of times";
                    std::int64_t time = day;
                    for (std::size_t i = 0; i != n; ++i) {
                        if (source_.below(40) == 0) time += 30;
                        rows.times.push_back(time);
                    }
                }
                add_codes(rows, n);
                check_(rows, named(std::to_string(n) + " rows, " + how));
            }
        }
    }

    void key_lengths()
    {
        table all{options(8), {}, {}, {}, {}};
        for (std::size_t length = 0; length <= 130; ++length)
            all.keys.push_back(support::random_key(source_, length));
        all.times.push_back(day);
        add_codes(all, all.keys.size());
        check_(all, named("keys of 0 to 130 bytes"));

        // All of one length, by a pointer and by spans.
        std::size_t const block = hash_ == otpp::algorithm::sha512 ? 128 : 64;
        for (std::size_t const length :
             {std::size_t{1}, std::size_t{19}, std::size_t{20}, std::size_t{21}, std::size_t{32},
              std::size_t{64}, block - 1, block, block + 1, std::size_t{128}, std::size_t{129},
              std::size_t{0}}) {
            table rows{options(), {}, {}, {}, {}};
            std::vector<unsigned char> bytes;
            std::size_t const n = brief_ ? 17 : 37;
            for (std::size_t i = 0; i != n; ++i) {
                rows.keys.push_back(support::random_key(source_, length));
                bytes.insert(bytes.end(), rows.keys.back().begin(), rows.keys.back().end());
                rows.times.push_back(day + static_cast<std::int64_t>(i / 16) * 30);
            }
            add_codes(rows, n);
            auto const what = named(std::to_string(length) + " bytes each");
            check_(rows, what);
            bytes.push_back(0); // so that there is an address for no bytes as well
            otpp::bulk::key_rows const by_pointer{bytes.data(), n, length,
                                                  static_cast<std::ptrdiff_t>(length)};
            check_.by_all(rows.options, answers{rows}, by_pointer, rows.codes, rows.times,
                          rows.look, what + ", by a pointer");
        }
    }

    // Windows of more steps than are computed together are done in pieces.
    void windows()
    {
        for (auto const& [back, ahead] : {std::pair{0, 0},
                                          {1, 1},
                                          {0, 1},
                                          {1, 0},
                                          {0, 10},
                                          {10, 0},
                                          {7, 8},
                                          {8, 8},
                                          {16, 16},
                                          {15, 17},
                                          {100, 100},
                                          {100, 0},
                                          {0, 100}})
            for (bool const own : {false, true}) {
                std::size_t const n = back + ahead > 50 ? 19 : 35;
                table rows{options(6), {}, {}, {}, window_of(back, ahead)};
                add_keys(rows, n);
                for (std::size_t i = 0; i != (own ? n : 1); ++i)
                    rows.times.push_back(day + static_cast<std::int64_t>(i) * 77);
                add_codes(rows, n);
                check_(rows, named("window " + std::to_string(back) + "/" + std::to_string(ahead) +
                                   (own ? ", own times" : ", one time")));
            }
    }

    // Keys, codes and times one or N each.
    void shapes()
    {
        for (std::size_t const n : {1u, 5u, 16u, 40u, 150u})
            for (int ones = 0; ones != 8; ++ones) {
                table rows{options(7), {}, {}, {}, {}};
                add_keys(rows, ones & 1 ? 1 : n);
                if (n == 40 && (ones & 1)) rows.keys[0].clear(); // one key, and that a bad one
                for (std::size_t i = 0; i != (ones & 2 ? 1 : n); ++i)
                    rows.times.push_back(day + static_cast<std::int64_t>(i) * 10);
                if (n == 150 && (ones & 2)) rows.times[0] = -1; // one time, before T0
                add_codes(rows, ones & 4 ? 1 : n);
                check_(rows, named(std::to_string(rows.keys.size()) + " keys, " +
                                   std::to_string(rows.codes.size()) + " codes, " +
                                   std::to_string(rows.times.size()) + " times"));
            }
    }

    // The upper half of a counter changes within a group of lanes, and within a window.
    void beyond_32_bits()
    {
        for (std::int64_t const edge : {std::int64_t{1} << 32, std::int64_t{5} << 32})
            for (std::int64_t const from : {edge - 40, edge - 3, edge, edge + 2})
                for (bool const own : {true, false}) {
                    table rows{options(6, 1), {}, {}, {}, window_of(5, 5)};
                    std::size_t const n = 45;
                    add_keys(rows, n);
                    for (std::size_t i = 0; i != (own ? n : 1); ++i)
                        rows.times.push_back(from + static_cast<std::int64_t>(i));
                    add_codes(rows, n);
                    check_(rows, named("counters from " + std::to_string(from)));
                }
    }

    // Windows are cut at step 0 and at 2^63-1; before T0, and beyond, there are no steps.
    void first_and_last_steps()
    {
        constexpr std::int64_t last = INT64_MAX;
        struct edge {
            std::int64_t t0, time;
            int period;
        };
        for (auto const& [t0, time, period] : {edge{0, 0, 1},
                                               {0, 1, 1},
                                               {0, 99, 1},
                                               {0, 100, 1},
                                               {0, -1, 1},
                                               {0, 29, 30},
                                               {0, last, 1},
                                               {0, last - 1, 1},
                                               {0, last - 100, 1},
                                               {0, last - 101, 1},
                                               {day, day, 30},
                                               {day, day - 1, 30},
                                               {day, day + 60, 30},
                                               {-1000, -1000, 30},
                                               {-1000, -1001, 30},
                                               {-1000, last, 1},
                                               {-1000, last - 1001, 1},
                                               {-1000, last - 1000, 1},
                                               {INT64_MIN, INT64_MIN, 1},
                                               {INT64_MIN, -1, 1},
                                               {INT64_MIN, 0, 1},
                                               {INT64_MIN, last, 2},
                                               {INT64_MIN, last, 3},
                                               {last, last, 1},
                                               {last, last - 1, 1},
                                               {0, last, 2147483647}})
            for (int const reach : {0, 1, 20}) {
                std::string const what =
                    "t0 " + std::to_string(t0) + ", time " + std::to_string(time) + ", period " +
                    std::to_string(period) + ", window " + std::to_string(reach);
                table rows{options(6, period, t0), {}, {}, {}, window_of(reach, reach)};
                std::size_t const n = brief_ ? 18 : 35;
                add_keys(rows, n);
                rows.times.push_back(time);
                add_codes(rows, n);
                check_(rows, named(what));
                // the same among others
                for (std::size_t i = 1; i != n; ++i) {
                    std::int64_t other = time;
                    if (i % 3 == 0) __builtin_add_overflow(t0, std::int64_t{1} << 40, &other);
                    if (i % 7 == 0) other = time == INT64_MIN ? time : time - 1;
                    if (i % 5 == 0) other = time == last ? time : time + 1;
                    rows.times.push_back(other);
                }
                rows.codes.clear();
                add_codes(rows, n);
                check_(rows, named(what + ", among others"));
            }
    }

    // A number that differs from the right code by 10^digits is another code, or none.
    void codes_out_of_range()
    {
        for (int digits = otpp::digits::min; digits <= otpp::digits::max; ++digits) {
            std::uint64_t power = 1;
            for (int i = 0; i != digits; ++i) power *= 10;
            table rows{options(digits), {}, {}, {day}, {}};
            auto const add = [&](std::uint64_t code, key_bytes const& key) {
                if (code > UINT32_MAX) return;
                rows.codes.push_back(static_cast<std::uint32_t>(code));
                rows.keys.push_back(key);
            };
            for (int i = 0; i != 8; ++i) {
                auto const key = support::random_key(source_);
                std::uint64_t const right = support::scalar_row{key, rows.options}.passcode(day);
                add(right, key);
                for (std::uint64_t times = 1; times != 8; ++times) add(right + times * power, key);
                add(right | 0x80000000u, key);
                add((right - power) & 0xffffffffu, key);
                add((right - 2 * power) & 0xffffffffu, key);
                for (std::uint64_t const code :
                     {std::uint64_t{0}, power - 1, power, power + 1, std::uint64_t{0x7fffffff},
                      std::uint64_t{0x80000000}, std::uint64_t{0xffffffff}})
                    add(code, key);
            }
            check_(rows, named("codes about 10^" + std::to_string(digits)));
        }
        lowest_and_highest_code();
    }

    // Counters of the RFC's key whose codes are 000000 and 999999.
    void lowest_and_highest_code()
    {
        key_bytes key(20);
        for (std::size_t i = 0; i != key.size(); ++i)
            key[i] = static_cast<unsigned char>("1234567890"[i % 10]);
        support::scalar_row const scalar{key, options(6, 1)};
        constexpr std::int64_t lowest[]{349'495, 1'366'003, 2'087'438},
            highest[]{691, 2'665'508, 474'919};
        auto const i = static_cast<std::size_t>(hash_);
        tally_.require(scalar.passcode(lowest[i]) == 0, "no code of zeros");
        tally_.require(scalar.passcode(highest[i]) == 999'999, "no code of nines");
        for (auto const& [code, time] :
             {std::pair{0u, lowest[i]}, std::pair{999'999u, highest[i]}}) {
            table rows{options(6, 1), {key}, {code}, {}, {}};
            for (std::int64_t from = time - 9; from != time + 9; ++from) rows.times.push_back(from);
            check_(rows, named("the code " + std::to_string(code)));
        }
    }

    // Two codes of a window are equal: the one nearest to now, and of two as near the older one.
    void equal_codes()
    {
        auto const key = support::random_key(source_, 20);
        support::scalar_row const scalar{key, options(6, 1)};
        constexpr std::int64_t counters = 60'000;
        std::vector<std::int64_t> seen(1'000'000, -1); // when a code was last shown
        std::size_t pairs = 0, ties = 0;
        for (std::int64_t counter = 0; counter != counters && pairs < (brief_ ? 1u : 4u);
             ++counter) {
            std::uint32_t const code = scalar.passcode(counter);
            std::int64_t const before = std::exchange(seen[code], counter);
            std::int64_t const apart = counter - before;
            if (before < 100 || apart > 180 || apart % 2 != 0) continue;
            ++pairs;
            std::int64_t const middle = (before + counter) / 2;
            table rows{options(6, 1), {key}, {code}, {}, window_of(100, 100)};
            for (std::int64_t time = middle - 9; time != middle + 9; ++time)
                rows.times.push_back(time);
            rows.times.push_back(counter - 100), rows.times.push_back(before + 100);
            answers const expected{rows};
            ties += expected.drifts[9] == -static_cast<int>(apart / 2);
            tally_.require(expected.drifts[8] < 0 && expected.drifts[10] > 0, "not the nearest");
            check_(rows, named("equal codes, " + std::to_string(apart) + " steps apart"));
            // and at one time for many keys, which is another way through the engine
            rows.times = {middle};
            rows.keys.assign(33, key);
            check_(rows, named("equal codes at one time"));
        }
        tally_.require(pairs != 0 && ties == pairs, named("no pair of equal codes was found"));
    }

    // Columns of a record, backwards, unaligned.
    void columns_apart()
    {
        constexpr std::size_t n = 75, apart = 37;
        table rows{options(8), {}, {}, {}, {}};
        for (std::size_t i = 0; i != n; ++i) {
            rows.keys.push_back(support::random_key(source_, 20));
            rows.times.push_back(day + static_cast<std::int64_t>(i) * 13);
        }
        add_codes(rows, n);
        std::vector<unsigned char> records(n * apart + 1), reversed(records.size());
        for (std::size_t i = 0; i != n; ++i) {
            unsigned char* record =
                records.data() + 1 + i * apart; // 20 of key, 8 of time, 4 of code
            std::memcpy(record, rows.keys[i].data(), 20);
            std::memcpy(record + 20, &rows.times[i], 8);
            std::memcpy(record + 28, &rows.codes[i], 4);
            std::memcpy(reversed.data() + 1 + (n - 1 - i) * apart, record, apart);
        }
        answers const expected{rows};
        otpp::bulk::key_set set{rows.options};
        for (bool const backwards : {false, true}) {
            auto const stride = backwards ? -static_cast<std::ptrdiff_t>(apart)
                                          : static_cast<std::ptrdiff_t>(apart);
            auto const* const first =
                backwards ? reversed.data() + 1 + (n - 1) * apart : records.data() + 1;
            otpp::bulk::key_rows const keys{first, n, 20, stride};
            otpp::bulk::column<std::int64_t> const times{first + 20, n, stride};
            otpp::bulk::column<std::uint32_t> const codes{first + 28, n, stride};
            auto const what = named(backwards ? "records backwards" : "records");
            check_.by_all(rows.options, expected, keys, codes, times, rows.look, what);
            set.clear();
            set.append(keys);
            check_.by_all(rows.options, expected, set, codes, times, rows.look, what);
        }
    }

    void columns_from_functions()
    {
        constexpr std::size_t n = 53;
        table rows{options(), {}, {}, {}, {}};
        add_keys(rows, n);
        for (std::size_t i = 0; i != n; ++i)
            rows.times.push_back(day - static_cast<std::int64_t>(i) * 7);
        add_codes(rows, n);
        otpp::bulk::key_rows const keys{&rows, n, [](void const* owner, std::size_t row) {
                                            return std::span<unsigned char const>{
                                                static_cast<table const*>(owner)->keys[row]};
                                        }};
        otpp::bulk::column<std::int64_t> const times{
            &rows, n, [](void const* owner, std::size_t row) {
                return static_cast<table const*>(owner)->times[row];
            }};
        otpp::bulk::column<std::uint32_t> const codes{
            &rows, n, [](void const* owner, std::size_t row) {
                return static_cast<table const*>(owner)->codes[row];
            }};
        check_.by_all(rows.options, answers{rows}, keys, codes, times, rows.look,
                      named("columns from functions"));
    }

    support::kernel_tally& tally_;
    support::table_check check_;
    otpp::algorithm hash_;
    bool brief_;
    support::random source_{static_cast<std::uint64_t>(hash_) + 1};
};

} // namespace

int main(int argc, char** argv)
{
    bool const brief = argc == 2 && std::string_view{argv[1]} == "--brief";
    if (argc > 2 || (argc == 2 && !brief)) {
        std::fputs("usage: kernels [--brief]\n", stderr);
        return 2;
    }
    support::kernel_tally tally;
    for (auto const hash : algorithms) kernel_checks{tally, hash, brief}.run();
    return tally.report() ? 0 : 1;
}
