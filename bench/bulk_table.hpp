// SPDX-License-Identifier: BSL-1.0
#ifndef BENCH_BULK_TABLE_HPP
#define BENCH_BULK_TABLE_HPP
// What the bulk rows compute on: columns of keys, times and codes, and what must come out.

#include "inputs.hpp"

#include <otpp/algorithm.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bench {

/// The three shapes of a bulk call.
enum class loop {
    one_step,  // many keys, one time
    own_times, // many keys, each at its time
    one_key,   // one key, many counters
};

/// Some rows, whatever is known of them. Where all have one key or one time, it stands once.
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
};

inline constexpr int period = 30;
inline constexpr std::uint32_t wanted_digits = 1'000'000; // six
inline constexpr std::int8_t fits_not = -128;

/// The columns of one algorithm and loop. What is in them comes again after `distinct` rows, in
/// memory of its own, so that a million rows are checked without a million slow HMACs.
class columns {
public:
    static constexpr std::size_t distinct = 65'536;
    static constexpr std::size_t most_texts = 1'000'000; // rows that peers get to see

    columns(otpp::algorithm which, loop shape);

    /// The first `rows` of them; views of what was given before may end.
    [[nodiscard]] table first(std::size_t rows);

    /// What is wrong with the results of the first rows, or nothing. Drifts that are not told are 0.
    [[nodiscard]] std::string wrong(std::span<std::uint32_t const> passcodes) const;
    [[nodiscard]] std::string wrong(std::span<std::int8_t const> drifts, bool told) const;

private:
    otpp::algorithm which_;
    loop shape_;
    std::vector<unsigned char> keys_;
    std::vector<std::int64_t> times_;
    std::vector<std::uint32_t> codes_;
    std::vector<code_text> texts_;
    std::vector<std::uint32_t> passcodes_; // of the distinct rows
    std::vector<std::int8_t> drifts_;
};

/// The columns, made when they are first asked for.
columns& columns_of(otpp::algorithm which, loop shape);

} // namespace bench

#endif
