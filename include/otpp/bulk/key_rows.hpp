// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_KEY_ROWS_HPP
#define OTPP_BULK_KEY_ROWS_HPP
// A view of the bytes of many keys, one in each row: K in RFC 4226, section 5.1.

#include <otpp/detail/borrow.hpp>
#include <otpp/secret.hpp>

#include <cstddef>
#include <span>

namespace otpp::bulk {

/// Nothing is copied: the bytes must outlive the call and should not change during it. A valid key has
/// 1 to 128 bytes; an invalid one makes a bad row and does not fail the call.
class key_rows {
public:
    using bytes = std::span<unsigned char const>;

    /// `rows` keys of `size` bytes each, `stride` bytes apart, which may be negative.
    constexpr key_rows(unsigned char const* first [[clang::lifetimebound]], std::size_t rows,
                       std::size_t size, std::ptrdiff_t stride) noexcept
        : first_{first}, rows_{rows}, size_{size}, stride_{stride}
    {}

    /// Contiguous keys of `size` bytes each.
    constexpr key_rows(bytes keys [[clang::lifetimebound]], std::size_t size) noexcept
        : key_rows{keys.data(), size == 0 ? 0 : keys.size() / size, size,
                   static_cast<std::ptrdiff_t>(size)}
    {}
    template <otpp::detail::owner_of<bytes> Bytes>
    key_rows(Bytes const&&, std::size_t) = delete; // name the bytes: a view of them is kept

    /// Keys of any sizes at any addresses.
    constexpr key_rows(std::span<bytes const> keys [[clang::lifetimebound]]) noexcept
        : rows_{keys.size()}, owner_{keys.data()}, get_{[](void const* owner, std::size_t row) {
              return static_cast<bytes const*>(owner)[row];
          }}
    {}
    template <otpp::detail::owner_of<std::span<bytes const>> Keys>
    key_rows(Keys const&&) = delete; // name the keys: a view of them is kept

    /// One key for all rows.
    constexpr key_rows(key_view key [[clang::lifetimebound]]) noexcept
        : key_rows{key.bytes().data(), 1, key.bytes().size(), 0}
    {}

    /// The key of each row by get(owner, row), which is called from several threads concurrently.
    constexpr key_rows(void const* owner [[clang::lifetimebound]], std::size_t rows,
                       bytes (*get)(void const* owner, std::size_t row)) noexcept
        : rows_{rows}, owner_{owner}, get_{get}
    {}

    [[nodiscard]] constexpr std::size_t size() const noexcept { return rows_; }

    /// Whether every key is known to have this many bytes, without reading the rows.
    [[nodiscard]] constexpr bool all_of_size(std::size_t bytes_of_key) const noexcept
    {
        return get_ == nullptr && size_ == bytes_of_key;
    }

    /// The distance in bytes between keys of one size.
    [[nodiscard]] constexpr std::ptrdiff_t stride() const noexcept { return stride_; }

    [[nodiscard]] constexpr bytes operator[](std::size_t row) const noexcept
    {
        if (get_ != nullptr) return get_(owner_, row);
        return {first_ + static_cast<std::ptrdiff_t>(row) * stride_, size_};
    }

private:
    unsigned char const* first_ = nullptr;
    std::size_t rows_;
    std::size_t size_ = 0;
    std::ptrdiff_t stride_ = 0;
    void const* owner_ = nullptr;
    bytes (*get_)(void const*, std::size_t) = nullptr;
};

} // namespace otpp::bulk

#endif
