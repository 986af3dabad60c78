// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk.hpp>

#include "support/bulk_engine.hpp"
#include "support/bulk_keys.hpp"
#include "support/bulk_machine.hpp"
#include "support/catch.hpp"
#include "support/keys.hpp"
#include "vectors/totp_rfc6238.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// The kernels against the scalar core, on all shapes and sizes: tests/hardening/bulk/kernels.cpp. These are
// the tests of the public calls: published codes and errors.

using namespace otpp::bulk;
using otpp::algorithm;
using otpp::reason;
using otpp::unix_time;

namespace {

constexpr std::uint32_t untouched_code = 7;
constexpr std::int8_t untouched_drift = 7;
constexpr unix_time now{1'111'111'109};

key_set set_of(std::size_t rows)
{
    key_set set;
    for (std::size_t i = 0; i != rows; ++i) set.append(support::rfc_key);
    return set;
}

// Both calls on both sorts of keys, over columns of these sizes.
struct tried {
    std::vector<otpp::result<std::size_t>> answers;
    bool touched = false;

    tried(std::size_t keys, std::size_t codes, std::size_t times, std::size_t results, run how = {})
    {
        auto const set = set_of(keys);
        std::vector<unsigned char> const bytes(20 * keys, 1);
        key_rows const rows{bytes, 20};
        std::vector<std::uint32_t> const typed(codes, 123'456);
        std::vector<std::int64_t> const at(times, now.seconds);
        std::vector<std::uint32_t> out(results, untouched_code);
        std::vector<std::int8_t> drifts(results, untouched_drift);
        answers.push_back(match(set, typed, at, {}, drifts, how));
        answers.push_back(match(rows, {}, typed, at, {}, drifts, how));
        if (codes == 1) {
            answers.push_back(passcodes(set, at, out, how));
            answers.push_back(passcodes(rows, {}, at, out, how));
        }
        for (auto const code : out) touched = touched || code != untouched_code;
        for (auto const drift : drifts) touched = touched || drift != untouched_drift;
    }
    [[nodiscard]] bool all_refused(reason why) const
    {
        for (auto const& answer : answers)
            if (answer || answer.error().reason != why) return false;
        return !touched;
    }
    [[nodiscard]] bool all_done() const
    {
        for (auto const& answer : answers)
            if (!answer) return false;
        return true;
    }
};

} // namespace

TEST_CASE("every kernel gives the codes of RFC 6238", "[bulk]")
{
    for (auto const& entry : vectors::totp_rfc6238::cases) {
        otpp::totp_options const options{*otpp::digits::from(entry.digits),
                                         *otpp::period::from(entry.period), entry.algorithm,
                                         unix_time{entry.t0}};
        auto const key = *otpp::key_view::from(entry.key);
        constexpr std::size_t rows = 21;
        key_set set{options};
        for (std::size_t i = 0; i != rows; ++i) set.append(key);
        std::uint32_t const code =
            entry.valid ? static_cast<std::uint32_t>(std::stoull(std::string{entry.code}))
                        : no_passcode;
        for (kernel const one : kernels{entry.algorithm}) {
            INFO(entry.id << ": " << entry.comment << ", " << to_string(one));
            std::vector<std::uint32_t> out(rows);
            std::vector<std::int8_t> drifts(rows);
            run const how{.kernel = one};
            std::size_t const good = entry.valid ? rows : 0;
            CHECK(*passcodes(set, unix_time{entry.time}, out, how) == good);
            CHECK(out == std::vector<std::uint32_t>(rows, code));
            std::vector const times(rows, entry.time);
            CHECK(*match(key_rows{key}, options, code, times, {}, drifts, how) == good);
            CHECK(drifts == std::vector<std::int8_t>(rows, entry.valid ? 0 : bad_row));
        }
    }
}

TEST_CASE("keys, codes and times have one row or N", "[bulk]")
{
    for (std::size_t const n :
         {std::size_t{0}, std::size_t{2}, std::size_t{3}, std::size_t{4}, std::size_t{40}})
        for (int ones = 0; ones != 7; ++ones) // all but three ones
            CHECK(tried(ones & 1 ? 1 : n, ones & 2 ? 1 : n, ones & 4 ? 1 : n, n).all_done());
    CHECK(tried(1, 1, 1, 1).all_done());
}

TEST_CASE("a call with different row counts fails and writes nothing", "[bulk]")
{
    struct sizes {
        std::size_t keys, codes, times, results;
    };
    for (auto const& [keys, codes, times, results] :
         {sizes{2, 1, 1, 1}, sizes{2, 1, 1, 3}, sizes{2, 1, 3, 3}, sizes{2, 1, 3, 2},
          sizes{2, 3, 1, 2}, sizes{2, 3, 1, 3}, sizes{1, 2, 3, 3}, sizes{1, 1, 1, 2},
          sizes{1, 1, 1, 0}, sizes{0, 1, 1, 1}, sizes{1, 0, 1, 1}, sizes{1, 1, 0, 1},
          sizes{0, 2, 1, 2}, sizes{0, 2, 1, 0}, sizes{200, 1, 199, 200}, sizes{200, 200, 1, 199},
          sizes{200, 1, 200, 201}}) {
        INFO(keys << " keys, " << codes << " codes, " << times << " times, " << results);
        CHECK(tried(keys, codes, times, results).all_refused(reason::rows_differ));
        CHECK(tried(keys, codes, times, results, {.kernel = kernel::portable})
                  .all_refused(reason::rows_differ));
    }
}

TEST_CASE("a call with an unavailable kernel fails and writes nothing", "[bulk]")
{
    std::size_t missing = 0;
    for (kernel const one : {kernel::sse2, kernel::neon, kernel::sha_ni, kernel::avx2,
                             kernel::avx512, static_cast<kernel>(77)})
        for (std::size_t const rows : {1u, 2u, 100u}) {
            if (is_available(one)) continue;
            ++missing;
            CHECK(tried(rows, 1, 1, rows, {.kernel = one}).all_refused(reason::kernel_missing));
        }
    CHECK(missing >= 6); // sse2 or neon is of another machine
#if defined(__x86_64__)
    support::machine_with const old{0};
    for (kernel const one : {kernel::sha_ni, kernel::avx2, kernel::avx512})
        CHECK(tried(100, 1, 1, 100, {.kernel = one}).all_refused(reason::kernel_missing));
    CHECK(tried(100, 1, 1, 100).all_done());
#endif
}

TEST_CASE("sha_ni is not available for SHA-512", "[bulk]")
{
    key_set set{{.algorithm = algorithm::sha512}};
    set.append(support::rfc_key_sha512);
    std::array<std::uint32_t, 1> out{untouched_code};
    auto const answer = passcodes(set, now, out, {.kernel = kernel::sha_ni});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().reason == reason::kernel_missing);
    CHECK(out[0] == untouched_code);
}

TEST_CASE("results do not depend on the processor's instructions", "[bulk]")
{
    support::random source{1};
    std::vector<support::key_bytes> keys(57);
    for (auto& key : keys) key = support::random_key(source);
    support::key_views const views{keys};
    for (auto const hash : {algorithm::sha1, algorithm::sha256, algorithm::sha512}) {
        otpp::totp_options const options{.algorithm = hash};
        std::vector<std::uint32_t> all(keys.size()), fewer(keys.size());
        REQUIRE(passcodes(views.rows(), options, now, all));
        using namespace otpp::bulk::detail;
        using namespace otpp::detail;
        for (int const features : {0, int{sha}, int{avx2}, sha | avx2, avx2 | avx512}) {
            support::machine_with const machine{features};
            key_set set{options};
            set.append(views.rows());
            REQUIRE(passcodes(set, now, fewer));
            CHECK(fewer == all);
        }
    }
}

TEST_CASE("progress is reported for any number of rows and can cancel the call", "[bulk]")
{
    for (std::size_t const rows : {1u, 2u, 3u, 4u, 100u, 3000u})
        for (bool const go_on : {true, false}) {
            auto const set = set_of(rows);
            std::vector<std::uint32_t> out(rows);
            std::size_t last = 0, calls = 0;
            auto tell = [&](std::size_t done, std::size_t all) {
                CHECK((done > last && done <= rows && all == rows));
                last = done;
                ++calls;
                return go_on;
            };
            auto const answer = passcodes(set, now, out, {.threads = 1, .progress = tell});
            CHECK(answer.has_value() == go_on);
            if (!go_on) CHECK(answer.error().reason == reason::cancelled);
            CHECK(last == (go_on ? rows : std::min<std::size_t>(rows, 2048)));
            CHECK(calls >= 1);
        }
}

TEST_CASE("the header's example compiles and matches", "[bulk]")
{
    std::vector<unsigned char> bytes(3 * 20);
    support::random source{3};
    for (auto& byte : bytes) byte = source.byte();
    auto const time = std::chrono::sys_seconds{std::chrono::seconds{now.seconds}};

    key_set keys{{.digits = 6}};
    keys.append(key_rows{bytes, 20});
    std::vector<std::uint32_t> codes(keys.size());
    CHECK(*passcodes(keys, time - std::chrono::seconds{30}, codes) == 3);
    codes[1] += 1'000'000; // seven digits
    std::vector<std::int8_t> drifts(keys.size());
    CHECK(*match(keys, codes, time, {.back = 1, .ahead = 1}, drifts) == 2);
    CHECK(drifts == std::vector<std::int8_t>{-1, no_match, -1});
}
