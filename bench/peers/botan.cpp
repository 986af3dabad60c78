// SPDX-License-Identifier: BSL-1.0
// Botan 2's TOTP: an object for every key, which has its verify_totp.
#include "../bulk_rows.hpp"

#include <botan/otp.h>

namespace {

using namespace bench;

struct botan final : bulk_subject {
    explicit botan(otpp::algorithm which)
        : hash{which == otpp::algorithm::sha1     ? "SHA-1"
               : which == otpp::algorithm::sha256 ? "SHA-256"
                                                  : "SHA-512"}
    {}

    Botan::TOTP totp(table const& input, std::size_t row) const
    {
        auto const key = input.key(row);
        return {key.data(), key.size(), hash, 6, period};
    }

    void passcodes(table const& input, std::uint32_t* out) override
    {
        if (input.one_key) {
            auto one = totp(input, 0);
            for (std::size_t row = 0; row != input.rows; ++row)
                out[row] = one.generate_totp(static_cast<std::uint64_t>(input.time(row)));
            return;
        }
        for (std::size_t row = 0; row != input.rows; ++row)
            out[row] = totp(input, row).generate_totp(static_cast<std::uint64_t>(input.time(row)));
    }
    // It looks back only: from one step ahead, two of them are the window.
    void match(table const& input, std::int8_t* out) override
    {
        for (std::size_t row = 0; row != input.rows; ++row) {
            auto const ahead = static_cast<std::uint64_t>(input.time(row) + period);
            out[row] = totp(input, row).verify_totp(input.codes[row], ahead, 2) ? std::int8_t{0}
                                                                                : fits_not;
        }
    }
    [[nodiscard]] bool tells_drift() const override { return false; }

    std::string hash;
};

bulk_registration const botan_rows{[] {
    add_bulk_peer(
        "botan", {otpp::algorithm::sha1, otpp::algorithm::sha256, otpp::algorithm::sha512}, false,
        [](otpp::algorithm which, bulk_work const&) { return std::make_unique<botan>(which); });
}};

} // namespace
