// SPDX-License-Identifier: BSL-1.0
#include <otpp/constant_time.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"

#include <cstdint>
#include <string>
#include <string_view>

using namespace otpp::constant_time;
using support::hidden;

TEST_CASE("a mask is all ones or nothing", "[constant_time]")
{
    BOTH(mask_equal(hidden(7u), 7u) == 0xffffffffu);
    BOTH(mask_equal(hidden(7u), 6u) == 0);
    BOTH(mask_equal(hidden(0x80000000u), 0u) == 0);
    BOTH(mask_equal(hidden(0xffffffffu), 0u) == 0);
    BOTH(mask_equal(hidden(std::uint64_t{1} << 63), std::uint64_t{0}) == 0);
    BOTH(mask_equal(hidden(std::uint64_t{1} << 32), std::uint64_t{0}) == 0);
    BOTH(mask_equal(hidden(std::uint64_t{5}), std::uint64_t{5}) == ~std::uint64_t{0});
    BOTH(mask_less(hidden(3u), 4u) == 0xffffffffu);
    BOTH(mask_less(hidden(4u), 4u) == 0);
    BOTH(mask_less(hidden(5u), 4u) == 0);
    BOTH(mask_less(hidden(0u), 0x7fffffffu) == 0xffffffffu);
    BOTH(mask_less(hidden(0x7fffffffu), 0u) == 0);
    BOTH(select(hidden(0xffffffffu), 1u, 2u) == 1);
    BOTH(select(hidden(0u), 1u, 2u) == 2);
    BOTH(opaque(hidden(9u)) == 9);
}

TEST_CASE("masks over all pairs of bytes", "[constant_time]")
{
    using byte = std::uint8_t;
    int wrong = 0;
    for (unsigned a = 0; a != 256; ++a)
        for (unsigned b = 0; b != 256; ++b) {
            auto const equal_mask = mask_equal(static_cast<byte>(a), static_cast<byte>(b));
            wrong += equal_mask != (a == b ? 0xff : 0);
            if (a < 128 && b < 128)
                wrong +=
                    mask_less(static_cast<byte>(a), static_cast<byte>(b)) != (a < b ? 0xff : 0);
            wrong +=
                select(equal_mask, static_cast<byte>(a), static_cast<byte>(7)) != (a == b ? a : 7u);
        }
    CHECK(wrong == 0);
}

TEST_CASE("any bit of a mask is published", "[constant_time]")
{
    BOTH(!publish(hidden(std::uint64_t{0})));
    BOTH(publish(hidden(~std::uint64_t{0})));
    for (int bit = 0; bit != 64; ++bit) CHECK(publish(hidden(std::uint64_t{1} << bit)));
}

TEST_CASE("texts are equal in every character", "[constant_time]")
{
    using otpp::constant_time::equal;
    BOTH(equal(hidden(""), ""));
    BOTH(equal(hidden("123456"), "123456"));
    BOTH(!equal(hidden("123456"), "123457"));
    BOTH(!equal(hidden("123456"), "023456"));
    BOTH(!equal(hidden("123456"), "12345"));
    BOTH(!equal(hidden("123456"), "1234567"));
    BOTH(!equal(hidden("\377"), "\177"));

    std::string const text = "a text of forty characters, a few to spare";
    int wrong = 0;
    for (std::size_t i = 0; i != text.size(); ++i)
        for (int bit = 0; bit != 8; ++bit) {
            auto other = text;
            other[i] = static_cast<char>(other[i] ^ (1 << bit));
            wrong += equal(text, other);
        }
    CHECK(wrong == 0);
}
