// SPDX-License-Identifier: BSL-1.0
#include <otpp/secret.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"
#include "support/traps.hpp"

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

using otpp::key_view;
using otpp::reason;
using otpp::secret;
using support::hidden;
using support::refused;

namespace {

constexpr std::array<unsigned char, 200> bytes_0_to_199 = [] {
    std::array<unsigned char, 200> bytes{};
    for (std::size_t i = 0; i != bytes.size(); ++i) bytes[i] = static_cast<unsigned char>(i);
    return bytes;
}();

constexpr std::span<unsigned char const> first_bytes(std::size_t n)
{
    return {bytes_0_to_199.data(), n};
}

constexpr bool holds_first_bytes(std::span<unsigned char const> bytes, std::size_t n)
{
    if (bytes.size() != n) return false;
    for (std::size_t i = 0; i != n; ++i)
        if (bytes[i] != i) return false;
    return true;
}

// The bytes of a whole object, as whoever finds the memory sees them.
template <class T>
bool holds(T const& object, std::string_view what)
{
    char seen[sizeof(T)];
    std::memcpy(seen, static_cast<void const*>(std::addressof(object)), sizeof(T));
    return std::string_view{seen, sizeof seen}.find(what) != std::string_view::npos;
}

} // namespace

TEST_CASE("a secret takes 1 to 128 bytes", "[secret]")
{
    constexpr auto takes = [](std::size_t n) {
        auto const made = secret::from_bytes(first_bytes(n));
        return made && made->size() == n && holds_first_bytes(made->bytes(), n);
    };
    BOTH(takes(hidden(std::size_t{1})));
    BOTH(takes(hidden(std::size_t{20})));
    BOTH(takes(hidden(std::size_t{128})));
    BOTH(refused(secret::from_bytes(first_bytes(hidden(std::size_t{0}))), reason::key_empty));
    BOTH(refused(secret::from_bytes(first_bytes(hidden(std::size_t{129}))), reason::key_too_long));
    BOTH(refused(secret::from_bytes({}), reason::key_empty));
}

TEST_CASE("a secret reads base32", "[secret]")
{
    constexpr auto reads = [](std::string_view text) {
        auto const made = secret::from_base32(text);
        return made && holds_first_bytes(made->bytes(), 5) && !made->had_trailing_bits();
    };
    BOTH(reads(hidden("AAAQEAYE")));
    BOTH(reads(hidden("aaaq eaye")));
    BOTH(reads(hidden("AAAQ-EAYE")));
    BOTH((*secret::from_base32(hidden("MY"))).size() == 1);
    BOTH(!(*secret::from_base32(hidden("MY"))).had_trailing_bits());
    BOTH((*secret::from_base32(hidden("MZ"))).had_trailing_bits());
}

TEST_CASE("a secret says what is wrong with base32, and where", "[secret]")
{
    BOTH(refused(secret::from_base32(hidden("")), reason::key_empty, 0));
    BOTH(refused(secret::from_base32(hidden(" - ")), reason::key_empty, 0));
    BOTH(refused(secret::from_base32(hidden("JBSWY3DP0HPK3PXP")), reason::base32_lookalike, 8));
    BOTH(refused(secret::from_base32(hidden("JBSW!")), reason::base32_symbol, 4));
    BOTH(refused(secret::from_base32(hidden("A")), reason::base32_length, 1));
    BOTH(refused(secret::from_base32(hidden("MY=")), reason::base32_padding, 2));

    std::string const ten_million(10'000'000, 'A');
    CHECK(refused(secret::from_base32(ten_million), reason::key_too_long, 820));
    CHECK(refused(secret::from_base32(std::string(10'000'000, ' ')), reason::key_too_long, 820));
    CHECK(refused(secret::from_base32(std::string(820, 'A')), reason::key_too_long, 207));
    CHECK(refused(secret::from_base32(std::string(207, 'A')), reason::key_too_long, 207));
    CHECK((*secret::from_base32(std::string(205, 'A'))).size() == 128);
}

