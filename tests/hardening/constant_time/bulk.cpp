// SPDX-License-Identifier: BSL-1.0
// Under valgrind, with the keys of the bulk engine marked undefined: memcheck then reports each branch
// and each address that depends on one. All that becomes known is the results, and only after a call:
// nothing here is published on the way.

#include "engine.hpp"

#include <otpp/detail/cpu.hpp>

#include <valgrind/memcheck.h>

#include <concepts>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <vector>

namespace {

using otpp::algorithm;
using otpp::bulk::kernel;
using otpp::bulk::key_rows;
using bytes = std::span<unsigned char const>;

void hide(void const* from, std::size_t size) { VALGRIND_MAKE_MEM_UNDEFINED(from, size); }

template <class T>
void show(std::vector<T>& results)
{
    VALGRIND_MAKE_MEM_DEFINED(results.data(), results.size() * sizeof(T));
}

// Whether memcheck knows of every one that it came from a key: else nothing was tested.
bool are_secret(std::vector<std::uint32_t> const& passcodes)
{
    if (RUNNING_ON_VALGRIND == 0) return true;
    for (std::uint32_t const& passcode : passcodes) {
        std::uint32_t undefined = 0;
        VALGRIND_GET_VBITS(&passcode, &undefined, sizeof passcode);
        if (undefined == 0) return false;
    }
    return true;
}

void check(bool good, char const* what)
{
    if (good) return;
    std::printf("wrong: %s\n", what);
    std::exit(1);
}

int calls = 0;

void check_count(otpp::result<std::size_t> done, std::size_t expected, char const* what)
{
    check(done.has_value(), what);
    std::size_t count = *done;
    VALGRIND_MAKE_MEM_DEFINED(&count, sizeof count);
    check(count == expected, what);
    ++calls;
}

constexpr std::size_t rows = 37; // two tiles and a part of one, no whole vectors
constexpr std::int64_t now = 1'111'111'109;

struct table {
    otpp::totp_options options;
    std::vector<unsigned char> keys;
    std::vector<bytes> mixed; // of sizes that take every way into a block; the sizes are public
    std::vector<std::int64_t> times;

    explicit table(algorithm which) : options{.digits = 8, .algorithm = which}, keys(128 * rows)
    {
        for (std::size_t i = 0; i != keys.size(); ++i)
            keys[i] = static_cast<unsigned char>(i * i + i / 11);
        constexpr std::size_t sizes[]{20, 1, 32, 64, 65, 128, 7};
        for (std::size_t row = 0; row != rows; ++row) {
            mixed.push_back({keys.data() + 128 * row, sizes[row % 7]});
            times.push_back(now + static_cast<std::int64_t>(37 * row));
        }
        hide(keys.data(), keys.size());
    }
};

template <class Keys>
otpp::result<std::size_t> passcodes(Keys const& keys, table const& t, engine::times at,
                                    std::span<std::uint32_t> out, otpp::bulk::run const& how)
{
    if constexpr (std::same_as<Keys, engine::key_set>)
        return engine::passcodes(keys, at, out, how);
    else
        return engine::passcodes(keys, t.options, at, out, how);
}

template <class Keys>
otpp::result<std::size_t> match(Keys const& keys, table const& t, engine::codes typed,
                                engine::times at, otpp::window look, std::span<std::int8_t> out,
                                otpp::bulk::run const& how)
{
    if constexpr (std::same_as<Keys, engine::key_set>)
        return engine::match(keys, typed, at, look, out, how);
    else
        return engine::match(keys, t.options, typed, at, look, out, how);
}

// A code for every row that fits at the first of three steps, at the last or nowhere.
template <class Keys>
void generate_and_match(Keys const& keys, std::size_t n, table const& t, engine::times at,
                        otpp::bulk::run const& how)
{
    std::vector<std::uint32_t> codes(n);
    check_count(passcodes(keys, t, at, codes, how), n, "passcodes");
    check(are_secret(codes), "passcodes, of hidden keys");
    show(codes); // what is shown, and typed, is in the clear
    std::vector<std::int8_t> drifts(n);
    for (std::size_t row = 0; row < n; row += 3) codes[row] = 100'000'000;
    std::size_t const fit = n - (n + 2) / 3;
    for (otpp::window const look : {otpp::window{1, 1}, otpp::window{0, 0}, otpp::window{9, 10}}) {
        check_count(match(keys, t, codes, at, look, drifts, how), fit, "match");
        show(drifts);
        for (std::size_t row = 0; row != n; ++row)
            check(drifts[row] == (row % 3 == 0 ? -128 : 0), "match, a drift");
    }
}

void sizes_and_shapes(table const& t, otpp::bulk::run const& how)
{
    key_rows const uniform{t.keys.data(), rows, 20, 128};
    key_rows const mixed{std::span<bytes const>{t.mixed}};
    generate_and_match(uniform, rows, t, now, how);
    generate_and_match(uniform, rows, t, t.times, how);
    generate_and_match(mixed, rows, t, now, how);
    generate_and_match(mixed, rows, t, t.times, how);
    generate_and_match(key_rows{t.keys.data(), 1, 20, 128}, rows, t, t.times, how);
    generate_and_match(key_rows{t.keys.data(), 2, 100, 128}, 2, t, now, how); // the way of few rows
    generate_and_match(key_rows{t.keys.data(), 1, 20, 128}, 1, t, 60, how); // a window that is cut

    engine::key_set set{t.options};
    set.append(mixed);
    generate_and_match(set, rows, t, now, how);
    set.append(uniform);
    set.erase(3);
    set.erase(set.size() - 1);
    engine::key_set moved{std::move(set)};
    generate_and_match(moved, 2 * rows - 2, t, now, how);
}

} // namespace

int main(int, char** argv)
{
    int const only = argv[1] != nullptr ? std::atoi(argv[1]) : 3; // hashes
    for (algorithm const which : {algorithm::sha1, algorithm::sha256, algorithm::sha512}) {
        if (static_cast<int>(which) >= only) break;
        for (kernel const by : {kernel::automatic, kernel::avx2, kernel::sse2, kernel::portable}) {
            table const t{which};
            otpp::bulk::run how;
            how.kernel = by;
            how.threads = 1;
            sizes_and_shapes(t, how);
        }
    }
    std::printf("%d calls, valgrind %d, AVX2 %d, AVX-512 %d\n", calls,
                static_cast<int>(RUNNING_ON_VALGRIND),
                static_cast<int>(otpp::bulk::is_available(kernel::avx2)),
                static_cast<int>(otpp::bulk::is_available(kernel::avx512)));
}
