// SPDX-License-Identifier: BSL-1.0
// Base32 of any bytes, against a decoder with a table, written down plainly.

#include <otpp/base32.hpp>
#include <otpp/secret.hpp>

#include "oracle.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

using fuzz::require;
using otpp::base32::strictness;

struct plain {
    bool good = false;
    bool trailing_bits = false;
    std::string symbols; // in upper case
    std::vector<unsigned char> bytes;
};

plain decode_plainly(std::string_view text)
{
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    plain read;
    std::size_t padding = 0;
    for (char c : text) {
        if (c == ' ' || c == '-') continue;
        if (c == '=') {
            ++padding;
            continue;
        }
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (padding != 0 || alphabet.find(c) == std::string_view::npos) return read;
        read.symbols += c;
    }
    std::size_t const last = read.symbols.size() % 8;
    if (last == 1 || last == 3 || last == 6) return read;
    if (padding != 0 && (last == 0 || last + padding != 8)) return read;
    unsigned bits = 0;
    int have = 0;
    for (char const c : read.symbols) {
        bits = bits << 5 | static_cast<unsigned>(alphabet.find(c));
        if ((have += 5) >= 8) {
            have -= 8;
            read.bytes.push_back(static_cast<unsigned char>(bits >> have));
        }
    }
    read.trailing_bits = (bits & ((1u << have) - 1)) != 0;
    read.good = true;
    return read;
}

void check_room(std::string_view text, plain const& expected, std::size_t room)
{
    constexpr unsigned char untouched = 0xee;
    std::vector<unsigned char> out(room + 8, untouched);
    auto const read =
        fuzz::without_allocation([&] { return otpp::base32::decode(text, {out.data(), room}); });
    for (std::size_t i = 0; i != 8; ++i) require(out[room + i] == untouched, "wrote past its room");
    if (!read) {
        require(read.error().offset <= text.size(), "the offset lies outside the text");
        if (read.error().reason == otpp::reason::output_too_small)
            require(!expected.good || expected.bytes.size() > room, "had room enough");
        else
            require(!expected.good || expected.bytes.size() > room, "refused what is base32");
        return;
    }
    require(expected.good, "read what is not base32");
    require(read->size == expected.bytes.size(), "another size");
    require(std::equal(expected.bytes.begin(), expected.bytes.end(), out.begin()), "other bytes");
    require(read->trailing_bits == expected.trailing_bits, "trailing bits, otherwise");
}

void check_strict(std::string_view text, plain const& expected)
{
    std::vector<unsigned char> out(text.size());
    auto const read = fuzz::without_allocation(
        [&] { return otpp::base32::decode(text, out, strictness::strict); });
    if (read) {
        require(expected.good && !read->trailing_bits, "strict accepts what lenient does not");
        require(text.substr(0, expected.symbols.size()) == expected.symbols, "strict, but changed");
    }
    else {
        require(read.error().offset <= text.size(), "the offset lies outside the text");
        bool const as_written = text.substr(0, text.find('=')) == expected.symbols &&
                                text.find_first_of(" -") == std::string_view::npos;
        require(!expected.good || expected.trailing_bits || !as_written, "strict refuses its own");
    }
}

void check_again(plain const& expected)
{
    std::vector<char> text(otpp::base32::encoded_size(expected.bytes.size()));
    auto const written = otpp::base32::encode(expected.bytes, text);
    require(written && *written == text.size(), "encode, size");
    std::string_view const again{text.data(), text.size()};
    if (!expected.trailing_bits) require(again == expected.symbols, "encode(decode(x)) != x");
    std::vector<unsigned char> bytes(expected.bytes.size());
    auto const read = otpp::base32::decode(again, bytes, strictness::strict);
    require(read && bytes == expected.bytes, "decode(encode(x)) != x");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size)
{
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    plain const expected = decode_plainly(text);
    check_room(text, expected, text.size());
    check_room(text, expected, text.size() * 5 / 8);
    check_room(text, expected, text.size() % 23);
    check_strict(text, expected);
    if (expected.good) check_again(expected);

    auto const secret =
        fuzz::without_allocation([&] { return otpp::secret::from_base32(text).has_value(); });
    std::size_t const length = expected.bytes.size();
    require(secret == (expected.good && length >= 1 && length <= 128), "secret::from_base32");
    return 0;
}