TEST_CASE("a secret shows itself as base32, in groups if wanted", "[secret]")
{
    constexpr auto shows = [](std::size_t n, std::size_t group, std::string_view expected) {
        auto const text = (*secret::from_bytes(first_bytes(n))).base32(group);
        return text.view() == expected;
    };
    BOTH(shows(hidden(std::size_t{10}), 0, "AAAQEAYEAUDAOCAJ"));
    BOTH(shows(hidden(std::size_t{10}), 4, "AAAQ EAYE AUDA OCAJ"));
    BOTH(shows(hidden(std::size_t{11}), 4, "AAAQ EAYE AUDA OCAJ BI"));
    BOTH(shows(hidden(std::size_t{5}), 1, "A A A Q E A Y E"));
    BOTH(shows(hidden(std::size_t{5}), 7, "AAAQEAY E"));
    BOTH(shows(hidden(std::size_t{5}), 8, "AAAQEAYE"));
    BOTH(shows(hidden(std::size_t{5}), 1000, "AAAQEAYE"));
    BOTH(shows(hidden(std::size_t{1}), 1, "A A"));
}

TEST_CASE("grouped base32 of every length is read back", "[secret]")
{
    for (std::size_t n = 1; n <= 128; ++n)
        for (std::size_t group = 0; group != 10; ++group) {
            auto const made = secret::from_bytes(first_bytes(n));
            auto const text = made->base32(group);
            auto const again = secret::from_base32(text.view());
            REQUIRE(again.has_value());
            CHECK(holds_first_bytes(again->bytes(), n));
        }
}

TEST_CASE("a secret moves, and leaves nothing behind", "[secret]")
{
    constexpr auto moves = [](std::size_t n) {
        auto made = secret::from_bytes(first_bytes(n));
        secret second{*std::move(made)};
        secret third{otpp::detail::nothing{}};
        third = std::move(second);
        return made->size() == 0 && second.size() == 0 && made->bytes().empty() &&
               holds_first_bytes(third.bytes(), n);
    };
    BOTH(moves(hidden(std::size_t{1})));
    BOTH(moves(hidden(std::size_t{128})));

    std::string_view const key = "a key to be found in memory";
    auto from =
        secret::from_bytes({reinterpret_cast<unsigned char const*>(key.data()), key.size()});
    CHECK(holds(*from, key)); // what is looked for can be found
    secret to{*std::move(from)};
    CHECK(holds(to, key));
    CHECK_FALSE(holds(*from, key));
    CHECK_FALSE(holds(from, key));
    secret assigned{otpp::detail::nothing{}};
    assigned = std::move(to);
    CHECK(holds(assigned, key));
    CHECK_FALSE(holds(to, key));
    auto& itself = assigned;
    assigned = std::move(itself);
    CHECK(holds(assigned, key));
}

TEST_CASE("a secret and its text are wiped when they go", "[secret]")
{
    std::string_view const key = "a key to be found in memory";
    auto const bytes = std::span{reinterpret_cast<unsigned char const*>(key.data()), key.size()};
    alignas(secret) unsigned char place[sizeof(secret)];
    std::array<unsigned char, sizeof place> seen{};
    auto* const made = new (place) secret{*secret::from_bytes(bytes)};
    CHECK(holds(place, key));
    made->~secret();
    std::memcpy(seen.data(), support::hidden(&place[0]), sizeof place);
    CHECK_FALSE(holds(seen, key));

    auto const owner = secret::from_bytes(bytes);
    auto const revealed = owner->base32();
    std::string const shown{revealed.view()};
    alignas(otpp::base32_text) unsigned char text_place[sizeof(otpp::base32_text)];
    auto* const text = new (text_place) otpp::base32_text{owner->base32()};
    CHECK(holds(text_place, shown));
    text->~base32_text();
    std::array<unsigned char, sizeof text_place> text_seen{};
    std::memcpy(text_seen.data(), support::hidden(&text_place[0]), sizeof text_place);
    CHECK_FALSE(holds(text_seen, shown));
}

