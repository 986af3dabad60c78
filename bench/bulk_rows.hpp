// SPDX-License-Identifier: BSL-1.0
#ifndef BENCH_BULK_ROWS_HPP
#define BENCH_BULK_ROWS_HPP
// A bulk row: a call over a table that is timed, and whose every result is checked before it is.
//
// Its name is what/algorithm/who/rows, and /2_threads behind it where there are two.

#include "bulk_table.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace bench {

struct bulk_row {
    std::string name;
    std::size_t rows; // by which its time is divided
    int threads;
    std::function<std::string()> check; // runs it: what is wrong with its results, or nothing
    std::function<void()> ready;        // to be called when every row was checked, then
    std::function<void()> run;
};
std::vector<bulk_row>& bulk_rows();

/// What a row does. `prepared`: the keys were given before.
struct bulk_work {
    char const* name;
    loop shape;
    bool match; // ±1; else passcodes
    bool prepared;
};
inline constexpr bulk_work works[]{
    {"match_cold", loop::one_step, true, false},
    {"match_prepared", loop::one_step, true, true},
    {"generate_cold", loop::one_step, false, false},
    {"generate_prepared", loop::one_step, false, true},
    {"match_own_times_cold", loop::own_times, true, false},
    {"match_own_times_prepared", loop::own_times, true, true},
    {"generate_own_times_prepared", loop::own_times, false, true},
    {"counters", loop::one_key, false, false},
};

inline constexpr std::size_t sizes[]{1,     4,      16,      64,        256,       1'024,
                                     4'096, 16'384, 131'072, 1'000'000, 10'000'000};
/// Millions of rows take their time: they are there for SHA-1 and what the tables show of it.
constexpr bool is_shown(bulk_work const& work, otpp::algorithm which, std::size_t rows)
{
    return rows <= 16'384 || (which == otpp::algorithm::sha1 && work.shape == loop::one_step);
}

/// Of a batch so small that it stands beside a loop over totp.match.
inline constexpr std::size_t few_sizes[]{1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14,
                                         15, 16, 17, 20, 24, 28, 31, 32, 33, 40, 48, 56, 63, 64};

/// Who does the work. Of one key for all rows, it may prepare that once.
struct bulk_subject {
    virtual ~bulk_subject() = default;
    /// Where the keys are prepared: gets them before the first call, untimed.
    virtual void prepare(table const&) {}
    virtual void passcodes(table const& rows, std::uint32_t* out) = 0;
    /// The drift of every row, or `fits_not`.
    virtual void match(table const& rows, std::int8_t* out) = 0;
    /// Otherwise `match` gives 0 for whatever fits.
    [[nodiscard]] virtual bool tells_drift() const { return true; }
};

/// Makes the subject of a row, when that is first run; an exception says why it cannot.
using make_subject =
    std::function<std::unique_ptr<bulk_subject>(otpp::algorithm, bulk_work const&)>;

void add_bulk_row(bulk_work const& work, otpp::algorithm which, std::string const& who,
                  std::size_t rows, int threads, make_subject const& make);

/// A peer's rows: every work at the sizes at which peers are shown. One that keeps no prepared keys
/// has no such rows.
void add_bulk_peer(std::string const& who, std::vector<otpp::algorithm> const& algorithms,
                   bool keeps_keys, make_subject const& make);

char const* name_of(otpp::algorithm which);

/// Put at namespace scope, it adds the rows of a file before main.
struct bulk_registration {
    explicit bulk_registration(void (*add)()) { add(); }
};

} // namespace bench

#endif
