// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/key_set.hpp>

#include "support/bulk_engine.hpp"
#include "support/bulk_keys.hpp"
#include "support/catch.hpp"
#include "support/keys.hpp"

#include <otpp/hmac.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

using otpp::algorithm;
using otpp::reason;
using otpp::bulk::key_set;
using support::key_bytes;

namespace {

// The keys as a table would hold them, and what the set must hold then.
struct model {
    std::vector<key_bytes> keys;

    void erase(std::size_t row)
    {
        keys[row] = keys.back(); // the last row moves
        keys.pop_back();
    }
};

template <class H>
[[nodiscard]] bool holds(key_set const& set, std::size_t row, key_bytes const& key)
{
    otpp::detail::hmac_states<H> expected{};
    expected.prepare(key);
    auto const& tile = otpp::bulk::detail::tiles_of(set).tile<otpp::bulk::detail::key_tile<H>>(
        row / otpp::bulk::detail::tile_rows);
    for (std::size_t side = 0; side != 2; ++side)
        for (std::size_t i = 0; i != H::initial.size(); ++i)
            if (tile.saved[side][i][row % otpp::bulk::detail::tile_rows] != expected.saved[side][i])
                return false;
    return true;
}

// No state of any key is after the last row.
template <class H>
[[nodiscard]] bool nothing_behind(key_set const& set)
{
    using otpp::bulk::detail::tile_rows;
    if (otpp::bulk::detail::tiles_of(set).size() != (set.size() + tile_rows - 1) / tile_rows)
        return false;
    if (set.size() % tile_rows == 0) return true;
    for (auto const& side : otpp::bulk::detail::tiles_of(set)
                                .tile<otpp::bulk::detail::key_tile<H>>(set.size() / tile_rows)
                                .saved)
        for (auto const& word : side)
            for (std::size_t lane = set.size() % tile_rows; lane != tile_rows; ++lane)
                if (word[lane] != 0) return false;
    return true;
}

template <class H>
[[nodiscard]] bool is(key_set const& set, model const& expected)
{
    if (set.size() != expected.keys.size()) return false;
    std::size_t fault = 0;
    for (std::size_t row = 0; row != set.size(); ++row) {
        key_bytes const& key = expected.keys[row];
        if (!key.empty() && key.size() <= otpp::max_key_size) {
            if (!holds<H>(set, row, key)) return false;
            continue;
        }
        if (fault == set.faults().size() || set.faults()[fault].row != row ||
            set.faults()[fault].why != (key.empty() ? reason::key_empty : reason::key_too_long))
            return false;
        ++fault;
    }
    return fault == set.faults().size() && nothing_behind<H>(set);
}

template <class H>
void check_sequences(algorithm hash)
{
    support::random source{H::initial.size()};
    key_set set{{.digits = 8, .algorithm = hash}};
    model expected;
    for (int turn = 0; turn != 250; ++turn) {
        std::size_t const what = source.below(10);
        if (what == 0 && turn % 50 == 0) {
            set.clear();
            expected.keys.clear();
        }
        else if (what < 3) { // some at once, up to several blocks
            std::vector<key_bytes> more(source.below(turn % 20 == 0 ? 300 : 20));
            for (auto& key : more)
                key = source.below(8) == 0 ? support::random_key(source, source.below(2) * 129)
                                           : support::random_key(source);
            set.append(support::key_views{more}.rows());
            expected.keys.insert(expected.keys.end(), more.begin(), more.end());
        }
        else if (what < 5) {
            auto const key = support::random_key(source);
            CHECK(set.append(*otpp::key_view::from(key)) == expected.keys.size());
            expected.keys.push_back(key);
        }
        else
            for (std::size_t n = source.below(6); n != 0 && !expected.keys.empty(); --n) {
                std::size_t const size = expected.keys.size(), kind = source.below(4);
                std::size_t const row = kind == 0 ? size - 1 : kind == 1 ? 0 : source.below(size);
                set.erase(row);
                expected.erase(row);
            }
        INFO("turn " << turn << ", " << set.size() << " rows");
        REQUIRE(is<H>(set, expected));
    }
}

} // namespace