TEST_CASE("a new secret is as long as asked for, at least 16 bytes", "[secret]")
{
    CHECK((*secret::generate()).size() == 20);
    CHECK((*secret::generate(16)).size() == 16);
    CHECK((*secret::generate(128)).size() == 128);
    CHECK((*secret::generate(otpp::algorithm::sha1)).size() == 20);
    CHECK((*secret::generate(otpp::algorithm::sha256)).size() == 32);
    CHECK((*secret::generate(otpp::algorithm::sha512)).size() == 64);
    CHECK(refused(secret::generate(0), reason::key_too_short));
    CHECK(refused(secret::generate(15), reason::key_too_short));
    CHECK(refused(secret::generate(129), reason::key_too_long));
    CHECK(refused(secret::generate(SIZE_MAX), reason::key_too_long));

    std::set<std::string> seen;
    for (int i = 0; i != 100; ++i) {
        auto const made = secret::generate(128);
        auto const bytes = made->bytes();
        seen.insert({bytes.begin(), bytes.end()});
        // the end is filled as well: 16 zeros have a chance of 2^-128
        CHECK_FALSE(std::ranges::all_of(bytes.last(16), [](unsigned char b) { return b == 0; }));
    }
    CHECK(seen.size() == 100);
}

TEST_CASE("a secret is neither copied nor compared", "[secret]")
{
    static_assert(!std::is_copy_constructible_v<secret>);
    static_assert(!std::is_copy_assignable_v<secret>);
    static_assert(!std::equality_comparable<secret>);
    static_assert(!std::is_copy_constructible_v<otpp::base32_text>);
    static_assert(std::is_nothrow_move_constructible_v<secret>);
    CHECK(sizeof(secret) < 160); // inline, without a heap
}

TEST_CASE("a view of a key is made of what has 1 to 128 bytes", "[secret]")
{
    constexpr auto views = [](std::size_t n) {
        auto const view = key_view::from(first_bytes(n));
        return view && view->bytes().data() == bytes_0_to_199.data() && view->bytes().size() == n;
    };
    BOTH(views(hidden(std::size_t{1})));
    BOTH(views(hidden(std::size_t{128})));
    BOTH(refused(key_view::from(first_bytes(hidden(std::size_t{0}))), reason::key_empty));
    BOTH(refused(key_view::from(first_bytes(hidden(std::size_t{129}))), reason::key_too_long));

    auto const owner = secret::from_bytes(first_bytes(7));
    CHECK(key_view{*owner}.bytes().data() == owner->bytes().data());
    static_assert(std::is_constructible_v<key_view, otpp::secret_literal<1> const&>);
    static_assert(std::is_constructible_v<key_view, otpp::secret_literal<128> const&>);
    static_assert(!std::is_constructible_v<key_view, otpp::secret_literal<129> const&>);
    static_assert(!std::is_constructible_v<key_view, std::string_view>);
    static_assert(!std::is_constructible_v<key_view, char const*>);
}

TEST_CASE("a secret that was moved away is no key", "[secret]")
{
    auto made = secret::from_bytes(first_bytes(7));
    secret const taken{*std::move(made)};
    CHECK_FALSE(support::traps([&] { (void)hidden(key_view{taken}.bytes().size()); }));
    CHECK(support::traps([&] { (void)hidden(key_view{*made}.bytes().size()); }));
    CHECK(made->bytes().empty());
    auto const text = made->base32();
    auto const groups = made->base32(4);
    CHECK(text.view().empty());
    CHECK(groups.view().empty());
}

TEST_CASE("a literal is the bytes of its base32", "[secret]")
{
    constexpr auto literal = otpp::base32_literal<"aaaq eaye">;
    static_assert(sizeof literal.bytes == 5);
    BOTH(holds_first_bytes(hidden(std::span<unsigned char const>{literal.bytes}), 5));
}
