// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_FIELD_HPP
#define OTPP_SERVER_FIELD_HPP
// A text of bounded length that is kept inline and copies only what it holds.

#include <otpp/detail/wipe.hpp>

#include <cstddef>
#include <string_view>

namespace otpp {

/// At most `capacity` characters. It wipes itself, since a sealer may be one that does not seal.
template <std::size_t capacity>
class field {
public:
    constexpr field() noexcept
    {
        if (__builtin_is_constant_evaluated()) // a constant is initialised whole
            for (char& c : characters_) c = 0;
    }
    constexpr field(field const& from) noexcept : field() { assign(from.view()); }
    constexpr field& operator=(field const& from) noexcept
    {
        if (this != &from) assign(from.view());
        return *this;
    }
    constexpr ~field() { cut(0); }

    [[nodiscard]] constexpr std::string_view view() const noexcept { return {characters_, size_}; }
    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
    constexpr void clear() noexcept { cut(0); }

    /// Of a text that does not lie in it. False where that is too long: then it is empty.
    constexpr bool assign(std::string_view text) noexcept
    {
        if (text.size() > capacity) return cut(0), false;
        std::char_traits<char>::copy(characters_, text.data(), text.size());
        if (text.size() < size_)
            cut(text.size());
        else
            size_ = text.size();
        return true;
    }
    /// False where it does not fit: then nothing is written.
    constexpr bool append(std::string_view text) noexcept
    {
        if (text.size() > capacity - size_) return false;
        std::char_traits<char>::copy(characters_ + size_, text.data(), text.size());
        size_ += text.size();
        return true;
    }
    constexpr bool append(char c) noexcept { return append(std::string_view{&c, 1}); }

    /// `n` more characters, for the caller to write; null where they do not fit.
    [[nodiscard]] constexpr char* extend(std::size_t n) noexcept
    {
        if (n > capacity - size_) return nullptr;
        size_ += n;
        return characters_ + (size_ - n);
    }
    /// Drops what is behind the first `n` characters.
    constexpr void cut(std::size_t n) noexcept
    {
        if (n >= size_) return;
        if (size_ > capacity) __builtin_unreachable(); // which g++ 12 does not see by itself
        detail::wipe_range(characters_ + n, size_ - n);
        size_ = n;
    }

    /// Written by the caller from the first character on, who returns where it ends; it may write all
    /// of the capacity.
    template <class Write>
    constexpr void write(Write&& write) noexcept
    {
        char const* const end = write(static_cast<char*>(characters_));
        auto const n = static_cast<std::size_t>(end - characters_);
        if (n < size_) detail::wipe_range(characters_ + n, size_ - n);
        size_ = n;
    }

    friend constexpr bool operator==(field const& a, field const& b) noexcept
    {
        return a.view() == b.view();
    }

private:
    std::size_t size_ = 0;
    char characters_[capacity];
};

} // namespace otpp

#endif
