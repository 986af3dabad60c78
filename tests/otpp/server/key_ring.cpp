// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/key_ring.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"
#include "support/folder.hpp"

#include <array>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

using otpp::reason;
using otpp::server::key_ring;
using support::hidden;

namespace {

// 32 bytes of 0, of 0 but a 1 in the last, and of 255.
#define ZEROS "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define ONE "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE"
#define ONES "__________________________________________8"

constexpr int last_byte(std::string_view text, std::int64_t version)
{
    auto const ring = key_ring::from_text(text);
    if (!ring) return -1;
    auto const key = ring->key(version);
    return key.empty() ? -2 : key[31];
}
constexpr std::int64_t current(std::string_view text)
{
    auto const ring = key_ring::from_text(text);
    return ring ? ring->key_version() : -1;
}
constexpr otpp::error refusal(std::string_view text) { return key_ring::from_text(text).error(); }

} // namespace

TEST_CASE("the first key is the current one, and all are found", "[server/key_ring]")
{
    BOTH(current(hidden("1." ZEROS)) == 1);
    BOTH(current(hidden("2." ONES "\n1." ONE "\n")) == 2);
    BOTH(last_byte(hidden("2." ONES "\n1." ONE "\n"), 2) == 255);
    BOTH(last_byte(hidden("2." ONES "\n1." ONE "\n"), 1) == 1);
    BOTH(last_byte(hidden("2." ONES "\n1." ONE "\n"), 3) == -2);
    constexpr auto versions = [](std::string_view text) {
        auto const ring = key_ring::from_text(text);
        return ring && ring->versions().size() == 2 && ring->versions()[0] == 2 &&
               ring->versions()[1] == 1;
    };
    BOTH(versions(hidden("2." ONES "\n1." ONE "\n")));
    BOTH(current(hidden("\r\n\t 2147483647." ONES)) == 2'147'483'647);
}

TEST_CASE("white space and comments are between keys", "[server/key_ring]")
{
    BOTH(current(hidden("# made in May\n3." ZEROS "\n")) == 3);
    BOTH(current(hidden("#")) == -1);
    BOTH(current(hidden("  # 9." ONES "\n3." ZEROS)) == 3);
    BOTH(last_byte(hidden("3." ZEROS "\r\n#\r\n\r\n1." ONE "\r\n"), 1) == 1);
    BOTH(last_byte(hidden("3." ZEROS "\t1." ONE), 1) == 1);
    BOTH(last_byte(hidden("3." ZEROS " # new\n1." ONE), 1) == 1);
    BOTH(refusal(hidden("3." ZEROS "# new")) == otpp::error{reason::key_ring_text, 0});
}

TEST_CASE("what is no ring is told with its place", "[server/key_ring]")
{
    constexpr auto text = reason::key_ring_text;
    BOTH(refusal(hidden("")) == otpp::error{text, 0});
    BOTH(refusal(hidden(" \n")) == otpp::error{text, 2});
    BOTH(refusal(hidden(ZEROS)) == otpp::error{text, 0});
    BOTH(refusal(hidden("0." ZEROS)) == otpp::error{text, 0});
    BOTH(refusal(hidden("-1." ZEROS)) == otpp::error{text, 0});
    BOTH(refusal(hidden("01." ZEROS)) == otpp::error{text, 0});
    BOTH(refusal(hidden("2147483648." ZEROS)) == otpp::error{text, 0});
    BOTH(refusal(hidden("1:" ZEROS)) == otpp::error{text, 0});
    BOTH(refusal(hidden("1." ZEROS "A")) == otpp::error{text, 0});
    BOTH(refusal(hidden("1." ZEROS "=")) == otpp::error{text, 0});
    BOTH(refusal(hidden("1.AAAA")) == otpp::error{text, 0});
    BOTH(refusal(hidden("1." ZEROS "\n2.//////////////////////////////////////////8")) ==
         otpp::error{text, 46});
    BOTH(refusal(hidden("1.__________________________________________9")) == otpp::error{text, 0});
    BOTH(refusal(hidden("1." ZEROS " 1." ONE)) == otpp::error{reason::key_version_doubled, 46});
    BOTH(refusal(hidden("1." ZEROS "\0"
                        " 1." ONE)) == otpp::error{text, 0});
}

TEST_CASE("a ring holds 16 keys", "[server/key_ring]")
{
    std::string text;
    for (int i = 1; i <= 16; ++i) text += std::to_string(i) + "." ZEROS "\n";
    CHECK((*key_ring::from_text(text)).size() == 16);
    CHECK(key_ring::from_text(text + "#" + std::string(2000, 'x')).has_value());
    auto const seventeen = key_ring::from_text(text + "17." ZEROS);
    CHECK(support::refused(seventeen, reason::key_ring_text, text.size()));
    CHECK(support::refused(key_ring::from_text(std::string(16385, ' ')), reason::key_ring_text,
                           16384));
}

TEST_CASE("a ring moves, and is then empty", "[server/key_ring]")
{
    static_assert(!std::is_copy_constructible_v<key_ring> && !std::is_copy_assignable_v<key_ring>);
    constexpr auto moved = [](std::string_view text) {
        auto first = key_ring::from_text(text);
        key_ring second{*std::move(first)};
        second = key_ring{std::move(second)};
        return first->size() == 0 && first->key_version() == 0 && first->key(1).empty() &&
               second.key_version() == 1 && second.key(1)[31] == 1;
    };
    BOTH(moved(hidden("1." ONE)));
}

TEST_CASE("a ring that was destroyed is as empty as one that was moved away", "[server/key_ring]")
{
    constexpr std::string_view text = "1." ONE " 2." ONES;
    using memory = std::array<unsigned char, sizeof(key_ring)>;
    auto from = key_ring::from_text(text);
    key_ring const to{*std::move(from)};
    memory moved{}, destroyed{};
    std::memcpy(moved.data(), static_cast<void const*>(&*from), sizeof moved);

    alignas(key_ring) unsigned char place[sizeof(key_ring)];
    auto* const made = new (place) key_ring{*key_ring::from_text(text)};
    CHECK(made->size() == 2);
    made->~key_ring();
    std::memcpy(destroyed.data(), hidden(&place[0]), sizeof destroyed);
    CHECK(destroyed == moved);
}

TEST_CASE("keys from a file that nobody else may read", "[server/key_ring]")
{
    support::folder const folder;
    auto const good = folder.file("keys", "# ours\n2." ONES "\n1." ONE "\n", 0600);
    auto const ring = key_ring::from_file(good.c_str());
    REQUIRE(ring);
    CHECK(ring->key_version() == 2);
    CHECK(ring->key(1)[31] == 1);
    auto const longest = folder.file("longest", "1." ONE + std::string(16384 - 45, '\n'), 0600);
    CHECK(key_ring::from_file(longest.c_str()).has_value());
    auto const fails = [](std::string const& path, reason why) {
        return support::refused(key_ring::from_file(path.c_str()), why);
    };
    CHECK(fails(folder.file("open", "1." ONE, 0644), reason::key_file_mode));
    CHECK(fails(folder.file("group", "1." ONE, 0640), reason::key_file_mode));
    CHECK(fails(folder.path() + "/none", reason::key_file_unreadable));
    CHECK(fails(folder.file("long", std::string(16385, ' '), 0600), reason::key_file_unreadable));
    CHECK(support::refused(key_ring::from_file(folder.file("bad", "1.", 0600).c_str()),
                           reason::key_ring_text, 0));
}

TEST_CASE("keys from the environment", "[server/key_ring]")
{
    REQUIRE(::setenv("OTPP_TEST_KEYS", "2." ONES " 1." ONE, 1) == 0);
    auto const ring = key_ring::from_environment("OTPP_TEST_KEYS");
    REQUIRE(ring);
    CHECK(ring->key_version() == 2);
    REQUIRE(::unsetenv("OTPP_TEST_KEYS") == 0);
    CHECK(support::refused(key_ring::from_environment("OTPP_TEST_KEYS"),
                           reason::key_variable_missing));
    CHECK(std::string_view{key_ring::variable} == "OTPP_KEYS");
}

TEST_CASE("a new key is random, and a ring reads it", "[server/key_ring]")
{
    auto const first = key_ring::new_key(7), second = key_ring::new_key(7);
    REQUIRE(first);
    REQUIRE(second);
    CHECK(*first != *second);
    CHECK((*key_ring::from_text(first->view())).key_version() == 7);
    auto const last = key_ring::new_key(2'147'483'647);
    auto const ring = key_ring::from_text(last->view());
    CHECK(ring->key(2'147'483'647).size() == 32);
    CHECK(support::refused(key_ring::new_key(0), reason::key_ring_text));
    CHECK(support::refused(key_ring::new_key(2'147'483'648), reason::key_ring_text));
}
