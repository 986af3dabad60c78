// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_KEY_ROWS_HPP
#define OTPP_BULK_KEY_ROWS_HPP
// The bytes of many keys, as their owner has them: RFC 4226, section 5.1 (the K of each row).

#include <otpp/secret.hpp>

#include <cstddef>
#include <span>

namespace otpp::bulk {

/// A view of many keys' bytes: nothing is copied, so they must live, and should not change, as long as
/// the call. A key of 1 to 128 bytes is a good one; another makes a bad row, not a failed call.
class key_rows {
public:
    using bytes = std::span<unsigned char const>;

    /// `rows` keys of `size` bytes each, `stride` bytes from one to the next; negative where they run
    /// backwards.
    constexpr key_rows(unsigned char const* first, std::size_t rows, std::size_t size,
                       std::ptrdiff_t stride) noexcept
        : first_{first}, rows_{rows}, size_{size}, stride_{stride}
    {}

    /// One key after the other, without room between them.
    constexpr key_rows(bytes keys, std::size_t size) noexcept
        : key_rows{keys.data(), size == 0 ? 0 : keys.size() / size, size,
                   static_cast<std::ptrdiff_t>(size)}
    {}

    /// Keys of any sizes, anywhere.
    constexpr key_rows(std::span<bytes const> keys) noexcept
        : rows_{keys.size()}, owner_{keys.data()}, get_{[](void const* owner, std::size_t row) {
              return static_cast<bytes const*>(owner)[row];
          }}
    {}

    /// One key for all rows.
    constexpr key_rows(key_view key) noexcept
        : key_rows{key.bytes().data(), 1, key.bytes().size(), 0}
    {}

    /// Whatever `get(owner, row)` finds, which may be called from several threads at once.
    constexpr key_rows(void const* owner, std::size_t rows,
                       bytes (*get)(void const* owner, std::size_t row)) noexcept
        : rows_{rows}, owner_{owner}, get_{get}
    {}

    [[nodiscard]] constexpr std::size_t size() const noexcept { return rows_; }

    /// Whether every key has this many bytes, as far as that is known without looking.
    [[nodiscard]] constexpr bool all_of_size(std::size_t bytes_of_a_key) const noexcept
    {
        return get_ == nullptr && size_ == bytes_of_a_key;
    }

    /// From one such key to the next.
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
