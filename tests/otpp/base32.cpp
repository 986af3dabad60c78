// SPDX-License-Identifier: BSL-1.0
#include <otpp/base32.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"
#include "support/random.hpp"
#include "vectors/base32_rfc4648.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace base32 = otpp::base32;
using otpp::reason;
using support::hidden;
using support::refused;

namespace {

constexpr auto how(bool strict)
{
    return strict ? base32::strictness::strict : base32::strictness::lenient;
}

struct reads_and_writes {
    static constexpr std::string_view wrong(vectors::base32_rfc4648::entry const& entry)
    {
        unsigned char bytes[256]{};
        auto const read = base32::decode(entry.text, bytes, how(entry.strict));
        if (!entry.valid) {
            if (read) return "accepted";
            if (read.error().reason != entry.reason) return "reason";
            return read.error().offset == static_cast<std::size_t>(entry.offset) ? "" : "offset";
        }
        if (!read) return "refused";
        if (read->size != entry.bytes.size()) return "size";
        if (read->trailing_bits != entry.trailing_bits) return "trailing bits";
        for (std::size_t i = 0; i != entry.bytes.size(); ++i)
            if (bytes[i] != entry.bytes[i]) return "bytes";

        char text[512]{};
        auto const written = base32::encode(entry.bytes, text);
        if (!written || *written != entry.encoded.size()) return "encoded size";
        if (base32::encoded_size(entry.bytes.size()) != *written) return "encoded_size";
        return std::string_view{text, *written} == entry.encoded ? "" : "encoded";
    }
};

// One symbol at a time, bit by bit: slow, and nothing like the library's.
struct oracle {
    std::vector<unsigned char> bytes;
    bool good = true;
    bool trailing = false;

    explicit oracle(std::string_view text)
    {
        std::string bits;
        for (char const c : text) {
            auto const at = std::string_view{"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"}.find(c);
            if (at == std::string_view::npos) {
                good = false;
                return;
            }
            for (int bit = 4; bit >= 0; --bit) bits += (at >> bit & 1) != 0 ? '1' : '0';
        }
        auto const over = text.size() % 8;
        good = over != 1 && over != 3 && over != 6;
        for (; bits.size() >= 8; bits.erase(0, 8))
            bytes.push_back(static_cast<unsigned char>(std::stoi(bits.substr(0, 8), nullptr, 2)));
        trailing = bits.find('1') != std::string::npos;
    }
};

} // namespace

TEST_CASE("the vectors of base32", "[base32]") { CHECK_VECTORS(base32_rfc4648, reads_and_writes); }

TEST_CASE("decode(encode(x)) == x for every length from 0 to 128", "[base32]")
{
    support::random random{32};
    for (std::size_t size = 0; size <= 128; ++size)
        for (bool const strict : {false, true}) {
            std::vector<unsigned char> bytes(size), again(size);
            for (auto& byte : bytes) byte = random.byte();
            std::string text(base32::encoded_size(size), '?');
            REQUIRE(base32::encode(bytes, text).has_value());
            auto const read = base32::decode(text, again, how(strict)); // into just enough room
            REQUIRE(read.has_value());
            CHECK(read->size == size);
            CHECK_FALSE(read->trailing_bits);
            CHECK(again == bytes);
            text.append((8 - text.size() % 8) % 8, '=');
            CHECK(base32::decode(text, again, how(strict)).has_value());
            CHECK(again == bytes);
        }
}

TEST_CASE("every text of one character, and of two", "[base32]")
{
    constexpr std::string_view symbols =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567abcdefghijklmnopqrstuvwxyz";
    int accepted = 0, wrong = 0;
    for (int a = 0; a != 256; ++a)
        for (int b = 0; b != 256; ++b) {
            std::string const text{static_cast<char>(a), static_cast<char>(b)};
            bool const symbol_a = symbols.find(text[0]) != std::string_view::npos;
            bool const symbol_b = symbols.find(text[1]) != std::string_view::npos;
            bool const separators = text == "  " || text == "--" || text == " -" || text == "- ";
            unsigned char byte{};
            auto const read = base32::decode(text, {&byte, 1});
            wrong += read.has_value() != ((symbol_a && symbol_b) || separators);
            accepted += read.has_value();
        }
    CHECK(wrong == 0);
    CHECK(accepted == 58 * 58 + 4);
}

