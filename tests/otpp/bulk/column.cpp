// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/column.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

using otpp::bulk::column;

TEST_CASE("a column of one value has it in every row", "[bulk/column]")
{
    column<std::uint32_t> const one{7};
    CHECK(one.size() == 1);
    CHECK((one[0] == 7 && one[1] == 7 && one[1'000'000] == 7));

    std::array<std::uint32_t, 1> const values{8}; // a view of a single one is the same
    column<std::uint32_t> const view{values};
    CHECK(view.size() == 1);
    CHECK((view[0] == 8 && view[99] == 8));
}

TEST_CASE("a column of one time takes a system time, a unix_time or seconds", "[bulk/column]")
{
    using namespace std::chrono;
    using times = column<std::int64_t>;
    CHECK(times{otpp::unix_time{-5}}[3] == -5);
    CHECK(times{sys_time<milliseconds>{milliseconds{1999}}}[0] == 1);
    CHECK(times{sys_seconds{seconds{59}}}.size() == 1);
    CHECK(times{std::int64_t{1} << 40}[0] == std::int64_t{1} << 40);

    static_assert(!std::constructible_from<times, steady_clock::time_point>);
    static_assert(!std::constructible_from<column<std::uint32_t>, otpp::unix_time>);
    static_assert(!std::constructible_from<times, std::string>);
}

TEST_CASE("a column views vectors, arrays and spans", "[bulk/column]")
{
    std::vector<std::int64_t> const vector{1, -2, 3};
    std::array<std::int64_t, 2> array{4, 5};
    column<std::int64_t> const of_vector{vector}, of_array{array},
        of_span{std::span{vector}.subspan(1)};
    CHECK((of_vector.size() == 3 && of_vector[0] == 1 && of_vector[1] == -2 && of_vector[2] == 3));
    CHECK((of_array.size() == 2 && of_array[1] == 5));
    CHECK((of_span.size() == 2 && of_span[0] == -2 && of_span[1] == 3));
    std::vector<std::int64_t> const none;
    CHECK(column<std::int64_t>{none}.size() == 0);

    array[1] = 6; // not copied
    CHECK(of_array[1] == 6);
}

TEST_CASE("a column reads values with any stride and alignment", "[bulk/column]")
{
    constexpr std::size_t rows = 5, apart = 11;
    std::vector<unsigned char> bytes(rows * apart + 1);
    for (std::uint32_t i = 0; i != rows; ++i) {
        std::uint32_t const value = 0x01020304u * (i + 1);
        std::memcpy(&bytes[i * apart + 1], &value, sizeof value);
    }
    column<std::uint32_t> const forwards{&bytes[1], rows, apart};
    column<std::uint32_t> const backwards{&bytes[1 + (rows - 1) * apart], rows,
                                          -static_cast<std::ptrdiff_t>(apart)};
    column<std::uint32_t> const all_the_same{&bytes[1 + apart], rows, 0};
    for (std::uint32_t i = 0; i != rows; ++i) {
        CHECK(forwards[i] == 0x01020304u * (i + 1));
        CHECK(backwards[i] == 0x01020304u * (rows - i));
        CHECK(all_the_same[i] == 0x01020304u * 2);
    }
}

TEST_CASE("a column reads values from a function", "[bulk/column]")
{
    std::int64_t const from = 100;
    auto const get = [](void const* owner, std::size_t row) {
        return *static_cast<std::int64_t const*>(owner) - static_cast<std::int64_t>(row);
    };
    column<std::int64_t> const rows{&from, 3, get};
    CHECK((rows.size() == 3 && rows[0] == 100 && rows[2] == 98));
    column<std::int64_t> const single{&from, 1, get};
    CHECK(single[2] == 100); // one for all rows
}
