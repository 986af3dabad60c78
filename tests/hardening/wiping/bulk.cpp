// SPDX-License-Identifier: BSL-1.0
// The bulk engine: sets that grow, shrink, move and end, and calls on cold keys, by each kernel, with
// threads and without. The rows repeat the sixteen keys of a column, so that every tile is sought.

#include <otpp/bulk/kernel.hpp>

#include "engine.hpp"
#include "harness.hpp"

#include <charconv>
#include <cstdlib>
#include <new>
#include <vector>

namespace {

using otpp::algorithm;
using otpp::bulk::kernel;
using otpp::bulk::key_rows;
using row_bytes = std::span<unsigned char const>;

#if defined(ENGINE_ONLY_SHA1)
constexpr algorithm algorithms[]{algorithm::sha1};
#else
constexpr algorithm algorithms[]{algorithm::sha1, algorithm::sha256, algorithm::sha512};
#endif

// The steps of all calls are 7 to 10: as in needles.py.
constexpr std::int64_t now = 8 * 30;

void check(bool good)
{
    if (!good) std::abort();
}

std::size_t many()
{
    auto const digits = wiping::text("rows");
    std::size_t rows = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), rows);
    return rows;
}

/// The caller's keys, which he forgets himself.
struct column {
    std::vector<unsigned char> keys;
    std::vector<row_bytes> mixed;

    explicit column(std::size_t rows)
    {
        auto const twenty = wiping::bytes("column_20");
        auto const any = wiping::bytes("column_mixed");
        auto const sizes = wiping::bytes("column_mixed_sizes");
        keys.reserve(20 * rows);
        for (std::size_t i = 0; i != 20 * rows; ++i) keys.push_back(twenty[i % twenty.size()]);
        for (std::size_t row = 0; row != rows; ++row)
            mixed.push_back(any.subspan(128 * (row % 16), sizes[row % 16]));
    }
    ~column() { wiping::forget(keys.data(), keys.size()); }

    [[nodiscard]] key_rows uniform_rows() const { return {keys, 20}; }
    [[nodiscard]] key_rows mixed_rows() const { return {std::span<row_bytes const>{mixed}}; }
};

otpp::totp_options options(algorithm which) { return {.digits = 8, .algorithm = which}; }

// Rows by twos at one time: a pair of neighbours is what is sought.
std::vector<std::int64_t> own_times(std::size_t rows)
{
    std::vector<std::int64_t> times(rows);
    for (std::size_t row = 0; row != rows; ++row)
        times[row] = now + 30 * static_cast<std::int64_t>(row / 2 % 2);
    return times;
}

struct results {
    std::vector<std::uint32_t> codes;
    std::vector<std::int8_t> drifts;

    explicit results(std::size_t rows) : codes(rows), drifts(rows) {}
    ~results()
    {
        wiping::forget(codes.data(), codes.size() * sizeof(std::uint32_t));
        wiping::forget(drifts.data(), drifts.size());
    }
};

void ask(engine::key_set const& set, otpp::bulk::run const& how)
{
    results out{set.size()};
    auto const times = own_times(set.size());
    for (engine::times const at : {engine::times{now}, engine::times{times}}) {
        check(engine::passcodes(set, at, out.codes, how).has_value());
        check(*engine::match(set, out.codes, at, {}, out.drifts, how) == set.size());
    }
}

void ask(key_rows const& keys, std::size_t rows, algorithm which, otpp::bulk::run const& how)
{
    results out{rows};
    auto const times = own_times(rows);
    auto const with = options(which);
    for (engine::times const at : {engine::times{now}, engine::times{times}}) {
        if (keys.size() != rows && at.size() != rows) continue; // one key at one time
        check(engine::passcodes(keys, with, at, out.codes, how).has_value());
        check(*engine::match(keys, with, out.codes, at, {}, out.drifts, how) == rows);
    }
}

otpp::bulk::run by(kernel which, int threads)
{
    otpp::bulk::run how;
    how.kernel = which;
    how.threads = threads;
    return how;
}

