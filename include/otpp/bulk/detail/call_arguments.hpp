// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_DETAIL_CALL_ARGUMENTS_HPP
#define OTPP_BULK_DETAIL_CALL_ARGUMENTS_HPP
// The arguments of a bulk call, after their shapes have been checked. All threads of the call read them.

#include <otpp/bulk/column.hpp>
#include <otpp/bulk/detail/choice.hpp>
#include <otpp/bulk/key_rows.hpp>
#include <otpp/bulk/key_set.hpp>
#include <otpp/totp.hpp>
#include <otpp/window.hpp>

#include <cstddef>
#include <cstdint>

namespace otpp::bulk::detail {

struct call_arguments {
    bulk::key_set const* prepared; // either prepared keys
    bulk::key_rows const* cold;    // or the bytes of keys; the other is null
    totp_options const& options;
    bulk::column<std::int64_t> const& times;
    bulk::column<std::uint32_t> const& codes;
    int back, ahead;
    std::size_t rows;
    std::uint32_t* passcodes = nullptr; // results: either of `passcodes`
    std::int8_t* drifts = nullptr;      // or of `match`; the other is null
    kernel_choice kernels{};

    call_arguments(bulk::key_set const& keys, totp_options const& how,
                   bulk::column<std::int64_t> const& at, bulk::column<std::uint32_t> const& typed,
                   window const& look, std::size_t n) noexcept
        : call_arguments{&keys, nullptr, how, at, typed, look, n}
    {}
    call_arguments(bulk::key_rows const& keys, totp_options const& how,
                   bulk::column<std::int64_t> const& at, bulk::column<std::uint32_t> const& typed,
                   window const& look, std::size_t n) noexcept
        : call_arguments{nullptr, &keys, how, at, typed, look, n}
    {}

    /// Steps computed for each row.
    [[nodiscard]] std::size_t steps() const noexcept
    {
        return static_cast<std::size_t>(back + ahead + 1);
    }
    [[nodiscard]] bool has_one_time() const noexcept { return times.size() == 1; }
    [[nodiscard]] bool has_one_key() const noexcept
    {
        return (prepared != nullptr ? prepared->size() : cold->size()) == 1;
    }

private:
    call_arguments(bulk::key_set const* set, bulk::key_rows const* bytes, totp_options const& how,
                   bulk::column<std::int64_t> const& at, bulk::column<std::uint32_t> const& typed,
                   window const& look, std::size_t n) noexcept
        : prepared{set},
          cold{bytes},
          options{how},
          times{at},
          codes{typed},
          back{look.back.value()},
          ahead{look.ahead.value()},
          rows{n}
    {}
};

} // namespace otpp::bulk::detail

#endif
