// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PROVISIONING_DETAIL_BASE64_HPP
#define OTPP_PROVISIONING_DETAIL_BASE64_HPP
// Base64 within a URI, byte by byte: RFC 4648, section 4, https://www.rfc-editor.org/rfc/rfc4648#section-4
// No branch and no address by a symbol's value. What becomes known: whether each is a symbol, and (it
// stands escaped in the URI) whether it is '+', '/' or '='.

#include <otpp/constant_time.hpp>
#include <otpp/detail/bytes.hpp>
#include <otpp/detail/percent.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/result.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace otpp::provisioning::detail {

// 0 to 63 and a mask of ones, or a mask of 0. A space is a '+' that a form has decoded.
struct base64_symbol {
    std::uint32_t value;
    std::uint32_t known;

    constexpr explicit base64_symbol(unsigned char character) noexcept : value{0}, known{0}
    {
        std::uint32_t const c = character;
        auto const take = [&](std::uint32_t first, std::uint32_t last, std::uint32_t means) {
            auto const in =
                constant_time::mask_less(first - 1, c) & constant_time::mask_less(c, last + 1);
            value |= in & (c - first + means);
            known |= in;
        };
        take('A', 'Z', 0);
        take('a', 'z', 26);
        take('0', '9', 52);
        take('+', '+', 62);
        take(' ', ' ', 62);
        take('/', '/', 63);
    }
};

// Eight characters in the bytes of a word, read as letters and digits by arithmetic instead of a table.
struct base64_eight {
    std::uint64_t values; // 0 to 63 in each byte
    std::uint64_t faults; // 0x80 in each byte that is neither letter nor digit

    [[gnu::always_inline]] constexpr explicit base64_eight(std::uint64_t characters) noexcept
    {
        std::uint64_t const ascii = characters & (ones * 0x7f);
        std::uint64_t const upper = at_least(ascii, 'A') & ~at_least(ascii, 'Z' + 1);
        std::uint64_t const lower = at_least(ascii, 'a') & ~at_least(ascii, 'z' + 1);
        std::uint64_t const digit = at_least(ascii, '0') & ~at_least(ascii, '9' + 1);
        // modulo 64, 'A' is 1 and means 0, 'a' is 33 and means 26, '0' is 48 and means 52
        std::uint64_t const more = (upper >> 7) * 63 + (lower >> 7) * 57 + (digit >> 7) * 4;
        values = (ascii + more) & (ones * 63);
        faults = (characters | ~(upper | lower | digit)) & (ones * 0x80);
    }

    // Their 48 bits, the first symbol on top: pairs, then fours, then all eight.
    [[nodiscard, gnu::always_inline]] constexpr std::uint64_t packed() const noexcept
    {
        std::uint64_t const pairs =
            (values << 6 & 0x0fc00fc00fc00fc0u) | (values >> 8 & 0x003f003f003f003fu);
        std::uint64_t const fours =
            (pairs << 12 & 0x00fff00000fff000u) | (pairs >> 16 & 0x00000fff00000fffu);
        return (fours << 24 & 0xffffff000000u) | fours >> 32;
    }

private:
    static constexpr std::uint64_t ones = 0x0101010101010101u;

    // 0x80 in each byte of x (all below 0x80) that is at least `low`
    [[gnu::always_inline]] static constexpr std::uint64_t at_least(std::uint64_t x,
                                                                   unsigned low) noexcept
    {
        return (x + ones * (0x80 - low)) & (ones * 0x80);
    }
};

// The bytes of a percent-encoded base64 text, with its padding or without, one after the other.
// `at` is where the text stands in what errors count in.
class base64_source {
public:
    constexpr base64_source(std::string_view text, std::size_t at) noexcept : text_{text}, at_{at}
    {}
    constexpr base64_source(base64_source const&) noexcept = default;
    constexpr base64_source& operator=(base64_source const&) noexcept = default;
    constexpr ~base64_source() { otpp::detail::wipe(group_); } // six bytes, perhaps of a key

