// SPDX-License-Identifier: BSL-1.0
#include <otpp/hash/detail/sha1_x86.hpp>

#include "support/catch.hpp"
#include "support/random.hpp"
#include "support/side_by_side.hpp"
#include "support/truncated.hpp"

#include <otpp/detail/cpu.hpp>
#include <otpp/hmac.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

// The vectors go through these instructions as the backend "SHA instructions"; here is what only
// this file has.

#if defined(__x86_64__)

TEST_CASE("SHA-1 instructions: blocks side by side", "[hash/detail/sha1_x86]")
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

TEST_CASE("SHA-1 instructions: the truncated codes of consecutive counters",
          "[hash/detail/sha1_x86]")
{
    if (!otpp::detail::has_sha()) {
        WARN("skipped: the processor has no SHA instructions");
        return;
    }
    support::random random{1};
    std::array<bool, 16> offsets_seen{}; // of the truncation, which is a text of its own there
    for (std::uint64_t const first :
         {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{0xfffffffe},
          std::uint64_t{0x7ffffffffffffffd}, random.next(), random.next(), random.next(),
          random.next(), random.next(), random.next()})
        for (std::size_t n = 0; n <= 4; ++n) {
            std::array<unsigned char, 20> key{};
            for (auto& byte : key) byte = random.byte();
            otpp::detail::hmac_states<otpp::sha1> states{};
            states.prepare(key);
            std::array<std::uint32_t, 5> values{}, expected{}; // and nothing behind the n
            otpp::sha1_x86::counter_values(states.saved.data(), first, n, values.data());
            for (std::size_t i = 0; i != n; ++i) {
                std::array<unsigned char, 8> message{};
                otpp::detail::store_be(message.data(), first + i);
                auto const code = otpp::hmac<otpp::sha1>{key}(message);
                offsets_seen[code[19] & 15] = true;
                expected[i] = support::truncated(code);
            }
            INFO(n << " counters from " << first);
            CHECK(values == expected);
        }
    CHECK(std::count(offsets_seen.begin(), offsets_seen.end(), true) == 16);
}

TEST_CASE("SHA-1 instructions: keys of every length up to a block", "[hash/detail/sha1_x86]")
{
    if (!otpp::detail::has_sha()) {
        WARN("skipped: the processor has no SHA instructions");
        return;
    }
    support::random random{64};
    for (std::size_t size = 0; size <= 64; ++size) {
        std::vector<unsigned char> key(size); // of its own size, so that a sanitizer sees its end
        for (auto& byte : key) byte = random.byte();
        otpp::detail::hmac_states<otpp::sha1> expected{};
        expected.prepare(key);
        std::array<otpp::sha1::state, 2> saved{};
        otpp::sha1_x86::prepare(saved.data(), key);
        INFO(size << " bytes");
        CHECK(saved == expected.saved);
    }
}

#else

TEST_CASE("there is no such type where there are no such instructions", "[hash/detail/sha1_x86]")
{
    CHECK_FALSE(otpp::detail::has_sha());
}

#endif
