// SPDX-License-Identifier: BSL-1.0
#include <otpp/hash/sha1_x86.hpp>

#include "support/catch.hpp"
#include "support/random.hpp"
#include "support/side_by_side.hpp"

#include <otpp/detail/cpu.hpp>
#include <otpp/hmac.hpp>

#include <array>
#include <cstdint>

// The vectors go through these instructions as the backend "SHA instructions"; here is what only
// this file has.

#if defined(__x86_64__)

TEST_CASE("SHA-1 instructions: blocks side by side", "[hash/sha1_x86]")
{
    if (!otpp::detail::has_sha()) {
        WARN("skipped: the processor has no SHA instructions");
        return;
    }
    for (std::size_t n = 0; n != 10; ++n) {
        INFO(n << " blocks");
        CHECK(support::side_by_side_is_right<otpp::sha1_x86, otpp::sha1>(n));
    }
}

TEST_CASE("SHA-1 instructions: the codes of consecutive counters", "[hash/sha1_x86]")
{
    if (!otpp::detail::has_sha()) {
        WARN("skipped: the processor has no SHA instructions");
        return;
    }
    support::random random{1};
    for (std::uint64_t const first : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{0xfffffffe},
                                      std::uint64_t{0x7ffffffffffffffd}, random.next()})
        for (std::size_t n = 0; n <= 4; ++n) {
            std::array<unsigned char, 20> key{};
            for (auto& byte : key) byte = random.byte();
            otpp::detail::hmac_states<otpp::sha1> states{};
            states.prepare(key);
            std::array<otpp::sha1::state, 5> codes{};
            otpp::sha1_x86::counter_codes(states.saved.data(), first, n, codes.data());
            std::array<otpp::digest<otpp::sha1>, 4> bytes{}, expected{};
            for (std::size_t i = 0; i != n; ++i) {
                std::array<unsigned char, 8> message{};
                otpp::detail::store_be(message.data(), first + i);
                expected[i] = otpp::hmac<otpp::sha1>{key}(message);
                otpp::detail::store_state<otpp::sha1>(bytes[i].data(), codes[i]);
            }
            INFO(n << " counters from " << first);
            CHECK(bytes == expected);
            for (std::size_t i = n; i != codes.size(); ++i) // and nothing behind them
                CHECK(codes[i] == otpp::sha1::state{});
        }
}

#else

TEST_CASE("there is no such type where there are no such instructions", "[hash/sha1_x86]")
{
    CHECK_FALSE(otpp::detail::has_sha());
}

#endif
