// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/key_rows.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/keys.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <vector>

using otpp::bulk::key_rows;

namespace {

constexpr std::array<unsigned char, 8> bytes{0, 1, 2, 3, 4, 5, 6, 7};

constexpr bool are(key_rows::bytes key, std::initializer_list<unsigned char> expected)
{
    return std::equal(key.begin(), key.end(), expected.begin(), expected.end());
}

} // namespace

TEST_CASE("key_rows reads contiguous keys", "[bulk/key_rows]")
{
    constexpr key_rows keys{key_rows::bytes{bytes}, 3};
    BOTH(keys.size() == 2); // a rest that is no whole key is none
    BOTH(are(keys[support::hidden(0u)], {0, 1, 2}) && are(keys[support::hidden(1u)], {3, 4, 5}));
    BOTH(keys.all_of_size(3) && !keys.all_of_size(2));
    constexpr key_rows none{key_rows::bytes{bytes}, 0};
    BOTH(none.size() == 0);
}

TEST_CASE("key_rows reads keys with any stride", "[bulk/key_rows]")
{
    constexpr key_rows apart{bytes.data(), 3, 2, 3};
    BOTH(are(apart[support::hidden(2u)], {6, 7}) && apart.all_of_size(2));
    constexpr key_rows backwards{bytes.data() + 6, 4, 2, -2};
    BOTH(are(backwards[support::hidden(0u)], {6, 7}) &&
         are(backwards[support::hidden(3u)], {0, 1}));
    constexpr key_rows no_bytes{bytes.data(), 4, 0, 1};
    BOTH(no_bytes.size() == 4 && no_bytes[support::hidden(3u)].empty());
}

TEST_CASE("key_rows reads keys of any sizes at any addresses", "[bulk/key_rows]")
{
    std::vector<key_rows::bytes> const places{
        key_rows::bytes{bytes}.first(2), {}, key_rows::bytes{bytes}.last(1)};
    key_rows const keys{std::span{places}};
    CHECK(keys.size() == 3);
    CHECK((are(keys[0], {0, 1}) && keys[1].empty() && are(keys[2], {7})));
    CHECK_FALSE(keys.all_of_size(2)); // not known without reading

    key_rows const got{&bytes, 4, [](void const* owner, std::size_t row) {
                           auto const& all = *static_cast<decltype(bytes) const*>(owner);
                           return key_rows::bytes{all}.subspan(row, row);
                       }};
    CHECK(got.size() == 4);
    CHECK((got[0].empty() && are(got[3], {3, 4, 5})));
}

TEST_CASE("key_rows from a key_view has one row", "[bulk/key_rows]")
{
    key_rows const one{support::rfc_key};
    CHECK(one.size() == 1);
    CHECK(one.all_of_size(20));
    CHECK(one[0].data() == support::rfc_key.bytes); // a view
}
