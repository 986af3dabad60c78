// SPDX-License-Identifier: BSL-1.0
// Tables of any shape, over the input's own bytes: every kernel against the scalar core, and nothing
// written beside the results. tests/hardening/bulk/engine.cpp is linked to it.

#include "support/bulk_engine.hpp"
#include "support/bulk_table.hpp"

#include "oracle.hpp"

#include <otpp/bulk.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace {

using fuzz::require;

// The bytes of an input one after the other, then zeros.
class stream {
public:
    stream(unsigned char const* data, std::size_t size) noexcept : left_{data, size} {}

    unsigned byte() noexcept
    {
        if (left_.empty()) return 0;
        unsigned const first = left_[0];
        left_ = left_.subspan(1);
        return first;
    }
    std::uint64_t word() noexcept
    {
        std::uint64_t all = 0;
        for (int i = 0; i != 8; ++i) all = all << 8 | byte();
        return all;
    }

private:
    std::span<unsigned char const> left_;
};

struct shape {
    std::size_t keys, codes, times, results;

    [[nodiscard]] bool fits() const
    {
        std::size_t rows = 1;
        for (std::size_t const size : {keys, codes, times})
            if (size != 1) rows = size;
        for (std::size_t const size : {keys, codes, times})
            if (size != 1 && size != rows) return false;
        return results == rows;
    }
};

// Of a column: none, one, all, or another number.
std::size_t size_of_column(unsigned choice, std::size_t rows)
{
    return choice < 100 ? rows : choice < 200 ? 1 : choice < 220 ? 0 : choice % 20;
}

// A buffer of just the bytes that a column has, at any alignment, forwards or backwards.
template <class T>
class placed {
public:
    placed(std::vector<T> const& values, unsigned how)
        : apart_{sizeof(T) + how % 3}, backwards_{(how & 64) != 0}, bytes_(size_of(values.size()))
    {
        for (std::size_t i = 0; i != values.size(); ++i)
            std::memcpy(bytes_.data() + place(i, values.size()), &values[i], sizeof(T));
        size_ = values.size();
    }
    [[nodiscard]] otpp::bulk::column<T> column() const
    {
        auto const apart = static_cast<std::ptrdiff_t>(apart_);
        return {bytes_.data() + (size_ == 0 ? 0 : place(0, size_)), size_,
                backwards_ ? -apart : apart};
    }

private:
    [[nodiscard]] std::size_t size_of(std::size_t n) const
    {
        return n == 0 ? 0 : (n - 1) * apart_ + sizeof(T);
    }
    [[nodiscard]] std::size_t place(std::size_t i, std::size_t n) const
    {
        return (backwards_ ? n - 1 - i : i) * apart_;
    }

    std::size_t apart_, size_ = 0;
    bool backwards_;
    std::vector<unsigned char> bytes_;
};

std::int64_t time_from(stream& from, otpp::totp_options const& options)
{
    std::int64_t const period = options.period.value();
    std::int64_t time = options.t0.seconds;
    switch (unsigned const kind = from.byte(); kind % 4) {
    case 0: return static_cast<std::int64_t>(from.word());
    case 1: __builtin_add_overflow(time, (std::int64_t{1} << 32) * period, &time); break;
    case 2: time = INT64_MAX - 200; break;
    default: break;
    }
    auto const away = static_cast<std::int64_t>(from.byte()) - 20;
    return __builtin_add_overflow(time, away, &time) ? 0 : time;
}

std::uint32_t code_from(stream& from, support::table const& table, std::size_t row)
{
    unsigned const kind = from.byte();
    if (kind % 4 == 0 || table.keys.empty() || table.times.empty())
        return static_cast<std::uint32_t>(from.word() >> (kind / 8));
    auto const at = [row](std::size_t size) { return size == 1 ? 0 : row % size; };
    support::scalar_row const scalar{table.keys[at(table.keys.size())], table.options};
    std::int64_t time = table.times[at(table.times.size())];
    auto const away = (static_cast<std::int64_t>(kind / 4) - 32) * table.options.period.value();
    __builtin_add_overflow(time, away, &time);
    std::uint32_t code = scalar.passcode(time);
    if (kind == 255) code += 1'000'000;
    return code;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size)
{
    stream from{data, size};
    support::table table{};
    unsigned const parameters = from.byte();
    table.options = {
        *otpp::digits::from(6 + static_cast<int>(parameters % 5)),
        *otpp::period::from(parameters & 64 ? 1 : 1 + static_cast<int>(from.byte())),
        static_cast<otpp::algorithm>(parameters / 8 % 3),
        otpp::unix_time{parameters & 128 ? static_cast<std::int64_t>(from.word()) : 0}};
    unsigned const reach = from.byte();
    table.look = {*otpp::steps::from(static_cast<int>(reach % 12)),
                  *otpp::steps::from(static_cast<int>(reach / 12))};
    std::size_t const rows = from.byte() % 160;
    shape const sizes{size_of_column(from.byte(), rows), size_of_column(from.byte(), rows),
                      size_of_column(from.byte(), rows), size_of_column(from.byte(), rows)};
    unsigned const places = from.byte();

    unsigned const lengths = from.byte(); // all the same, or each its own
    for (std::size_t i = 0; i != sizes.keys; ++i) {
        std::size_t const length = lengths & 128 ? from.byte() % 131 : lengths;
        support::key_bytes key(length);
        for (auto& byte : key) byte = static_cast<unsigned char>(from.byte());
        table.keys.push_back(std::move(key));
    }
    bool const log = (places & 128) != 0; // neighbours of one time
    for (std::size_t i = 0; i != sizes.times; ++i)
        table.times.push_back(log && i != 0 && from.byte() != 0 ? table.times.back()
                                                                : time_from(from, table.options));
    for (std::size_t i = 0; i != sizes.codes; ++i) table.codes.push_back(code_from(from, table, i));

    placed<std::uint32_t> const codes{table.codes, places};
    placed<std::int64_t> const times{table.times, places / 3};
    support::key_views const views{table.keys};
    otpp::bulk::key_set set{table.options};
    set.append(views.rows());

    if (!sizes.fits()) {
        std::vector<std::int8_t> drifts(sizes.results, 7);
        for (auto const kernel : support::all_kernels) {
            auto const answer = otpp::bulk::match(set, codes.column(), times.column(), table.look,
                                                  drifts, {.kernel = kernel});
            require(!answer, "rows that do not fit together");
        }
        for (auto const drift : drifts) require(drift == 7, "a result of a call that failed");
        return 0;
    }
    support::kernel_tally tally;
    support::table_check const check{tally};
    support::answers const expected{table};
    check.by_all(table.options, expected, views.rows(), codes.column(), times.column(), table.look,
                 "cold");
    check.by_all(table.options, expected, set, codes.column(), times.column(), table.look,
                 "prepared");
    require(tally.differences() == 0, "a kernel and the scalar core differ");
    return 0;
}
