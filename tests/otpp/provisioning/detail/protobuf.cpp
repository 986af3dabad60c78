// SPDX-License-Identifier: BSL-1.0
#include <otpp/provisioning/detail/protobuf.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

using otpp::reason;
using otpp::provisioning::detail::base64_source;
using otpp::provisioning::detail::wire_reader;
using otpp::provisioning::detail::wire_type;
using support::hidden;

namespace {

struct bytes {
    std::string text;
    void put(unsigned char byte) { text += static_cast<char>(byte); }
};

// The bytes in base64, and how many there are.
struct message {
    std::string text;
    std::size_t size;
    explicit message(std::string const& raw) : size{raw.size()}
    {
        struct sink {
            std::string* to;
            void put(char c) { *to += c; }
            void put(std::string_view more) { *to += more; }
        } to{&text};
        otpp::provisioning::detail::base64_writer<sink> writer{to};
        for (char const c : raw) writer.put(static_cast<unsigned char>(c));
        writer.end();
    }
    [[nodiscard]] wire_reader reader() const { return {base64_source{text, 0}, size}; }
};

std::string varint(std::uint64_t value)
{
    bytes to;
    otpp::provisioning::detail::wire_writer<bytes>{to}.varint(value);
    return to.text;
}

std::uint64_t read_varint(std::string const& raw, reason* why = nullptr)
{
    message const whole{raw};
    auto reader = whole.reader();
    auto const value = reader.varint();
    if (why != nullptr && reader.fault()) *why = reader.fault()->reason;
    if (why == nullptr) CHECK_FALSE(reader.fault());
    return value;
}

} // namespace

TEST_CASE("numbers of every width", "[provisioning/detail/protobuf]")
{
    CHECK(varint(0) == std::string(1, '\0'));
    CHECK(varint(127) == "\177");
    CHECK(varint(128) == "\200\001");
    CHECK(varint(300) == "\254\002"); // the format's own example
    CHECK(varint(UINT64_MAX).size() == 10);
    support::random random{128};
    for (int i = 0; i != 2'000; ++i) {
        auto const value = random.next() >> random.below(64);
        CHECK(read_varint(varint(value)) == value);
    }
    CHECK(read_varint(varint(UINT64_MAX)) == UINT64_MAX);
    CHECK(read_varint("\200" + std::string(1, '\0')) == 0); // longer than it need be
}

TEST_CASE("numbers that are none", "[provisioning/detail/protobuf]")
{
    for (auto const& [raw, expected] : std::initializer_list<std::pair<std::string, reason>>{
             {"", reason::migration_truncated},
             {"\200", reason::migration_truncated},
             {std::string(9, '\200'), reason::migration_truncated},
             {std::string(10, '\200'), reason::migration_field},
             {std::string(9, '\377') + "\002", reason::migration_field}, // 65 bits
             {std::string(11, '\377'), reason::migration_field}}) {
        reason why{};
        CHECK(read_varint(raw, &why) == 0);
        CHECK(why == expected);
    }
}

TEST_CASE("fields, one behind the other", "[provisioning/detail/protobuf]")
{
    bytes to;
    otpp::provisioning::detail::wire_writer<bytes> fields{to};
    fields.number(2, 7);
    fields.head(1, 3);
    fields.text("abc");
    message const whole{to.text};
    auto reader = whole.reader();

    auto const number = reader.next();
    REQUIRE(number.has_value());
    CHECK(number->number == 2);
    CHECK(number->type == wire_type::varint);
    CHECK(reader.varint() == 7);
    auto const text = reader.next();
    REQUIRE(text.has_value());
    CHECK(text->number == 1);
    CHECK(text->type == wire_type::bytes);
    CHECK(reader.length() == 3);
    auto inner = reader.within(3);
    CHECK(inner.take() == 'a');
    inner.skip(std::size_t{2});
    CHECK(inner.left() == 0);
    reader.go_behind(inner, 3);
    CHECK_FALSE(reader.next().has_value());
    CHECK_FALSE(reader.fault().has_value());
}

TEST_CASE("fields of any kind are passed over", "[provisioning/detail/protobuf]")
{
    std::string raw = varint(9 << 3) + varint(UINT64_MAX) + varint(9 << 3 | 1) + "12345678" +
                      varint(9 << 3 | 2) + varint(2) + "ab" + varint(9 << 3 | 5) + "1234";
    message const whole{raw};
    auto reader = whole.reader();
    int fields = 0;
    for (; auto const field = reader.next(); ++fields) reader.skip(*field);
    CHECK(fields == 4);
    CHECK_FALSE(reader.fault().has_value());
}

TEST_CASE("a length is looked at before what it claims", "[provisioning/detail/protobuf]")
{
    for (std::uint64_t const claimed : {std::uint64_t{3}, std::uint64_t{1} << 31, UINT64_MAX}) {
        message const whole{varint(claimed) + "ab"};
        auto reader = whole.reader();
        CHECK(reader.length() == 0);
        REQUIRE(reader.fault().has_value());
        CHECK(reader.fault()->reason == reason::migration_truncated);
        CHECK(reader.left() == 0);
    }
    message const whole{varint(2) + "ab"};
    auto reader = whole.reader();
    CHECK(reader.length() == 2);
}

TEST_CASE("a fault within is one without, and ends both", "[provisioning/detail/protobuf]")
{
    message const whole{std::string{"\200\200\001\002"}};
    auto reader = whole.reader();
    auto inner = reader.within(2);
    CHECK(inner.varint() == 0);
    REQUIRE(inner.fault().has_value());
    reader.go_behind(inner, 2);
    CHECK(reader.fault() == inner.fault());
    CHECK_FALSE(reader.next().has_value());
}

TEST_CASE("field numbers and types that do not exist", "[provisioning/detail/protobuf]")
{
    for (std::uint64_t const key :
         {std::uint64_t{0}, std::uint64_t{3} | 8, std::uint64_t{4} | 8, std::uint64_t{6} | 8,
          std::uint64_t{7} | 8, std::uint64_t{1} << 32, UINT64_MAX}) {
        message const whole{varint(key) + "\001"};
        auto reader = whole.reader();
        CHECK_FALSE(reader.next().has_value());
        REQUIRE(reader.fault().has_value());
        CHECK(reader.fault()->reason == reason::migration_field);
    }
}

TEST_CASE("messages in constants", "[provisioning/detail/protobuf]")
{
    constexpr auto id_of = [](std::string_view base64) {
        wire_reader reader{base64_source{base64, 0}, 3};
        auto const field = reader.next();
        return field && field->number == 5 ? reader.varint() : 0;
    };
    BOTH(id_of(hidden("KKwC")) == 300);
}
