// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SUPPORT_BULK_CALLS_HPP
#define OTPP_TESTS_SUPPORT_BULK_CALLS_HPP
// Arguments of a bulk call with some hundred rows, for the tests of its parts.

#include "support/bulk_keys.hpp"

#include <otpp/bulk/detail/call_arguments.hpp>
#include <otpp/hmac.hpp>
#include <otpp/truncate.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace support {

/// Owns what the arguments refer to. Every fiftieth key is empty.
struct bulk_table {
    static constexpr std::size_t rows = 3 * otpp::bulk::detail::block_rows + 37;

    otpp::totp_options options{.digits = 8};
    otpp::window look{};
    std::vector<key_bytes> bytes;
    std::vector<std::int64_t> time_of_row;

    explicit bulk_table(std::size_t keys = rows)
    {
        random source{1};
        for (std::size_t row = 0; row != keys; ++row) {
            bytes.push_back(random_key(source));
            if (row % 50 == 49) bytes.back().clear();
        }
        for (std::size_t row = 0; row != rows; ++row)
            time_of_row.push_back(static_cast<std::int64_t>(source.below(1u << 31)));
    }

    [[nodiscard]] otpp::bulk::key_set prepared() const
    {
        otpp::bulk::key_set set{options};
        set.append(key_views{bytes}.rows());
        return set;
    }

    /// Calls use(arguments) with automatic kernels.
    template <class Keys, class Use>
    void with_call(Keys const& keys, Use const& use) const
    {
        using namespace otpp::bulk;
        column<std::int64_t> const times{time_of_row};
        column<std::uint32_t> const codes{0};
        detail::call_arguments call{keys, options, times, codes, look, rows};
        call.kernels = *detail::kernel_choice::make(kernel::automatic, options.algorithm,
                                                    call.cold != nullptr);
        use(call);
    }
};

/// Whether a tile holds a key's states in a lane.
template <class H>
[[nodiscard]] bool holds(otpp::bulk::detail::key_tile<H> const& tile, std::size_t lane,
                         key_bytes const& key)
{
    otpp::detail::hmac_states<H> expected{};
    expected.prepare(key);
    for (std::size_t side = 0; side != 2; ++side)
        for (std::size_t i = 0; i != H::initial.size(); ++i)
            if (tile.saved[side][i][lane] != expected.saved[side][i]) return false;
    return true;
}

} // namespace support

#endif
