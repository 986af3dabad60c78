// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/recovery.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"

#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using otpp::reason;
using otpp::server::recovery_code;
using otpp::server::recovery_codes;
using support::hidden;
using support::refused;

namespace {

constexpr recovery_code made_of(unsigned char byte)
{
    std::array<unsigned char, recovery_code::bytes> random{};
    random.fill(byte);
    return recovery_code{random};
}

constexpr bool shows(recovery_code const& code, std::string_view text)
{
    auto const shown = code.text();
    return shown.view() == text;
}

constexpr bool reads(std::string_view typed, std::string_view text)
{
    auto const code = recovery_code::parse(typed);
    return code && shows(*code, text);
}

constexpr std::string_view shown = "MZZG-63TF-MFXW-4Z3T-NF2H-S4TB";

struct set_of_codes {
    std::string text;
    std::vector<std::string> codes;
};
set_of_codes set_of(std::size_t count, unsigned char seed = 0)
{
    std::vector<unsigned char> random(recovery_codes::random_size(count));
    for (std::size_t i = 0; i != random.size(); ++i)
        random[i] = static_cast<unsigned char>(seed + 3 * i);
    set_of_codes made;
    made.text = recovery_codes::make(random, [&](recovery_code const& code) {
                    auto const text = code.text();
                    made.codes.emplace_back(text.view());
                }).view();
    return made;
}

int find(std::string_view set, std::string_view typed)
{
    recovery_codes const codes{set};
    return codes.find(
        otpp::server::detail::hash_of(*recovery_code::parse(typed), codes.salt()).view());
}

} // namespace

TEST_CASE("a recovery code is shown in groups", "[server/recovery]")
{
    BOTH(shows(made_of(hidden(static_cast<unsigned char>(0))), "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA"));
    BOTH(shows(made_of(hidden(static_cast<unsigned char>(255))), "7777-7777-7777-7777-7777-7777"));
    auto const code = made_of(7);
    CHECK(code.symbols().size() == 24);
}

TEST_CASE("a recovery code is read as people type it", "[server/recovery]")
{
    BOTH(reads(hidden("MZZG-63TF-MFXW-4Z3T-NF2H-S4TB"), shown));
    BOTH(reads(hidden("mzzg63tfmfxw4z3tnf2hs4tb"), shown));
    BOTH(reads(hidden(" mzzg 63TF  mfxw-4z3t--nf2h s4tb "), shown));
    BOTH(reads(hidden("OIBO-IBOI-BOIB-OIBO-IBOI-BOIB"), "OIBO-IBOI-BOIB-OIBO-IBOI-BOIB"));
    BOTH(reads(hidden("0180-1801-8018-0180-1801-8018"), "OIBO-IBOI-BOIB-OIBO-IBOI-BOIB"));
}

TEST_CASE("what is no recovery code is refused, and where", "[server/recovery]")
{
    BOTH(refused(recovery_code::parse(hidden("")), reason::recovery_code_length, 0));
    BOTH(refused(recovery_code::parse(hidden("123456")), reason::recovery_code_length, 6));
    BOTH(refused(recovery_code::parse(hidden("MZZG-63TF-MFXW-4Z3T-NF2H-S4T")),
                 reason::recovery_code_length, 28));
    BOTH(refused(recovery_code::parse(hidden("MZZG-63TF-MFXW-4Z3T-NF2H-S4TBA")),
                 reason::recovery_code_length, 29));
    BOTH(refused(recovery_code::parse(hidden("MZZG-63TF-9")), reason::recovery_code_symbol, 10));
    BOTH(refused(recovery_code::parse(hidden("MZZG_63TF")), reason::recovery_code_symbol, 4));
    BOTH(refused(recovery_code::parse(hidden("\303\204")), reason::recovery_code_symbol, 0));
    CHECK(refused(recovery_code::parse(std::string(2'000'000, 'A')), reason::recovery_code_length,
                  96));
}

TEST_CASE("a set finds its codes, and no other's", "[server/recovery]")
{
    for (std::size_t const count : {1u, 2u, 10u, 16u}) {
        auto const set = set_of(count), other = set_of(count, 100);
        CHECK(recovery_codes{set.text}.size() == count);
        REQUIRE(set.codes.size() == count);
        for (std::size_t i = 0; i != count; ++i) {
            CHECK(find(set.text, set.codes[i]) == static_cast<int>(i));
            CHECK(find(other.text, set.codes[i]) == -1);
        }
        CHECK(std::set(set.codes.begin(), set.codes.end()).size() == count);
        for (auto const& code : set.codes) { // hashed: nothing of a code is in the text
            auto const read = recovery_code::parse(code);
            CHECK(set.text.find(read->symbols().substr(0, 8)) == std::string::npos);
        }
    }
    CHECK(find(set_of(10).text, "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA") == -1);
    BOTH(recovery_codes{hidden("")}.size() == 0 && recovery_codes{hidden("")}.salt().empty());
    BOTH(recovery_codes{hidden("")}.find("AAAAAAAAAAAAAAAAAAAA") == -1);
    auto const two = set_of(2);
    CHECK(recovery_codes{two.text}.find("AAAA") == -1);
}

TEST_CASE("one code under two salts has two hashes", "[server/recovery]")
{
    auto const code = made_of(1);
    CHECK(otpp::server::detail::hash_of(code, "AAAAAAAAAAAAAAAA") !=
          otpp::server::detail::hash_of(code, "AAAAAAAAAAAAAAAB"));
}

TEST_CASE("a code that is used is taken out of its set", "[server/recovery]")
{
    auto const set = set_of(3);
    for (int which = 0; which != 3; ++which) {
        auto const rest = recovery_codes{set.text}.without(which);
        CHECK(recovery_codes{rest.view()}.size() == 2);
        for (int i = 0; i != 3; ++i)
            CHECK((find(rest.view(), set.codes[static_cast<std::size_t>(i)]) >= 0) == (i != which));
    }
    auto const one = set_of(1);
    CHECK(recovery_codes{one.text}.without(0).empty());
}

TEST_CASE("a set is made of as much chance as its codes have", "[server/recovery]")
{
    std::vector<unsigned char> const random(recovery_codes::random_size(17));
    auto const made = [&](std::size_t size) {
        int shown_codes = 0;
        auto const text = recovery_codes::make(std::span{random}.first(size),
                                               [&](auto const&) { ++shown_codes; });
        return text.empty() ? 0 : shown_codes;
    };
    CHECK(made(recovery_codes::random_size(16)) == 16);
    CHECK(made(recovery_codes::random_size(1)) == 1);
    CHECK(made(recovery_codes::random_size(17)) == 0);
    CHECK(made(recovery_codes::random_size(0)) == 0);
    CHECK(made(recovery_codes::random_size(1) - 1) == 0);
    CHECK(made(0) == 0);
}

TEST_CASE("the hash is HMAC-SHA-256, cut", "[server/recovery]")
{
    // hmac.new(b"AAAAAAAAAAAAAAAA", b"A" * 24, "sha256").digest()[:15], in base64url
    constexpr auto hash = [](unsigned char byte) {
        return otpp::server::detail::hash_of(made_of(byte), "AAAAAAAAAAAAAAAA");
    };
    BOTH(hash(hidden(static_cast<unsigned char>(0))).view() == "9L0_R2HiayqL9FaRVdTu");
}
