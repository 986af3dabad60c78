// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_DETAIL_RECORD_FIELDS_HPP
#define OTPP_SERVER_DETAIL_RECORD_FIELDS_HPP
// Where the fields of a record's line are: 21 of them, a space between each two. All ends are found before
// any field is read, so that no number waits for the one before it.

#include <otpp/detail/bytes.hpp>
#include <otpp/detail/text.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace otpp::server::detail {

// The fields of a line, in their order.
enum class record_field : unsigned char {
    name,
    version,
    id,
    kind,
    state,
    last,
    centre,
    drift,
    tries,
    forgiven,
    since,
    debt,
    debt_at,
    recovery_tries,
    recovery_forgiven,
    recovery_since,
    created,
    used,
    sealed,
    pending,
    codes,
};
inline constexpr int record_fields = 21;

// Sixteen characters at once, in a vector of the compiler's own.
typedef unsigned char sixteen __attribute__((vector_size(16)));

// Where spaces are: the first character is the lowest bit.
[[nodiscard]] constexpr std::uint64_t spaces_of_64(char const* text) noexcept
{
    std::uint64_t spaces = 0;
    if (__builtin_is_constant_evaluated() || !otpp::detail::little_endian) {
        for (int i = 0; i != 64; ++i) spaces |= std::uint64_t{text[i] == ' '} << i;
        return spaces;
    }
    for (int i = 0; i != 64; i += 16) { // a bit of each byte, in its place
        sixteen c{};
        __builtin_memcpy(&c, text + i, 16);
        auto const found = c == ' ';
#if defined(__SSE2__)
        typedef char characters __attribute__((vector_size(16)));
        int const bits = __builtin_ia32_pmovmskb128(reinterpret_cast<characters>(found));
        spaces |= std::uint64_t{static_cast<unsigned>(bits)} << i;
#else
        std::uint64_t halves[2];
        __builtin_memcpy(halves, &found, 16);
        for (int half = 0; half != 2; ++half)
            spaces |= ((halves[half] & 0x8040201008040201u) * 0x0101010101010101u >> 56)
                      << (i + 8 * half);
#endif
    }
    return spaces;
}

class field_ends {
public:
    /// Of any text that does not begin with a space.
    constexpr explicit field_ends(std::string_view line) noexcept : line_{line}
    {
        auto const ends_at = [this](std::size_t at) {
            if (count_ != record_fields) ends_[count_++] = at;
        };
        // of 64 characters from `at` on, without the first of them that were seen
        auto const look = [&](std::size_t at, std::size_t seen) {
            std::uint64_t spaces = spaces_of_64(line.data() + at);
            for (spaces &= ~std::uint64_t{0} << seen; spaces != 0; spaces &= spaces - 1)
                ends_at(at + static_cast<std::size_t>(__builtin_ctzll(spaces)));
        };
        std::size_t at = 0;
        for (; line.size() - at >= 64; at += 64) look(at, 0);
        if (at != 0 && at != line.size()) { // the last 64, some of them once more
            look(line.size() - 64, 64 - (line.size() - at));
            at = line.size();
        }
        for (; at != line.size(); ++at)
            if (line[at] == ' ') ends_at(at);
        ends_at(line.size());
        // Those that are missing are empty.
        for (int i = count_; i != record_fields; ++i) ends_[i] = ends_[i - 1] + 1;
    }

    /// Of those that there are; what is behind the last belongs to none.
    [[nodiscard]] constexpr int size() const noexcept { return count_; }
    /// Of all but `name`, which begins the line.
    [[nodiscard]] constexpr std::size_t begin(record_field which) const noexcept
    {
        return ends_[static_cast<int>(which) - 1] + 1;
    }
    [[nodiscard]] constexpr std::size_t end(record_field which) const noexcept
    {
        return ends_[static_cast<int>(which)];
    }
    /// Of one that is not there: nothing.
    [[nodiscard]] constexpr std::string_view text(record_field which) const noexcept
    {
        if (static_cast<int>(which) >= count_) return {};
        return otpp::detail::slice(line_, begin(which), end(which) - begin(which));
    }

private:
    std::string_view line_;
    std::size_t ends_[record_fields]; // written by the constructor
    int count_ = 0;
};

} // namespace otpp::server::detail

#endif
