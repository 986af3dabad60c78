// SPDX-License-Identifier: BSL-1.0
#ifndef BENCH_BULK_ROWS_HPP
#define BENCH_BULK_ROWS_HPP
// Bulk rows: a call over a table, all of whose results are checked before it is timed.
//
// A name is work/algorithm/subject/rows, and /2_threads for two threads.

#include "../harness/rows.hpp"
#include "table.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace bench {

struct work {
    char const* name;
    shape of;
    bool match;    // ±1; otherwise passcodes
    bool prepared; // keys prepared before the call
};
inline constexpr work works[]{
    {"match_cold", shape::one_step, true, false},
    {"match_prepared", shape::one_step, true, true},
    {"generate_cold", shape::one_step, false, false},
    {"generate_prepared", shape::one_step, false, true},
    {"match_own_times_cold", shape::own_times, true, false},
    {"match_own_times_prepared", shape::own_times, true, true},
    {"generate_own_times_prepared", shape::own_times, false, true},
    {"counters", shape::one_key, false, false},
};

inline constexpr std::size_t sizes[]{1,     4,      16,      64,        256,       1'024,
                                     4'096, 16'384, 131'072, 1'000'000, 10'000'000};
/// Tables of more than 16,384 rows are slow to measure: only those that a report shows.
constexpr bool is_shown(work const& of, otpp::algorithm which, std::size_t rows)
{
    return rows <= 16'384 || (which == otpp::algorithm::sha1 && of.of == shape::one_step);
}

/// Small batches, compared with a loop over totp.match.
inline constexpr std::size_t small_sizes[]{1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14,
                                           15, 16, 17, 20, 24, 28, 31, 32, 33, 40, 48, 56, 63, 64};

/// The implementation that a row times. Of one key for all rows, it may prepare that once.
struct subject {
    virtual ~subject() = default;
    /// Called once, untimed, for works with prepared keys.
    virtual void prepare(table const&) {}
    virtual void passcodes(table const& input, std::uint32_t* out) = 0;
    /// Writes the drift of every row, or `no_match`.
    virtual void match(table const& input, std::int8_t* out) = 0;
    /// False: `match` writes 0 for every match.
    [[nodiscard]] virtual bool reports_drift() const { return true; }
};

/// Called when the row is checked; throws where the subject cannot be made.
using make_subject = std::function<std::unique_ptr<subject>(otpp::algorithm, work const&)>;

void add_bulk_row(work const& of, otpp::algorithm which, std::string const& name, std::size_t rows,
                  int threads, make_subject const& make);

/// Every work at the sizes that the report shows of peers; with prepared keys, if the peer keeps them.
void add_peer(std::string const& name, std::vector<otpp::algorithm> const& which, bool keeps_keys,
              make_subject const& make);

/// A row whose results are not checked, for limits: it computes no passcode.
void add_limit_row(std::string name, std::function<void()> run);

} // namespace bench

#endif
