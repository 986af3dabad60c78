// SPDX-License-Identifier: BSL-1.0
// A loop over totp.match, which a bulk call of a few rows must not be slower than.
#include "rows.hpp"

#include <otpp/totp.hpp>

namespace {

using namespace bench;

struct totp_loop final : subject {
    explicit totp_loop(otpp::algorithm which) : options{.algorithm = which} {}

    otpp::key_view key(table const& input, std::size_t row) const
    {
        return *otpp::key_view::from(input.key(row));
    }

    void prepare(table const& input) override
    {
        prepared.reserve(input.rows);
        for (std::size_t row = 0; row != input.rows; ++row)
            prepared.emplace_back(key(input, row), options);
    }

    void passcodes(table const&, std::uint32_t*) override {}
    void match(table const& input, std::int8_t* out) override
    {
        for (std::size_t row = 0; row != input.rows; ++row)
            if (prepared.empty())
                out[row] = match_one(otpp::totp{key(input, row), options}, input, row);
            else
                out[row] = match_one(prepared[row], input, row);
    }
    static std::int8_t match_one(otpp::totp const& totp, table const& input, std::size_t row)
    {
        auto const found = totp.match(std::string_view{input.texts[row].data(), 6},
                                      otpp::unix_time{input.time(row)});
        return found ? static_cast<std::int8_t>(found->drift) : no_match;
    }

    otpp::totp_options options;
    std::vector<otpp::totp> prepared;
};

registration const loop_rows{[] {
    for (auto const& of : works)
        if (of.match && of.of == shape::one_step)
            for (std::size_t const rows : small_sizes)
                add_bulk_row(of, otpp::algorithm::sha1, "totp_loop", rows, 1,
                             [](otpp::algorithm which, work const&) {
                                 return std::make_unique<totp_loop>(which);
                             });
}};

} // namespace
