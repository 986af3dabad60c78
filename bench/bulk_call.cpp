// SPDX-License-Identifier: BSL-1.0
// The C++ calls that stand behind those from Python, for bulk_python.py to time beside them: SHA-1,
// keys of 20 bytes, one time, ±1, one thread.
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

/// How many rows fit; a call that fails does so for none.
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
void forget(otpp::bulk::key_set* set) { delete set; }

std::size_t match_prepared(otpp::bulk::key_set const* set, std::uint32_t const* codes,
                           std::int64_t time, std::int8_t* out)
{
    auto const fit = otpp::bulk::match(*set, std::span{codes, set->size()}, time, {},
                                       std::span{out, set->size()}, one_thread);
    return fit ? *fit : 0;
}
}
