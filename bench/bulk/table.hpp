// SPDX-License-Identifier: BSL-1.0
#ifndef BENCH_BULK_TABLE_HPP
#define BENCH_BULK_TABLE_HPP
// The inputs of the bulk rows, columns of keys, times and codes, and their expected results.

#include "../harness/passcode.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bench {

/// The three shapes of a bulk call.
enum class shape {
    one_step,  // many keys, one time
    own_times, // many keys, each with its time
    one_key,   // one key, many counters
};

/// Views of the first rows. A key or time that all rows share is stored once.
struct table {
    otpp::algorithm which;
    std::size_t rows;
    unsigned char const* first_key;
    bool one_key;
    std::int64_t const* first_time;
    bool one_time;
    std::uint32_t const* codes;
    code_text const* texts; // the codes as text

    [[nodiscard]] std::span<unsigned char const> key(std::size_t row) const
    {
        std::size_t const size = key_size(which);
        return {first_key + (one_key ? 0 : row * size), size};
    }
    [[nodiscard]] std::int64_t time(std::size_t row) const
    {
        return first_time[one_time ? 0 : row];
    }
    [[nodiscard]] code submitted(std::size_t row) const { return {codes[row], texts[row].data()}; }
};

/// The columns of one algorithm and shape. Their contents repeat after `distinct` rows, in memory of
/// their own, so that a million rows are checked with 65,536 reference HMACs.
class columns {
public:
    static constexpr std::size_t distinct = 65'536;
    static constexpr std::size_t most_texts = 1'000'000; // the largest table of a peer

    columns(otpp::algorithm which, shape of);

    /// The first `rows`. Invalidates earlier tables where it is the largest so far.
    [[nodiscard]] table first(std::size_t rows);

    /// The first wrong result, or an empty string. A row that reports no drift gives 0 for a match.
    [[nodiscard]] std::string fault_of(std::span<std::uint32_t const> passcodes) const;
    [[nodiscard]] std::string fault_of(std::span<std::int8_t const> drifts,
                                       bool reports_drift) const;

private:
    otpp::algorithm which_;
    shape shape_;
    std::vector<unsigned char> keys_;
    std::vector<std::int64_t> times_;
    std::vector<std::uint32_t> codes_;
    std::vector<code_text> texts_;
    std::vector<std::uint32_t> passcodes_; // of the distinct rows
    std::vector<std::int8_t> drifts_;
};

/// The columns of an algorithm and shape, made at the first call.
columns& columns_of(otpp::algorithm which, shape of);

} // namespace bench

#endif
