// SPDX-License-Identifier: BSL-1.0
#include <otpp/detail/bytes.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <array>
#include <cstdint>

using namespace otpp::detail;
using support::hidden;

namespace {

constexpr unsigned char rising[]{0x81, 0x02, 0x03, 0x04, 0x85, 0x06, 0x07, 0x08};
constexpr char rising_text[]{'\x81', 2, 3, 4, '\x85', 6, 7, 8};

template <class W>
constexpr bool stores_big_endian(W word)
{
    std::array<unsigned char, 10> bytes{};
    bytes.front() = bytes.back() = 0xa5;
    store_be(bytes.data() + 1, word);
    for (std::size_t i = 0; i != sizeof(W); ++i)
        if (bytes[i + 1] != rising[i]) return false;
    return bytes.front() == 0xa5 && bytes[sizeof(W) + 1] == (sizeof(W) == 8 ? 0xa5 : 0);
}

constexpr bool stores_little_endian(std::uint64_t word)
{
    std::array<char, 10> bytes{};
    bytes.front() = bytes.back() = 'x';
    store_le64(bytes.data() + 1, word);
    for (std::size_t i = 0; i != 8; ++i)
        if (bytes[i + 1] != rising_text[i]) return false;
    return bytes.front() == 'x' && bytes.back() == 'x';
}

} // namespace

TEST_CASE("words are read in big-endian order", "[detail/bytes]")
{
    BOTH(load_be<std::uint32_t>(hidden(&rising[0])) == 0x81020304);
    BOTH(load_be<std::uint32_t>(hidden(&rising[1])) == 0x02030485); // at any address
    BOTH(load_be<std::uint64_t>(hidden(&rising[0])) == 0x8102030485060708);
}

TEST_CASE("words are read in little-endian order", "[detail/bytes]")
{
    BOTH(load_le64(hidden(&rising_text[0])) == 0x0807068504030281);
}

TEST_CASE("words are written in the order they are read, and no further", "[detail/bytes]")
{
    BOTH(stores_big_endian(hidden(std::uint32_t{0x81020304})));
    BOTH(stores_big_endian(hidden(std::uint64_t{0x8102030485060708})));
    BOTH(stores_little_endian(hidden(std::uint64_t{0x0807068504030281})));
}
