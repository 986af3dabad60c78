// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_DETAIL_INLINE_TEXT_HPP
#define OTPP_DETAIL_INLINE_TEXT_HPP
// A text that owns its characters inline, moves and wipes itself; its room costs nothing until used.

#include <otpp/detail/wipe.hpp>

#include <cstddef>
#include <string_view>

namespace otpp::detail {

template <std::size_t capacity>
class inline_text {
public:
    constexpr inline_text() noexcept
    {
        if (__builtin_is_constant_evaluated()) // a constant is initialised whole
            for (char& c : characters_) c = 0;
    }
    inline_text(inline_text const&) = delete;
    constexpr inline_text(inline_text&& from) noexcept : inline_text() { take(from); }
    constexpr inline_text& operator=(inline_text&& from) noexcept
    {
        if (this != &from) {
            clear();
            take(from);
        }
        return *this;
    }
    constexpr ~inline_text() { clear(); }

    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    [[nodiscard]] constexpr std::string_view view() const noexcept { return {characters_, size_}; }

    /// False where it does not fit; then nothing is written.
    [[nodiscard]] constexpr bool append(char c) noexcept
    {
        if (size_ == capacity) return false;
        characters_[size_++] = c;
        return true;
    }
    [[nodiscard]] constexpr bool append(std::string_view text) noexcept
    {
        if (text.size() > capacity - size_) return false;
        std::char_traits<char>::copy(characters_ + size_, text.data(), text.size());
        size_ += text.size();
        return true;
    }

private:
    constexpr void take(inline_text& from) noexcept
    {
        (void)append(from.view());
        from.clear();
    }
    constexpr void clear() noexcept
    {
        wipe_range(characters_, size_);
        size_ = 0;
    }

    std::size_t size_ = 0;
    char characters_[capacity];
};

} // namespace otpp::detail

#endif
