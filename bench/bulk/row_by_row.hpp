// SPDX-License-Identifier: BSL-1.0
#ifndef BENCH_BULK_ROW_BY_ROW_HPP
#define BENCH_BULK_ROW_BY_ROW_HPP
// Bulk rows of a peer whose functions take one key and one code: a loop over the table.

#include "rows.hpp"

namespace bench {

template <class Peer>
struct row_by_row final : subject {
    explicit row_by_row(otpp::algorithm which) : peer{which} {}

    void set_key(table const& input, std::size_t row)
    {
        if (row == 0 || !input.one_key) peer.set_key(input.key(row));
    }
    void passcodes(table const& input, std::uint32_t* out) override
    {
        for (std::size_t row = 0; row != input.rows; ++row) {
            set_key(input, row);
            out[row] = peer.passcode(input.time(row));
        }
    }
    void match(table const& input, std::int8_t* out) override
    {
        for (std::size_t row = 0; row != input.rows; ++row) {
            set_key(input, row);
            out[row] = peer.match(input.time(row), input.submitted(row));
        }
    }
    [[nodiscard]] bool reports_drift() const override
    {
        if constexpr (requires { Peer::reports_drift; }) return Peer::reports_drift;
        return true;
    }

    Peer peer;
};

template <class Peer>
void add_row_by_row(char const* name, std::vector<otpp::algorithm> const& which)
{
    add_peer(name, which, false, [](otpp::algorithm algorithm, work const&) {
        return std::make_unique<row_by_row<Peer>>(algorithm);
    });
}

} // namespace bench

#endif