    // False at the end, and at a fault.
    [[nodiscard]] constexpr bool next(unsigned char& byte) noexcept
    {
        if (given_ == filled_ && !fill()) return false;
        byte = static_cast<unsigned char>(group_ >> (40 - 8 * given_++));
        return true;
    }

    [[nodiscard]] constexpr std::optional<error> fault() const noexcept { return fault_; }
    // Where the group of the byte that was read last begins.
    [[nodiscard]] constexpr std::size_t offset() const noexcept { return at_ + group_at_; }

private:
    [[nodiscard]] constexpr bool fill() noexcept
    {
        given_ = filled_ = 0;
        group_ = 0;
        if (fault_ || ended_ || read_ == text_.size()) return false;
        group_at_ = read_;
        if (text_.size() - read_ >= 8) {
            base64_eight const eight{otpp::detail::load_le64(text_.data() + read_)};
            if (!constant_time::publish(eight.faults)) {
                group_ = eight.packed();
                filled_ = 6;
                read_ += 8;
                return true;
            }
        }
        return fill_slowly();
    }

    // Four symbols, among them what is escaped, or those that are left.
    [[nodiscard]] constexpr bool fill_slowly() noexcept
    {
        int symbols = 0, padding = 0;
        while (symbols + padding != 4 && read_ != text_.size()) {
            auto const [byte, length] = otpp::detail::percent::decode_at(text_, read_);
            if (length == 0) return refuse(reason::uri_escape);
            if (byte == '=' && symbols >= 2) {
                ++padding;
            }
            else {
                base64_symbol const symbol{byte};
                if (padding != 0 || !constant_time::publish(symbol.known))
                    return refuse(reason::base64_symbol);
                group_ = group_ << 6 | symbol.value;
                ++symbols;
            }
            read_ += length;
        }
        bool const whole = symbols + padding == 4;
        ended_ = !whole || padding != 0;
        if (symbols == 1 || (padding != 0 && !whole)) return refuse(reason::base64_length);
        if (ended_ && read_ != text_.size()) return refuse(reason::base64_symbol);
        group_ <<= 6 * (8 - symbols);
        filled_ = symbols - 1;
        return true;
    }

    constexpr bool refuse(reason why) noexcept
    {
        fault_ = error{why, at_ + read_};
        return false;
    }

    std::string_view text_;
    std::size_t at_;
    std::size_t read_ = 0, group_at_ = 0;
    std::uint64_t group_ = 0; // 48 bits, the first byte on top
    int given_ = 0, filled_ = 0;
    bool ended_ = false;
    std::optional<error> fault_{};
};

// Bytes into percent-encoded base64 with its padding, into a sink of characters.
template <class Sink>
class base64_writer {
public:
    constexpr explicit base64_writer(Sink& to) noexcept : to_{to} {}

    constexpr void put(unsigned char byte) noexcept
    {
        group_ = group_ << 8 | byte;
        if (++bytes_ == 3) flush(4);
    }
    constexpr void end() noexcept
    {
        if (bytes_ == 0) return;
        int const symbols = bytes_ + 1;
        group_ <<= 8 * (3 - bytes_);
        flush(symbols);
        for (int i = symbols; i != 4; ++i) to_.put("%3D");
    }

private:
    constexpr void flush(int symbols) noexcept
    {
        for (int i = 0; i != symbols; ++i) {
            std::uint32_t const value = group_ >> (18 - 6 * i) & 63;
            auto const from = [value](std::uint32_t least) {
                return ~constant_time::mask_less(value, least);
            };
            // 'A', then what the letters and digits behind it are further
            std::uint32_t const character = 'A' + value + (from(26) & ('a' - 'A' - 26)) +
                                            (from(52) & (std::uint32_t{'0'} - 'a' - 26));
            if (constant_time::publish(from(62)))
                to_.put(constant_time::publish(from(63)) ? "%2F" : "%2B");
            else
                to_.put(static_cast<char>(character));
        }
        group_ = 0;
        bytes_ = 0;
    }

    Sink& to_;
    std::uint32_t group_ = 0;
    int bytes_ = 0;
};

} // namespace otpp::provisioning::detail

#endif
