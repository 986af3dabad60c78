// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/decoys.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <array>
#include <cstring>
#include <memory>
#include <new>
#include <set>
#include <string>
#include <string_view>

using otpp::server::decoys;
using support::hidden;

namespace {

constexpr decoys made_of(unsigned char byte)
{
    std::array<unsigned char, decoys::key_bytes> key{};
    key.fill(byte);
    return decoys{key};
}

} // namespace

TEST_CASE("the key of the decoys has a line of its own", "[server/decoys]")
{
    constexpr auto round = [](unsigned char byte) {
        auto const made = made_of(byte);
        decoys read;
        return read.read(made.line().view()) && read.known() &&
               read.number_of("bob") == made.number_of("bob") && read.line() == made.line();
    };
    BOTH(round(hidden(static_cast<unsigned char>(1))));
    constexpr auto reads = [](std::string_view line) {
        decoys read;
        return read.read(line) || read.known();
    };
    BOTH(!reads(hidden("")));
    BOTH(!reads(hidden("otpp1-decoys ")));
    BOTH(!reads(hidden("otpp1-decoys AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")));
    BOTH(reads(hidden("otpp1-decoys AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")));
    BOTH(!reads(hidden("otpp1-decoys AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB")));
    BOTH(!reads(hidden("otpp1-decoys AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ")));
    BOTH(!decoys{}.known());
}

TEST_CASE("a name has one decoy, another key another", "[server/decoys]")
{
    auto const one = made_of(1), other = made_of(2);
    std::set<int> numbers;
    int same = 0;
    for (int i = 0; i != 4000; ++i) {
        std::string const name = "user" + std::to_string(i);
        int const number = one.number_of(name);
        CHECK((number >= 0 && number < 256 && number == one.number_of(name)));
        numbers.insert(number);
        same += number == other.number_of(name);
    }
    CHECK(numbers.size() == 256);
    CHECK(same < 60); // 16 are to be expected
}

TEST_CASE("each decoy has a secret and an id of its own", "[server/decoys]")
{
    auto const all = made_of(3);
    std::set<std::string> keys, ids;
    for (int i = 0; i != 256; ++i) {
        auto const key = all.key_of(i);
        keys.emplace(key.begin(), key.end());
        ids.emplace(all.id_of(i).view());
    }
    CHECK(decoys::name_of(255).view() == "otpp:decoy:255");
    CHECK(keys.size() == 256);
    CHECK(ids.size() == 256);
    CHECK(all.number_of(std::string(300, 'x')) ==
          all.number_of(std::string(256, 'x'))); // longer ones are no names
}

TEST_CASE("the key of the decoys is wiped", "[server/decoys]")
{
    alignas(decoys) unsigned char room[sizeof(decoys)];
    auto* const made = new (room) decoys{made_of(0xa7)};
    std::string const key(decoys::key_bytes, static_cast<char>(0xa7));
    auto const left = [&] {
        return std::string_view{reinterpret_cast<char*>(room), sizeof room}.find(key) !=
               std::string_view::npos;
    };
    CHECK(left());
    std::destroy_at(made);
    CHECK_FALSE(left());
}
