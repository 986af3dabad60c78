// SPDX-License-Identifier: BSL-1.0
// Bulk calls on the kernel argv[1], each of argv[2] rows and again of argv[3], each in `counted`, which
// test_instructions.py counts call by call: 20-byte keys of SHA-1, 6 digits, one time.
#include "engine.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

namespace {

using otpp::bulk::key_rows;

constexpr otpp::unix_time now{1'111'111'109};

// The key of RFC 6238 in its first row.
std::vector<unsigned char> keys_of(std::size_t rows)
{
    std::vector<unsigned char> keys(20 * rows);
    for (std::size_t i = 0; i != keys.size(); ++i)
        keys[i] = static_cast<unsigned char>(i < 20 ? '0' + (i + 1) % 10 : i * i + i / 7);
    return keys;
}

struct table {
    explicit table(std::size_t rows) : keys(keys_of(rows)), drifts(rows), passcodes(rows)
    {
        prepared.append(key_rows{keys, 20});
    }

    std::vector<unsigned char> keys;
    engine::key_set prepared;
    std::vector<std::uint32_t> codes;
    std::vector<std::int8_t> drifts;
    std::vector<std::uint32_t> passcodes;
};

using work = engine::rows_done (*)(table&, otpp::bulk::run const&);

constexpr otpp::unix_time later{now.seconds + 30};

engine::rows_done generate(table& t, otpp::bulk::run const& how)
{
    return engine::passcodes(t.prepared, now, t.passcodes, how);
}
engine::rows_done match_prepared(table& t, otpp::bulk::run const& how)
{
    return engine::match(t.prepared, t.codes, later, {}, t.drifts, how);
}
engine::rows_done match_cold(table& t, otpp::bulk::run const& how)
{
    return engine::match(key_rows{t.keys, 20}, {}, t.codes, later, {}, t.drifts, how);
}

// Every third row's code is none, the others fit a step before.
bool is_right(table& t, engine::rows_done const& fit)
{
    std::size_t right = 0;
    for (std::size_t row = 0; row != t.drifts.size(); ++row)
        right += t.drifts[row] == (row % 3 == 0 ? -128 : -1) ? 1 : 0;
    std::fill(t.drifts.begin(), t.drifts.end(), std::int8_t{99});
    return right == t.drifts.size() && fit && *fit == right - (right + 2) / 3;
}

} // namespace

extern "C" [[gnu::weak]] void counted(work call, table& t, otpp::bulk::run const& how,
                                      engine::rows_done& done)
{
    done = call(t, how);
}

int main(int, char** argv)
{
    otpp::bulk::run how;
    how.kernel = *otpp::bulk::parse_kernel(argv[1]);
    how.threads = 1;

    for (int i = 2; i != 4; ++i) {
        table t(static_cast<std::size_t>(std::atoi(argv[i])));
        engine::rows_done done = std::size_t{0};
        counted(generate, t, how, done);
        if (!done || *done != t.passcodes.size()) return 1;
        if (t.passcodes[0] != 81804) return 1; // RFC 6238, appendix B
        t.codes = t.passcodes;
        for (std::size_t row = 0; row < t.codes.size(); row += 3) t.codes[row] = 1'000'000;
        counted(match_prepared, t, how, done);
        if (!is_right(t, done)) return 1;
        counted(match_cold, t, how, done);
        if (!is_right(t, done)) return 1;
    }
}
