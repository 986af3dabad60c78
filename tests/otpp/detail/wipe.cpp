// SPDX-License-Identifier: BSL-1.0
#include <otpp/detail/wipe.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <array>
#include <cstddef>
#include <cstring>
#include <new>
#include <utility>

namespace {

template <std::size_t size>
int left_after_wipe()
{
    struct guarded {
        unsigned char before[16];
        std::array<unsigned char, size> object;
        unsigned char after[16];
    };
    guarded place;
    std::memset(&place, 0xa5, sizeof place);
    otpp::detail::wipe(place.object);
    int wrong = 0;
    for (unsigned char const byte : place.object) wrong += byte != 0;
    for (unsigned char const byte : place.before) wrong += byte != 0xa5;
    for (unsigned char const byte : place.after) wrong += byte != 0xa5;
    return wrong;
}

template <std::size_t... size>
int left_after_wipes(std::index_sequence<size...>)
{
    return (left_after_wipe<size + 1>() + ...);
}

} // namespace

TEST_CASE("objects of every size are wiped, and nothing beside them", "[detail/wipe]")
{
    CHECK(left_after_wipes(std::make_index_sequence<80>{}) == 0);
}

TEST_CASE("a range is wiped, and nothing beside it", "[detail/wipe]")
{
    for (std::size_t size = 0; size != 40; ++size) {
        char place[48];
        std::memset(place, 'x', sizeof place);
        otpp::detail::wipe_range(place + 4, size);
        int wrong = 0;
        for (std::size_t i = 0; i != sizeof place; ++i)
            wrong += place[i] != (i >= 4 && i < 4 + size ? 0 : 'x');
        CHECK(wrong == 0);
    }
}

TEST_CASE("a wiped value is gone when its scope ends", "[detail/wipe]")
{
    using text = otpp::detail::wiped<std::array<char, 32>>;
    alignas(text) unsigned char place[sizeof(text)];
    auto* const made = new (place) text;
    made->value.fill('x');
    made->~text();
    unsigned char seen[sizeof place];
    std::memcpy(seen, support::hidden(&place[0]), sizeof place);
    for (unsigned char const byte : seen) CHECK(byte == 0);
}

TEST_CASE("in a constant expression there is nothing to wipe", "[detail/wipe]")
{
    constexpr auto value_after_wipe = [](int value) {
        otpp::detail::wiped<int> held;
        held.value = value;
        return held.value;
    };
    BOTH(value_after_wipe(support::hidden(7)) == 7);
}
