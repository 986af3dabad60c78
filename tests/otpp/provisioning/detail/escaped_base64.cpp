// SPDX-License-Identifier: BSL-1.0
#include <otpp/provisioning/detail/escaped_base64.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"

#include <otpp/detail/inline_text.hpp>

#include <string>
#include <string_view>

using otpp::error;
using otpp::reason;
using otpp::provisioning::detail::base64_source;
using support::hidden;

namespace {

constexpr auto decodes = [](std::string_view text, std::string_view expected) {
    base64_source source{text, 0};
    otpp::detail::inline_text<100> bytes;
    for (unsigned char byte{}; source.next(byte);) (void)bytes.append(static_cast<char>(byte));
    return !source.fault() && bytes.view() == expected;
};
constexpr auto refuses = [](std::string_view text, reason why, std::size_t offset) {
    base64_source source{text, 100};
    for (unsigned char byte{}; source.next(byte);) {
    }
    unsigned char byte{};
    return source.fault() == error{why, offset + 100} && !source.next(byte);
};

struct text_sink {
    std::string text;
    void put(char c) { text += c; }
    void put(std::string_view more) { text += more; }
};

std::string encoded(std::string_view bytes)
{
    text_sink sink;
    otpp::provisioning::detail::base64_writer<text_sink> writer{sink};
    for (char const c : bytes) writer.put(static_cast<unsigned char>(c));
    writer.end();
    return sink.text;
}

} // namespace

TEST_CASE("the base64 of RFC 4648, section 10", "[provisioning/detail/escaped_base64]")
{
    BOTH(decodes(hidden(""), ""));
    BOTH(decodes(hidden("Zg=="), "f"));
    BOTH(decodes(hidden("Zm8="), "fo"));
    BOTH(decodes(hidden("Zm9v"), "foo"));
    BOTH(decodes(hidden("Zm9vYg=="), "foob"));
    BOTH(decodes(hidden("Zm9vYmE="), "fooba"));
    BOTH(decodes(hidden("Zm9vYmFy"), "foobar"));
    BOTH(decodes(hidden("Zg"), "f"));
    BOTH(decodes(hidden("Zm8"), "fo"));
    BOTH(decodes(hidden("Zm9vYmFyZm9vYmFyZg"), "foobarfoobarf"));
    CHECK(encoded("") == "");
    CHECK(encoded("f") == "Zg%3D%3D");
    CHECK(encoded("fo") == "Zm8%3D");
    CHECK(encoded("foo") == "Zm9v");
    CHECK(encoded("foobar") == "Zm9vYmFy");
}

TEST_CASE("base64 within a URI", "[provisioning/detail/escaped_base64]")
{
    BOTH(decodes(hidden("%5Ag%3d%3D"), "f"));
    BOTH(decodes(hidden("++//"), "\373\357\377"));
    BOTH(decodes(hidden("  //"), "\373\357\377"));
    BOTH(decodes(hidden("%2B%20%2f%2F"), "\373\357\377"));
    CHECK(encoded("\373\357\377") == "%2B%2B%2F%2F");
}

TEST_CASE("what is no base64", "[provisioning/detail/escaped_base64]")
{
    BOTH(refuses(hidden("Z"), reason::base64_length, 1));
    BOTH(refuses(hidden("Zm9vY"), reason::base64_length, 5));
    BOTH(refuses(hidden("Zg="), reason::base64_length, 3));
    BOTH(refuses(hidden("="), reason::base64_symbol, 0));
    BOTH(refuses(hidden("Z==="), reason::base64_symbol, 1));
    BOTH(refuses(hidden("Zg==Zg=="), reason::base64_symbol, 4));
    BOTH(refuses(hidden("Zg=g"), reason::base64_symbol, 3));
    BOTH(refuses(hidden("Zm8=="), reason::base64_symbol, 4));
    BOTH(refuses(hidden("Zm9vYmF*"), reason::base64_symbol, 7));
    BOTH(refuses(hidden("Zm9v%2"), reason::uri_escape, 4));
    for (char const c : {'@', '[', '`', '{', ':', '.', ',', '!', '-', '_', '\t', '\0', '\377'}) {
        INFO(static_cast<int>(c));
        CHECK(refuses(std::string{"Zm9"} + c, reason::base64_symbol, 3));
        CHECK(refuses("Zm9vYmF" + std::string{c}, reason::base64_symbol, 7)); // among eight
    }
}

TEST_CASE("any bytes there and back", "[provisioning/detail/escaped_base64]")
{
    support::random random{64};
    for (int i = 0; i != 3'000; ++i) {
        std::string bytes;
        for (std::size_t n = random.below(60); n != 0; --n)
            bytes += static_cast<char>(random.byte());
        CHECK(decodes(encoded(bytes), bytes));
    }
}

TEST_CASE("the offset is where the group of the last byte begins",
          "[provisioning/detail/escaped_base64]")
{
    constexpr auto offset_behind = [](std::string_view text, int bytes) {
        base64_source source{text, 10};
        for (unsigned char byte{}; bytes != 0; --bytes) (void)source.next(byte);
        return source.offset();
    };
    BOTH(offset_behind(hidden("Zm9vYmFyZm9v"), 0) == 10);
    BOTH(offset_behind(hidden("Zm9vYmFyZm9v"), 6) == 10);
    BOTH(offset_behind(hidden("Zm9vYmFyZm9v"), 7) == 18);
    BOTH(offset_behind(hidden("%5Am9vYmFy"), 3) == 10);
    BOTH(offset_behind(hidden("%5Am9vYmFy"), 4) == 16);
}
