// SPDX-License-Identifier: BSL-1.0
// Random rows (key, code, time) in random tables (algorithm, digits, period, T0, window, shape): all
// kernels must give what the scalar core gives. Half of the codes are right at some drift.
//
//     random_rows ROWS [SEED]

#include "support/bulk_engine.hpp"
#include "support/bulk_table.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

class random_tables {
public:
    explicit random_tables(std::uint64_t seed) noexcept : source_{seed} {}

    [[nodiscard]] support::table next(std::size_t most)
    {
        support::table made{};
        int const algorithm = int_below(8);
        made.options = {
            *otpp::digits::from(6 + int_below(5)),
            *otpp::period::from(source_.below(2) == 0 ? 30 : 1 + int_below(100)),
            static_cast<otpp::algorithm>(algorithm > 2 ? 0 : algorithm), // SHA-1 six times of eight
            otpp::unix_time{source_.below(3) == 0 ? int_below(2000) - 1000 : 0}};
        bool const wide = source_.below(50) == 0; // more steps than are computed at once
        made.look = {*otpp::steps::from(int_below(wide ? 101 : 3)),
                     *otpp::steps::from(int_below(wide ? 101 : 3))};
        std::size_t const limit = source_.below(3) == 0 ? 200 : wide ? 400 : 5000;
        std::size_t const rows = std::min(most, 1 + source_.below(limit));

        keys(made, source_.below(10) == 0 ? 1 : rows);
        times(made, source_.below(3) == 0 ? 1 : rows);
        codes(made,
              made.keys.size() != 1 || made.times.size() != 1 || rows == 1 || source_.below(10) != 0
                  ? rows
                  : 1);
        return made;
    }

private:
    int int_below(int n) noexcept
    {
        return static_cast<int>(source_.below(static_cast<std::size_t>(n)));
    }

    void keys(support::table& made, std::size_t n)
    {
        bool const usual = source_.below(2) == 0, some_bad = source_.below(4) == 0;
        for (std::size_t i = 0; i != n; ++i) {
            made.keys.push_back(usual ? support::random_key(source_, 20)
                                      : support::random_key(source_));
            if (some_bad && source_.below(20) == 0)
                made.keys.back() = support::random_key(source_, source_.below(2) * 129);
        }
    }

    // Now, any time of 63 bits, around the steps that the upper half of a counter changes at, or
    // before T0; in runs as in a log, or each its own.
    void times(support::table& made, std::size_t n)
    {
        std::int64_t const period = made.options.period.value();
        std::size_t const kind = source_.below(8), run = 1 + source_.below(3) * 20;
        std::int64_t const from = kind == 0   ? static_cast<std::int64_t>(source_.next() >> 1)
                                  : kind == 1 ? (std::int64_t{1} << 32) * period - 20 * period
                                  : kind == 2 ? made.options.t0.seconds - 10 * period
                                              : 1'700'000'000;
        std::int64_t time = from;
        for (std::size_t i = 0; i != n; ++i) {
            if (source_.below(run) == 0) {
                auto const on =
                    static_cast<std::int64_t>(source_.below(static_cast<std::size_t>(40 * period)));
                if (__builtin_add_overflow(from, on, &time)) time = from;
            }
            made.times.push_back(time);
        }
    }

    void codes(support::table& made, std::size_t n)
    {
        int const back = made.look.back.value(), ahead = made.look.ahead.value();
        for (std::size_t i = 0; i != n; ++i) {
            if (source_.below(2) == 0) { // any, sometimes of too many digits
                made.codes.push_back(
                    static_cast<std::uint32_t>(source_.next() >> (32 + source_.below(14))));
                continue;
            }
            std::int64_t time = made.times[made.times.size() == 1 ? 0 : i];
            std::int64_t const away =
                (int_below(back + ahead + 1) - back) * std::int64_t{made.options.period.value()};
            __builtin_add_overflow(time, away, &time);
            support::scalar_row const scalar{made.keys[made.keys.size() == 1 ? 0 : i],
                                             made.options};
            made.codes.push_back(scalar.passcode(time));
        }
    }

    support::random source_;
};

} // namespace

int main(int argc, char** argv)
{
    std::size_t const requested = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 0;
    if (argc > 3 || requested == 0) {
        std::fputs("usage: random_rows ROWS [SEED]\n", stderr);
        return 2;
    }
    random_tables tables{argc == 3 ? std::strtoull(argv[2], nullptr, 10) : 6238};
    support::kernel_tally tally;
    support::table_check const check{tally};
    std::size_t rows = 0, right = 0, turn = 0;
    for (; rows < requested; ++turn) {
        auto const table = tables.next(requested - rows);
        auto const fit = check(table, "table " + std::to_string(turn));
        rows += table.rows();
        right += fit;
    }
    std::printf("%zu rows in %zu tables, %zu codes right\n", rows, turn, right);
    // Half of them are meant to be; bad keys and times take some.
    tally.require(right > rows / 4 && right < rows * 3 / 4, "half of the codes were to be right");
    return tally.report() ? 0 : 1;
}