TEST_CASE("rows and faults agree with a model after any appends and erases", "[bulk/key_set]")
{
    check_sequences<otpp::sha1>(algorithm::sha1);
    check_sequences<otpp::sha256>(algorithm::sha256);
    check_sequences<otpp::sha512>(algorithm::sha512);
}

TEST_CASE("an erased key is wiped from memory", "[bulk/key_set]")
{
    using hash = otpp::sha1;
    support::random source{9};
    std::vector<key_bytes> keys(148);
    for (auto& key : keys) key = support::random_key(source, 20);
    key_set set;
    set.append(support::key_views{keys}.rows());
    set.erase(116);
    otpp::detail::hmac_states<hash> gone{};
    gone.prepare(keys[116]);
    for (std::size_t i = 0; i != otpp::bulk::detail::tiles_of(set).size(); ++i)
        for (auto const& words :
             otpp::bulk::detail::tiles_of(set).tile<otpp::bulk::detail::key_tile<hash>>(i).saved)
            for (auto const& word : words)
                for (auto const lane : word)
                    for (auto const& state : gone.saved)
                        for (auto const secret : state) REQUIRE(lane != secret);
}

TEST_CASE("faults have the row and the reason of each invalid key", "[bulk/key_set]")
{
    std::vector<key_bytes> const keys{key_bytes(20, 1), {}, key_bytes(129, 2), key_bytes(128, 3)};
    key_set set;
    set.append(support::key_views{keys}.rows());
    CHECK(set.size() == 4);
    REQUIRE(set.faults().size() == 2);
    CHECK((set.faults()[0].row == 1 && set.faults()[0].why == reason::key_empty));
    CHECK((set.faults()[1].row == 2 && set.faults()[1].why == reason::key_too_long));
    set.erase(0); // row 3, a good one, moves to 0
    CHECK(set.faults().size() == 2);
    set.erase(1); // row 2, a bad one, moves to 1
    REQUIRE(set.faults().size() == 1);
    CHECK((set.faults()[0].row == 1 && set.faults()[0].why == reason::key_too_long));
    set.erase(1);
    CHECK((set.faults().empty() && set.size() == 1));
}

TEST_CASE("a key_set moves, does not copy, and is empty when moved from", "[bulk/key_set]")
{
    static_assert(!std::copy_constructible<key_set> && !std::is_copy_assignable_v<key_set>);
    static_assert(std::is_nothrow_move_constructible_v<key_set>);
    static_assert(std::is_nothrow_move_assignable_v<key_set>);

    model expected;
    key_set set{{.algorithm = algorithm::sha256}};
    for (int i = 0; i != 17; ++i) {
        set.append(support::rfc_key_sha256);
        auto const bytes = otpp::key_view{support::rfc_key_sha256}.bytes();
        expected.keys.emplace_back(bytes.begin(), bytes.end());
    }
    std::vector<key_bytes> const bad{{}};
    set.append(support::key_views{bad}.rows());
    expected.keys.emplace_back();

    key_set moved{std::move(set)};
    CHECK((set.size() == 0 && set.faults().empty())); // NOLINT: that is the promise
    CHECK(is<otpp::sha256>(moved, expected));

    key_set assigned{{.digits = 8}}; // of another algorithm, and not empty
    assigned.append(support::rfc_key);
    assigned = std::move(moved);
    CHECK(moved.size() == 0);
    CHECK(is<otpp::sha256>(assigned, expected));
    CHECK(assigned.options().algorithm == algorithm::sha256);
    auto& itself = assigned;
    assigned = std::move(itself);
    CHECK(is<otpp::sha256>(assigned, expected));

    moved.append(support::rfc_key_sha256); // and may be used again
    CHECK((moved.size() == 1 && moved.options().algorithm == algorithm::sha256));
    moved.clear();
    CHECK((moved.size() == 0 && otpp::bulk::detail::tiles_of(moved).size() == 0));
}
