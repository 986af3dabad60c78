// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_DETAIL_INLINE_TEXT_HPP
#define OTPP_DETAIL_INLINE_TEXT_HPP
// Bytes and texts of bounded length that are kept inline and wipe themselves. Unused capacity costs
// nothing: it is neither initialised nor copied nor wiped.

#include <otpp/detail/bytes.hpp>
#include <otpp/detail/decimal.hpp>
#include <otpp/detail/wipe.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace otpp::detail {

// What copies is derived from this, or from inline_text, and says so.
template <class Byte, std::size_t capacity>
class inline_bytes {
public:
    constexpr inline_bytes() noexcept
    {
        if (__builtin_is_constant_evaluated()) // a constant is initialised whole
            for (Byte& byte : bytes_) byte = 0;
    }
    inline_bytes(inline_bytes const&) = delete;
    constexpr inline_bytes(inline_bytes&& from) noexcept : inline_bytes() { take(from); }
    constexpr inline_bytes& operator=(inline_bytes&& from) noexcept
    {
        if (this != &from) take(from);
        return *this;
    }
    constexpr ~inline_bytes() { cut(0); }

    [[nodiscard]] constexpr Byte const* data() const noexcept { return bytes_; }
    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
    constexpr void clear() noexcept { cut(0); }

    /// Of bytes that do not lie in it. False where they are too many: then it is empty.
    constexpr bool assign(Byte const* from, std::size_t n) noexcept
    {
        if (n > capacity) return cut(0), false;
        copy_bytes(bytes_, from, n);
        become(n);
        return true;
    }
    /// `n` more, for the caller to write; null where they do not fit.
    [[nodiscard]] constexpr Byte* extend(std::size_t n) noexcept
    {
        if (n > capacity - size_) return nullptr;
        size_ += n;
        return bytes_ + (size_ - n);
    }
    /// Drops what is behind the first `n`.
    constexpr void cut(std::size_t n) noexcept
    {
        if (n < size_) become(n);
    }

protected:
    // The first `n` are what it holds from now on.
    constexpr void become(std::size_t n) noexcept
    {
        if (size_ > capacity) __builtin_unreachable(); // which g++ 12 does not see by itself
        if (n < size_) wipe_range(bytes_ + n, size_ - n);
        size_ = n;
    }
    constexpr void take(inline_bytes& from) noexcept
    {
        assign(from.bytes_, from.size_);
        from.clear();
    }

    std::size_t size_ = 0;
    Byte bytes_[capacity];
};

template <std::size_t capacity>
class inline_text : public inline_bytes<char, capacity> {
    using bytes = inline_bytes<char, capacity>;

public:
    constexpr inline_text() noexcept
        : bytes{} {} // its own, or `inline_text{}` would fill it with zeros

    [[nodiscard]] constexpr std::string_view view() const noexcept
    {
        return {this->bytes_, this->size_};
    }

    /// Of a text that does not lie in it. False where that is too long: then it is empty.
    constexpr bool assign(std::string_view text) noexcept
    {
        return bytes::assign(text.data(), text.size());
    }
    /// False where it does not fit; then nothing is written.
    constexpr bool append(char c) noexcept
    {
        if (this->size_ == capacity) return false;
        this->bytes_[this->size_++] = c;
        return true;
    }
    constexpr bool append(std::string_view text) noexcept
    {
        char* const at = this->extend(text.size());
        if (at == nullptr) return false;
        copy_bytes(at, text.data(), text.size());
        return true;
    }
    constexpr bool append_number(std::int64_t number) noexcept
    {
        char digits[decimal::longest]{};
        char const* const end = decimal::put(digits, number);
        return append(std::string_view{digits, static_cast<std::size_t>(end - digits)});
    }
};

} // namespace otpp::detail

#endif
