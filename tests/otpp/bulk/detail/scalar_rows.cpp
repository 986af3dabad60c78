// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/detail/scalar_rows.hpp>

#include "support/bulk_engine.hpp"
#include "support/bulk_keys.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

using namespace otpp::bulk::detail;
using namespace otpp::detail;
using otpp::algorithm;

namespace {

constexpr std::int64_t now = 1'111'111'109;

template <class Keys>
void check(Keys const& keys, std::vector<support::key_bytes> const& bytes,
           otpp::totp_options const& options)
{
    std::vector<std::int64_t> const times{
        now, options.t0.seconds - 1, now + 30, options.t0.seconds, now, INT64_MAX};
    std::size_t const rows = times.size();
    std::vector<std::uint32_t> passcodes(rows + 1, 7), codes(rows);
    std::vector<std::int8_t> drifts(rows + 1, 7);
    otpp::window const look{.back = 2, .ahead = 1};
    std::size_t good_passcodes = 0, good_drifts = 0;
    std::vector<std::uint32_t> expected_passcodes;
    std::vector<std::int8_t> expected_drifts;
    for (std::size_t row = 0; row != rows; ++row) {
        support::scalar_row const scalar{bytes[bytes.size() == 1 ? 0 : row], options};
        expected_passcodes.push_back(scalar.passcode(times[row]));
        good_passcodes += !scalar.is_bad(times[row]);
        codes[row] = row % 2 == 0 ? scalar.passcode(times[row] - 60) : 123'456;
        expected_drifts.push_back(scalar.drift(codes[row], times[row], look));
        good_drifts += expected_drifts.back() > otpp::bulk::bad_row;
    }
    expected_passcodes.push_back(7), expected_drifts.push_back(7); // nothing behind the last
    CHECK(scalar_passcodes(keys, options, times, passcodes.data(), rows) == good_passcodes);
    CHECK(scalar_matches(keys, options, codes, times, look, drifts.data(), rows) == good_drifts);
    CHECK(passcodes == expected_passcodes);
    CHECK(drifts == expected_drifts);
}

} // namespace

TEST_CASE("small calls agree with totp", "[bulk/detail/scalar_rows]")
{
    support::random source{6238};
    for (auto const hash : {algorithm::sha1, algorithm::sha256, algorithm::sha512})
        for (std::int64_t const t0 : {std::int64_t{0}, std::int64_t{-1000}, now - 45}) {
            otpp::totp_options const options{
                .digits = 7, .algorithm = hash, .t0 = otpp::unix_time{t0}};
            std::vector<support::key_bytes> bytes;
            for (std::size_t const size : {20u, 20u, 128u, 0u, 64u, 129u})
                bytes.push_back(support::random_key(source, size));
            for (bool const one : {false, true}) {
                if (one) bytes.resize(1);
                support::key_views const views{bytes};
                check(views.rows(), bytes, options);
                otpp::bulk::key_set set{options};
                set.append(views.rows());
                check(set, bytes, options);
            }
        }
}
