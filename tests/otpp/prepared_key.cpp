// SPDX-License-Identifier: BSL-1.0
#include <otpp/prepared_key.hpp>

#include "support/backends.hpp"
#include "support/catch.hpp"
#include "support/keys.hpp"
#include "support/traps.hpp"
#include "support/truncated.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <utility>

using otpp::algorithm;
using support::hidden;

namespace {

constexpr algorithm all_algorithms[]{algorithm::sha1, algorithm::sha256, algorithm::sha512};

template <class B>
constexpr std::uint32_t value_of(otpp::prepared_key<B> const& key, std::uint64_t counter)
{
    std::uint32_t value{};
    key.values(counter, 1, &value);
    return value;
}

// From the portable HMAC, by the RFC's own words.
std::uint32_t by_hand(std::span<unsigned char const> key, algorithm which, std::uint64_t counter)
{
    std::array<unsigned char, 8> message{};
    otpp::detail::store_be(message.data(), counter);
    switch (which) {
    case algorithm::sha1: return support::truncated(otpp::hmac<otpp::sha1>{key}(message));
    case algorithm::sha256: return support::truncated(otpp::hmac<otpp::sha256>{key}(message));
    case algorithm::sha512: return support::truncated(otpp::hmac<otpp::sha512>{key}(message));
    }
    return 0;
}

} // namespace

TEST_CASE("the truncated values of RFC 4226, appendix D", "[prepared_key][backends]")
{
    constexpr auto value = [](std::uint64_t counter) {
        return value_of(otpp::prepared_key<otpp::builtin>{support::rfc_key, algorithm::sha1},
                        counter);
    };
    BOTH(value(hidden(std::uint64_t{0})) == 1284755224);
    BOTH(value(hidden(std::uint64_t{1})) == 1094287082);
    BOTH(value(hidden(std::uint64_t{9})) == 645520489);

    support::for_each_backend([]<class B>() {
        INFO(support::name_of(support::id_of<B>));
        otpp::prepared_key<B> const key{support::rfc_key, algorithm::sha1};
        CHECK(value_of(key, 0) == 0x4c93cf18);
        CHECK(value_of(key, 1) == 0x41397eea);
        CHECK(value_of(key, 2) == 0x82fef30);
        CHECK(value_of(key, 9) == 645520489);
        support::count_case(support::id_of<B>);
    });
}

TEST_CASE("values are the truncated codes of their counters, any number at once",
          "[prepared_key][backends]")
{
    support::for_each_backend([]<class B>() {
        for (auto const which : all_algorithms) {
            otpp::prepared_key<B> const key{support::rfc_key, which};
            int wrong = 0;
            for (std::size_t n = 0; n != 14; ++n)
                for (std::uint64_t const first : {std::uint64_t{0}, std::uint64_t{0xfffffff9}}) {
                    std::array<std::uint32_t, 15> values{}, expected{};
                    values.fill(0xa5a5a5a5); // no more are written
                    expected.fill(0xa5a5a5a5);
                    for (std::size_t i = 0; i != n; ++i)
                        expected[i] = by_hand(support::rfc_key.bytes, which, first + i);
                    key.values(first, n, values.data());
                    wrong += values != expected;
                }
            INFO(support::name_of(support::id_of<B>) << ", " << to_string(which));
            CHECK(wrong == 0);
            support::count_case(support::id_of<B>);
        }
    });
}

TEST_CASE("a prepared key remembers its algorithm, moves and leaves nothing behind",
          "[prepared_key]")
{
    using key = otpp::prepared_key<otpp::portable>;
    static_assert(!std::is_copy_constructible_v<key> && !std::is_copy_assignable_v<key>);
    constexpr auto moves = [](algorithm which) {
        key first{support::rfc_key, which};
        auto const value = value_of(first, 5);
        key second{std::move(first)};
        key third{otpp::detail::nothing{}};
        third = std::move(second);
        return third.algorithm() == which && value_of(third, 5) == value;
    };
    BOTH(moves(hidden(algorithm::sha1)));
    BOTH(moves(hidden(algorithm::sha256)));
    BOTH(moves(hidden(algorithm::sha512)));

    key from{support::rfc_key, algorithm::sha512};
    key const to{std::move(from)};
    CHECK_FALSE(support::traps([&] { (void)hidden(value_of(to, 0)); }));
    CHECK(support::traps([&] { (void)hidden(value_of(from, 0)); }));
    CHECK(support::traps([] {
        key const none{otpp::detail::nothing{}};
        (void)hidden(value_of(none, 0));
    }));
    unsigned char const nothing[128]{};
    CHECK(std::memcmp(&from, nothing, sizeof nothing) == 0);
    CHECK(std::memcmp(&to, nothing, sizeof nothing) != 0);
}
