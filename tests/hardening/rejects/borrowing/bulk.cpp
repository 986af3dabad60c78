// SPDX-License-Identifier: BSL-1.0
// Bulk views of owners that do not last: a compiler refuses or warns on the marked lines, and on no other.
// Without the kernels, whose bodies no view needs.
#include <otpp/bulk/column.hpp>
#include <otpp/bulk/kernel.hpp>
#include <otpp/bulk/key_rows.hpp>
#include <otpp/bulk/key_set.hpp>
#include <otpp/bulk/run.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

using bytes = std::vector<unsigned char>;
using key = std::span<unsigned char const>;
using codes = std::vector<std::uint32_t>;
using one_byte = unsigned char[1];
using column = otpp::bulk::column<std::uint32_t>;
using times = otpp::bulk::column<std::int64_t>;
using otpp::bulk::key_rows;

otpp::result<otpp::secret> secret();
otpp::bulk::key_set set();
key one_of(void const*, std::size_t);
std::uint32_t code_of(void const*, std::size_t);
auto const goes_on = [](std::size_t, std::size_t) { return true; };
auto callable() { return goes_on; }
auto const constant_callable() { return goes_on; }

void columns(codes const& kept)
{
    column range{codes{755224}};                      // refused: otpp::bulk::column::column
    column pointer{one_byte{1}, 1, 4};                // dangles: otpp::bulk::column::column
    column owner{&(codes const&)codes{}, 1, code_of}; // dangles: otpp::bulk::column::column
    times moment = otpp::unix_time{59};               // lasts: otpp::bulk::column::column
    column const good{kept}, span{std::span{kept}}, same{755224u};
    column const strided{kept.data(), kept.size(), 4};
}

void rows_of_keys(bytes const& kept, std::vector<key> const& keys)
{
    key_rows pointer{one_byte{1}, 1, 1, 1};            // dangles: otpp::bulk::key_rows::key_rows
    key_rows range{bytes(40), 20};                     // refused: otpp::bulk::key_rows::key_rows
    key_rows spans{std::vector<key>{kept}};            // refused: otpp::bulk::key_rows::key_rows
    key_rows one{*secret()};                           // refused: otpp::bulk::key_rows::key_rows
    key_rows owner{&(bytes const&)bytes{}, 1, one_of}; // dangles: otpp::bulk::key_rows::key_rows
    auto const row = key_rows{kept, 20}[0];            // lasts: otpp::bulk::key_rows::operator[]
    key_rows const good{kept, 20}, good_spans{keys};
    auto const owner_of_one = secret();
    key_rows const good_one{*owner_of_one};
}

void sets()
{
    auto f = set().faults();   // refused: otpp::bulk::key_set::faults
    auto& o = set().options(); // dangles: otpp::bulk::key_set::options
    auto const kept = set();
    auto const faults = kept.faults();
    auto const copied = set().options();
}

void kernels()
{
    auto b = otpp::bulk::kernels{}.begin(); // dangles: otpp::bulk::kernels::begin
    auto e = otpp::bulk::kernels{}.end();   // dangles: otpp::bulk::kernels::end
    for (auto const each : otpp::bulk::kernels{}) static_cast<void>(each);
}

void progresses()
{
    otpp::bulk::progress p{callable()};          // refused: otpp::bulk::progress::progress
    otpp::bulk::progress c{constant_callable()}; // refused: otpp::bulk::progress::progress
    otpp::bulk::run r{.progress = callable()};   // refused: otpp::bulk::run
    auto kept = callable();
    otpp::bulk::run const good{.progress = kept}, good_constant{.progress = goes_on};
}
