// SPDX-License-Identifier: BSL-1.0
#include <otpp/truncate.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"
#include "support/truncated.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

using otpp::truncate;
using support::hidden;

namespace {

using sha1_words = std::array<std::uint32_t, 5>;
using sha256_words = std::array<std::uint32_t, 8>;
using sha512_words = std::array<std::uint64_t, 8>;

// The words as the bytes that they stand for.
template <class Words>
constexpr std::uint32_t as_written(Words const& words)
{
    std::array<unsigned char, sizeof(Words)> bytes{};
    constexpr std::size_t width = sizeof(words[0]);
    for (std::size_t i = 0; i != bytes.size(); ++i)
        bytes[i] = static_cast<unsigned char>(words[i / width] >> (8 * (width - 1 - i % width)));
    return support::truncated(bytes);
}

// All sixteen offsets, with digests that differ in every byte.
template <class Words>
constexpr bool every_offset(std::uint64_t seed)
{
    support::random random{seed};
    for (unsigned offset = 0; offset != 16; ++offset) {
        Words words{};
        for (auto& word : words) word = static_cast<typename Words::value_type>(random.next());
        words.back() = static_cast<typename Words::value_type>((words.back() & ~15u) | offset);
        if (truncate(words) != as_written(words)) return false;
    }
    return true;
}

} // namespace

TEST_CASE("the example of RFC 4226, section 5.4", "[truncate]")
{
    BOTH(truncate(sha1_words{hidden(0x1f869869u), 0x0e02ca16, 0x618550ef, 0x7f19da8e,
                             0x945b555a}) == 0x50ef7f19);
}

TEST_CASE("the four bytes stand where the last four bits point", "[truncate]")
{
    BOTH(every_offset<sha1_words>(hidden(std::uint64_t{1})));
    BOTH(every_offset<sha256_words>(hidden(std::uint64_t{2})));
    BOTH(every_offset<sha512_words>(hidden(std::uint64_t{3})));
    for (std::uint64_t seed = 10; seed != 1000; ++seed)
        CHECK((every_offset<sha1_words>(seed) && every_offset<sha256_words>(seed) &&
               every_offset<sha512_words>(seed)));
}

TEST_CASE("the top bit is dropped", "[truncate]")
{
    constexpr std::uint32_t ones = 0xffffffff;
    BOTH(truncate(sha1_words{hidden(ones), ones, ones, ones, 0xfffffff0}) == 0x7fffffff);
    BOTH(truncate(sha1_words{hidden(ones), ones, ones, ones, ones}) == 0x7fffffff);
    BOTH(truncate(sha1_words{hidden(0u), 0, 0, 0, 0}) == 0);
}
