// SPDX-License-Identifier: BSL-1.0
// The C++ calls behind those from Python, timed beside them by python_calls.py: SHA-1, keys of 20 bytes, one
// time, ±1, one thread.
#include <otpp/bulk.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace {

constexpr std::size_t key_size = 20;
constexpr otpp::bulk::run one_thread{otpp::bulk::kernel::automatic, 1, {}};

otpp::bulk::key_rows rows_of(unsigned char const* keys, std::size_t rows)
{
    return {keys, rows, key_size, key_size};
}

} // namespace

extern "C" {

/// Returns the number of matching rows; 0 if the call fails.
std::size_t match_cold(unsigned char const* keys, std::uint32_t const* codes, std::size_t rows,
                       std::int64_t time, std::int8_t* out)
{
    auto const fit = otpp::bulk::match(rows_of(keys, rows), {}, std::span{codes, rows}, time, {},
                                       std::span{out, rows}, one_thread);
    return fit ? *fit : 0;
}

otpp::bulk::key_set* prepare(unsigned char const* keys, std::size_t rows)
{
    auto* const set = new otpp::bulk::key_set;
    set->append(rows_of(keys, rows));
    return set;
}

std::size_t match_prepared(otpp::bulk::key_set const* set, std::uint32_t const* codes,
                           std::int64_t time, std::int8_t* out)
{
    auto const fit = otpp::bulk::match(*set, std::span{codes, set->size()}, time, {},
                                       std::span{out, set->size()}, one_thread);
    return fit ? *fit : 0;
}
}
