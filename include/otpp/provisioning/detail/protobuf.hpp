// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PROVISIONING_DETAIL_PROTOBUF_HPP
#define OTPP_PROVISIONING_DETAIL_PROTOBUF_HPP
// The wire format of protocol buffers, as far as migrations have it:
// https://protobuf.dev/programming-guides/encoding/
// Every length is compared with what is left before anything is done with it.

#include <otpp/provisioning/detail/escaped_base64.hpp>
#include <otpp/result.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace otpp::provisioning::detail {

enum class wire_type : unsigned char { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

struct wire_field {
    std::uint32_t number;
    wire_type type;
};

// Fields of a message of `size` bytes. After the first fault everything is at its end.
class wire_reader {
public:
    constexpr wire_reader(base64_source source, std::size_t size) noexcept
        : source_{source}, left_{size}
    {}

    [[nodiscard]] constexpr std::optional<error> fault() const noexcept { return fault_; }
    [[nodiscard]] constexpr std::size_t left() const noexcept { return left_; }
    [[nodiscard]] constexpr std::size_t offset() const noexcept { return source_.offset(); }

    // The next field's head, or nothing at the end of the message.
    [[nodiscard]] constexpr std::optional<wire_field> next() noexcept
    {
        if (left_ == 0 || fault_) return std::nullopt;
        auto const key = varint();
        auto const type = key & 7;
        auto const number = key >> 3;
        bool const known = type == 0 || type == 1 || type == 2 || type == 5;
        if (!fault_ && (!known || number == 0 || number > 0x1fffffff))
            refuse(reason::migration_field);
        if (fault_) return std::nullopt;
        return wire_field{static_cast<std::uint32_t>(number), static_cast<wire_type>(type)};
    }

    // 64 bits in at most ten bytes.
    [[nodiscard]] constexpr std::uint64_t varint() noexcept
    {
        std::uint64_t value = 0;
        for (int shift = 0; shift != 70; shift += 7) {
            unsigned char const byte = take();
            if (fault_) return 0;
            if (shift == 63 && byte > 1) break;
            value |= std::uint64_t{byte & 0x7fu} << shift;
            if (byte < 0x80) return value;
        }
        refuse(reason::migration_field);
        return 0;
    }

    // How many bytes follow; they are there.
    [[nodiscard]] constexpr std::size_t length() noexcept
    {
        auto const size = varint();
        if (!fault_ && size > left_) refuse(reason::migration_truncated);
        return fault_ ? 0 : static_cast<std::size_t>(size);
    }

    [[nodiscard]] constexpr unsigned char take() noexcept
    {
        unsigned char byte = 0;
        if (left_ == 0 || !source_.next(byte))
            refuse(reason::migration_truncated);
        else
            --left_;
        return byte;
    }

    constexpr void skip(std::size_t bytes) noexcept
    {
        for (; bytes != 0 && !fault_; --bytes) (void)take();
    }
    constexpr void skip(wire_field const& field) noexcept
    {
        switch (field.type) {
        case wire_type::varint: (void)varint(); break;
        case wire_type::fixed64: skip(std::size_t{8}); break;
        case wire_type::bytes: skip(length()); break;
        case wire_type::fixed32: skip(std::size_t{4}); break;
        }
    }

    // A message within this one is read by a reader of its own, and then this one goes on behind it.
    [[nodiscard]] constexpr wire_reader within(std::size_t size) const noexcept
    {
        return {source_, size};
    }
    constexpr void go_behind(wire_reader const& inner, std::size_t size) noexcept
    {
        if (inner.fault_) fault_ = inner.fault_;
        source_ = inner.source_;
        left_ -= size;
    }

    constexpr void refuse(reason why) noexcept
    {
        if (!fault_) fault_ = error{why, source_.offset()};
        left_ = 0;
    }

private:
    base64_source source_;
    std::size_t left_;
    std::optional<error> fault_{};
};

template <class Sink>
class wire_writer {
public:
    constexpr explicit wire_writer(Sink& to) noexcept : to_{to} {}

    constexpr void varint(std::uint64_t value) noexcept
    {
        for (; value >= 0x80; value >>= 7) to_.put(static_cast<unsigned char>(value | 0x80));
        to_.put(static_cast<unsigned char>(value));
    }
    constexpr void number(std::uint32_t field, std::uint64_t value) noexcept
    {
        varint(field << 3);
        varint(value);
    }
    constexpr void head(std::uint32_t field, std::size_t size) noexcept
    {
        varint(field << 3 | 2);
        varint(size);
    }
    constexpr void text(std::string_view bytes) noexcept
    {
        for (char const c : bytes) to_.put(static_cast<unsigned char>(c));
    }

private:
    Sink& to_;
};

// Counts what would be written.
class byte_counter {
public:
    constexpr void put(unsigned char) noexcept { ++count_; }
    [[nodiscard]] constexpr std::size_t count() const noexcept { return count_; }

private:
    std::size_t count_ = 0;
};

} // namespace otpp::provisioning::detail

#endif
