// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PROVISIONING_DETAIL_ESCAPED_BASE64_HPP
#define OTPP_PROVISIONING_DETAIL_ESCAPED_BASE64_HPP
// Base64 within a URI, byte by byte: RFC 4648, section 4, https://www.rfc-editor.org/rfc/rfc4648#section-4
// No branch and no address by a symbol's value. What becomes known: whether each is a symbol, and (it
// stands escaped in the URI) whether it is '+', '/' or '='.

#include <otpp/constant_time.hpp>
#include <otpp/detail/base64.hpp>
#include <otpp/detail/bytes.hpp>
#include <otpp/detail/percent.hpp>
#include <otpp/detail/wipe.hpp>
#include <otpp/result.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace otpp::provisioning::detail {

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
            otpp::detail::base64::block<1> const eight{
                {otpp::detail::load_le64(text_.data() + read_)}};
            if (!constant_time::publish(eight.others[0] | eight.marks[0])) {
                group_ = eight.packed(0);
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
                // a form has decoded '+' to a space
                auto const space =
                    constant_time::mask_equal(std::uint32_t{byte}, std::uint32_t{' '});
                otpp::detail::base64::symbol const symbol{
                    static_cast<char>(byte + (space & ('+' - ' ')))};
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
            bool const escaped = constant_time::publish(~constant_time::mask_less(value, 62u));
            if (!escaped)
                to_.put(otpp::detail::base64::character(value));
            else
                to_.put(constant_time::publish(value & 1) ? "%2F" : "%2B");
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