wiping::path const set{"key_set: of many keys", [] {
                           column const keys{many()};
                           for (auto const which : algorithms) {
                               engine::key_set one{options(which)};
                               one.append(keys.uniform_rows());
                               ask(one, by(kernel::automatic, 1));
                           }
                       }};

wiping::path const set_of_mixed{"key_set: of keys of many sizes, in pieces", [] {
                                    column const keys{37};
                                    for (auto const which : algorithms) {
                                        engine::key_set one{options(which)};
                                        for (int i = 0; i != 9; ++i) one.append(keys.mixed_rows());
                                        ask(one, by(kernel::automatic, 1));
                                    }
                                }};

alignas(engine::key_set) unsigned char kept[3][2][sizeof(engine::key_set)];

wiping::path const cleared{"key_set: cleared, not yet destroyed", [] {
                               column const keys{300};
                               for (auto const which : algorithms) {
                                   auto* const one = new (kept[static_cast<int>(which)][0])
                                       engine::key_set{options(which)};
                                   one->append(keys.uniform_rows());
                                   one->append(keys.mixed_rows());
                                   one->clear();
                               }
                           }};

// Keys that nobody seeks come before or after those that are erased.
wiping::path const erased{"key_set: erased between others, not yet destroyed", [] {
                              column const keys{32};
                              unsigned char other[20 * 100];
                              for (std::size_t i = 0; i != sizeof other; ++i)
                                  other[i] = static_cast<unsigned char>(i * i + i / 3);
                              for (auto const which : algorithms) {
                                  auto* const first = new (kept[static_cast<int>(which)][0])
                                      engine::key_set{options(which)};
                                  first->append(keys.mixed_rows());
                                  first->append(key_rows{other, 20});
                                  for (std::size_t row = 0; row != 32; ++row) first->erase(row);
                                  check(first->size() == 100);
                                  auto* const last = new (kept[static_cast<int>(which)][1])
                                      engine::key_set{options(which)};
                                  last->append(key_rows{other, 20});
                                  last->append(keys.mixed_rows());
                                  while (last->size() != 100) last->erase(last->size() - 1);
                              }
                          }};

wiping::path const moved{"key_set: moved", [] {
                             column const keys{200};
                             for (auto const which : algorithms) {
                                 engine::key_set one{options(which)};
                                 one.append(keys.uniform_rows());
                                 engine::key_set two{options(which)};
                                 two.append(keys.mixed_rows());
                                 engine::key_set three{std::move(one)};
                                 three = std::move(two);
                                 ask(three, by(kernel::automatic, 1));
                             }
                         }};

wiping::path const threads{"cold and prepared, three threads", [] {
                               column const keys{many()};
                               std::size_t const rows = keys.mixed.size();
                               for (auto const which : algorithms) {
                                   ask(keys.uniform_rows(), rows, which, by(kernel::automatic, 3));
                                   engine::key_set one{options(which)};
                                   one.append(keys.mixed_rows());
                                   ask(one, by(kernel::automatic, 3));
                               }
                           }};

void cold(kernel by_kernel)
{
    column const keys{150};
    for (auto const which : algorithms) {
        if (!otpp::bulk::is_available(by_kernel, which)) continue;
        for (std::size_t const rows : {1u, 2u, 5u, 17u, 31u, 150u}) {
            auto const how = by(by_kernel, 1);
            ask(key_rows{keys.keys.data(), rows, 20, 20}, rows, which, how);
            ask(key_rows{std::span<row_bytes const>{keys.mixed}.first(rows)}, rows, which, how);
            ask(key_rows{keys.keys.data(), 1, 20, 20}, rows, which, how);
        }
        engine::key_set one{options(which)};
        one.append(key_rows{keys.keys.data(), 1, 20, 20});
        auto const times = own_times(5);
        results out{5};
        check(*engine::passcodes(one, times, out.codes, by(by_kernel, 1)) == 5);
    }
}

#define COLD(name) wiping::path const cold_##name{"cold, by " #name, [] { cold(kernel::name); }};

COLD(automatic)
COLD(portable)
COLD(sse2)
COLD(neon)
COLD(sha_ni)
COLD(avx2)
COLD(avx512)

} // namespace
