// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/detail/lanes.hpp>

#include "support/catch.hpp"
#include "support/random.hpp"
#include "support/truncated.hpp"

#include <otpp/detail/bytes.hpp>
#include <otpp/passcode.hpp>

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

using namespace otpp::bulk::detail;
using namespace otpp::detail;

namespace {

using four = lanes_of<std::uint32_t, 16>::type;
using two = lanes_of<std::uint64_t, 16>::type;

// What lies at the ends of 32 bits and of its halves.
constexpr std::uint32_t edges[]{0,          1,          2,          0x7ffffffe, 0x7fffffff,
                                0x80000000, 0x80000001, 0xfffffffe, 0xffffffff};

// An operation of W on each lane of (a, b), by a function that takes W's references.
template <class W, class Operation>
std::uint32_t in_last_lane(std::uint32_t a, std::uint32_t b, Operation const& operation)
{
    W x{}, y{}, out{};
    std::uint32_t values[sizeof(W) / 4];
    for (auto& value : values) value = 3; // not what the last lane has
    values[std::size(values) - 1] = a;
    load(x, values);
    values[std::size(values) - 1] = b;
    load(y, values);
    operation(out, x, y);
    store(values, out);
    return values[std::size(values) - 1];
}

} // namespace

TEST_CASE("at_most compares unsigned and gives full masks", "[bulk/detail/lanes]")
{
    auto const operation = [](auto& out, auto const& a, auto const& b) { at_most(out, a, b); };
    for (std::uint32_t const a : edges)
        for (std::uint32_t const b : edges) {
            std::uint32_t const expected = a <= b ? 0xffffffff : 0;
            CHECK(in_last_lane<std::uint32_t>(a, b, operation) == expected);
            CHECK(in_last_lane<four>(a, b, operation) == expected);
        }
}

TEST_CASE("below gives full masks for limits up to 2^31", "[bulk/detail/lanes]")
{
    for (std::uint32_t const limit : {1u, 2u, 3u, 999'999u, 1'000'000u, 0x7fffffffu, 0x80000000u})
        for (std::uint32_t const a :
             {0u, 1u, 2u, 3u, 999'998u, 999'999u, 1'000'000u, 0x7ffffffeu, 0x7fffffffu, 0x80000000u,
              0x80000001u, 0x80000000u + 999'999u, 0xfffffffeu, 0xffffffffu}) {
            auto const operation = [limit](auto& out, auto const& x, auto const&) {
                below(out, x, limit);
            };
            std::uint32_t const expected = a < limit ? 0xffffffff : 0;
            CHECK(in_last_lane<std::uint32_t>(a, 0, operation) == expected);
            CHECK(in_last_lane<four>(a, 0, operation) == expected);
        }
}

TEST_CASE("select takes each lane from either operand by its mask", "[bulk/detail/lanes]")
{
    four const mask{0, ~0u, 0, ~0u}, yes{1, 2, 3, 4}, no{5, 6, 7, 8};
    four out{};
    select(out, mask, yes, no);
    CHECK((out[0] == 5 && out[1] == 2 && out[2] == 7 && out[3] == 4));
    std::uint32_t one{};
    select(one, ~0u, 1u, 2u);
    CHECK(one == 1);
}

TEST_CASE("convert keeps the value and sign of each lane", "[bulk/detail/lanes]")
{
    typedef lanes_of<std::int8_t, 4>::type narrow;
    narrow const drifts{-128, -1, 0, 100};
    four wide{};
    convert(wide, drifts);
    CHECK((wide[0] == static_cast<std::uint32_t>(-128) && wide[1] == ~0u && wide[3] == 100));
    narrow back{};
    convert(back, wide);
    CHECK((back[0] == -128 && back[1] == -1 && back[2] == 0 && back[3] == 100));
    std::uint32_t one{};
    convert(one, std::int8_t{-100});
    CHECK(one == static_cast<std::uint32_t>(-100));
}

namespace {

template <class Word, class W, std::size_t words>
void check_truncation()
{
    constexpr std::size_t lanes = sizeof(W) / sizeof(Word);
    support::random source{words};
    std::bitset<16> offsets;
    for (int turn = 0; turn != 200; ++turn) {
        Word digest[words][lanes];
        std::array<unsigned char, words * sizeof(Word)> bytes[lanes];
        W wide[words]{};
        for (std::size_t i = 0; i != words; ++i) {
            for (std::size_t lane = 0; lane != lanes; ++lane) {
                digest[i][lane] = static_cast<Word>(source.next());
                store_be(bytes[lane].data() + i * sizeof(Word), digest[i][lane]);
            }
            load(wide[i], digest[i]);
        }
        W out{};
        truncate_lanes<Word>(out, wide, words);
        Word values[lanes];
        store(values, out);
        for (std::size_t lane = 0; lane != lanes; ++lane) {
            CHECK(values[lane] == support::truncated(bytes[lane]));
            offsets.set(bytes[lane].back() & 15);
        }
    }
    CHECK(offsets.all());
}

} // namespace

TEST_CASE("truncate_lanes agrees with truncate in every lane", "[bulk/detail/lanes]")
{
    check_truncation<std::uint32_t, std::uint32_t, 5>();
    check_truncation<std::uint32_t, four, 5>();
    check_truncation<std::uint32_t, four, 8>();
    check_truncation<std::uint64_t, std::uint64_t, 8>();
    check_truncation<std::uint64_t, two, 8>();
}

TEST_CASE("a code fits exactly the values that end in its digits", "[bulk/detail/lanes]")
{
    support::random source{10};
    for (int count = 6; count <= 10; ++count) {
        auto const digits = *otpp::digits::from(count);
        comparison const how{digits};
        std::uint64_t power = 1;
        for (int i = 0; i != count; ++i) power *= 10;
        CHECK(how.codes == (power < 0x80000000 ? power : 0x80000000));

        auto const operation = [&how](auto& out, auto const& value, auto const& code) {
            fits(out, value, code, how);
        };
        std::vector<std::uint32_t> values{0, 1, 999'999, 1'000'000, 0x7ffffffe, 0x7fffffff};
        for (int i = 0; i != 50; ++i)
            values.push_back(static_cast<std::uint32_t>(source.next() >> 33));
        for (std::uint32_t const value : values) {
            std::uint32_t const right = otpp::last_digits(value, digits);
            std::vector<std::uint32_t> codes{right, right ^ 1, 0, how.codes - 1};
            for (int i = 0; i != 5; ++i)
                codes.push_back(static_cast<std::uint32_t>(source.below(how.codes)));
            for (std::uint32_t const code : codes) {
                if (code >= how.codes) continue;
                std::uint32_t const expected = code == right ? 0xffffffff : 0;
                CHECK(in_last_lane<std::uint32_t>(value, code, operation) == expected);
                CHECK(in_last_lane<four>(value, code, operation) == expected);
            }
        }
    }
}