TEST_CASE("each symbol in each place of a group of eight, by both ways of reading", "[base32]")
{
    constexpr std::string_view symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    int wrong = 0;
    for (std::size_t place = 0; place != 8; ++place)
        for (char const symbol : symbols) {
            std::string text = "AAAAAAAA";
            text[place] = symbol;
            oracle const expected{text};
            std::vector<unsigned char> bytes(5);
            for (bool const strict : {false, true}) { // eight at once; one by one
                auto const read = base32::decode(text, bytes, how(strict));
                wrong += !read || read->size != 5 || bytes != expected.bytes;
            }
        }
    CHECK(wrong == 0);
}

TEST_CASE("random texts agree with a slow decoder", "[base32]")
{
    constexpr std::string_view characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ2345670189=a! ";
    support::random random{4648};
    int accepted = 0, wrong = 0;
    for (int i = 0; i != 20'000; ++i) {
        std::string text(random.below(25), ' ');
        // mostly symbols: otherwise hardly a text is accepted
        for (char& c : text) c = characters[random.below(random.below(50) == 0 ? 40 : 32)];
        oracle const expected{text};
        std::vector<unsigned char> bytes(16);
        auto const read = base32::decode(text, bytes, base32::strictness::strict);
        bool const padded = text.find('=') != std::string::npos;
        if (padded) continue; // the vectors have these
        wrong += read.has_value() != (expected.good && !expected.trailing);
        if (!read) {
            wrong += read.error().offset > text.size();
            continue;
        }
        bytes.resize(read->size);
        wrong += bytes != expected.bytes;
        ++accepted;
    }
    CHECK(wrong == 0);
    CHECK(accepted > 2'000);
}

TEST_CASE("a result that does not fit is refused, and nothing is written past the end", "[base32]")
{
    constexpr auto decode_into = [](std::string_view text, std::size_t room) {
        unsigned char bytes[16]{};
        bytes[room] = 0xa5;
        auto const read = base32::decode(text, {bytes, room});
        if (bytes[room] != 0xa5) __builtin_trap();
        return read;
    };
    BOTH(decode_into(hidden("MZXW6YTB"), 5).has_value());
    BOTH(refused(decode_into(hidden("MZXW6YTB"), 4), reason::output_too_small, 7));
    BOTH(refused(decode_into(hidden("MZXW6YTBMZXW6YTB"), 9), reason::output_too_small, 15));
    BOTH(decode_into(hidden("MZXW6"), 3).has_value());
    BOTH(refused(decode_into(hidden("MZXW6"), 2), reason::output_too_small, 5));
    BOTH(refused(decode_into(hidden("MY"), 0), reason::output_too_small, 2));
    BOTH(decode_into(hidden(""), 0).has_value());

    constexpr auto encode_into = [](std::size_t bytes, std::size_t room) {
        unsigned char const zeros[16]{};
        char text[32]{};
        return base32::encode({zeros, bytes}, {text, room});
    };
    BOTH(*encode_into(hidden(std::size_t{5}), 8) == 8);
    BOTH(refused(encode_into(hidden(std::size_t{5}), 7), reason::output_too_small));
    BOTH(*encode_into(hidden(std::size_t{1}), 2) == 2);
    BOTH(refused(encode_into(hidden(std::size_t{1}), 1), reason::output_too_small));
    BOTH(*encode_into(hidden(std::size_t{0}), 0) == 0);
}

TEST_CASE("ten million characters", "[base32]")
{
    constexpr std::size_t ten_million = 10'000'000;
    std::string text(ten_million, 'A');
    unsigned char small[128];
    CHECK(refused(base32::decode(text, small), reason::output_too_small, 207));

    std::vector<unsigned char> all(ten_million / 8 * 5);
    auto const read = base32::decode(text, all);
    REQUIRE(read.has_value());
    CHECK(read->size == all.size());

    text.back() = '1';
    CHECK(refused(base32::decode(text, all), reason::base32_lookalike, ten_million - 1));
    CHECK(refused(base32::decode(std::string(ten_million, '='), small), reason::base32_padding, 0));
    auto const nothing = base32::decode(std::string(ten_million, '-'), small);
    REQUIRE(nothing.has_value());
    CHECK(nothing->size == 0);
}
