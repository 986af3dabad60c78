// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_FIELD_HPP
#define OTPP_SERVER_FIELD_HPP
// A text of bounded length that is kept inline and copies only what it holds.

#include <otpp/detail/bytes.hpp>
#include <otpp/detail/wipe.hpp>

#include <cstddef>
#include <string_view>

namespace otpp::server {

namespace detail {

// At most `capacity` bytes, of a text or of something sealed. They wipe themselves, since a sealer may be
// one that does not seal; only what is held is copied and wiped.
template <class Byte, std::size_t capacity>
class held {
public:
    constexpr held() noexcept
    {
        if (__builtin_is_constant_evaluated()) // a constant is initialised whole
            for (Byte& byte : bytes_) byte = 0;
    }
    constexpr held(held const& from) noexcept : held() { assign(from.bytes_, from.size_); }
    constexpr held& operator=(held const& from) noexcept
    {
        if (this != &from) assign(from.bytes_, from.size_);
        return *this;
    }
    constexpr ~held() { cut(0); }

    [[nodiscard]] constexpr Byte const* data() const noexcept { return bytes_; }
    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
    constexpr void clear() noexcept { cut(0); }

    /// Of bytes that do not lie in it. False where they are too many: then it is empty.
    constexpr bool assign(Byte const* from, std::size_t n) noexcept
    {
        if (n > capacity) return cut(0), false;
        otpp::detail::copy_bytes(bytes_, from, n);
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
        if (n < size_) otpp::detail::wipe_range(bytes_ + n, size_ - n);
        size_ = n;
    }

    std::size_t size_ = 0;
    Byte bytes_[capacity];
};

} // namespace detail

/// At most `capacity` characters. It wipes itself.
template <std::size_t capacity>
class field : public detail::held<char, capacity> {
    using held = detail::held<char, capacity>;

public:
    constexpr field() noexcept : held{} {} // its own, or `field{}` would fill it with zeros first

    [[nodiscard]] constexpr std::string_view view() const noexcept
    {
        return {this->bytes_, this->size_};
    }

    /// Of a text that does not lie in it. False where that is too long: then it is empty.
    constexpr bool assign(std::string_view text) noexcept
    {
        return held::assign(text.data(), text.size());
    }
    /// False where it does not fit: then nothing is written.
    constexpr bool append(std::string_view text) noexcept
    {
        char* const at = this->extend(text.size());
        if (at == nullptr) return false;
        otpp::detail::copy_bytes(at, text.data(), text.size());
        return true;
    }
    constexpr bool append(char c) noexcept { return append(std::string_view{&c, 1}); }

    /// Written by the caller from the first character on, who returns where it ends; it may write all
    /// of the capacity.
    template <class Write>
    constexpr void write(Write&& write) noexcept
    {
        char const* const end = write(static_cast<char*>(this->bytes_));
        this->become(static_cast<std::size_t>(end - this->bytes_));
    }

    friend constexpr bool operator==(field const& a, field const& b) noexcept
    {
        return a.view() == b.view();
    }
};

} // namespace otpp::server

#endif
