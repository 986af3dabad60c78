// SPDX-License-Identifier: BSL-1.0
// liboath, row by row: a C library that takes the key's bytes each time.
#include "../bulk_rows.hpp"

#include <liboath/oath.h>

#include <cstdlib>

namespace {

using namespace bench;

struct liboath final : bulk_subject {
    void passcodes(table const& input, std::uint32_t* out) override
    {
        code_text text;
        for (std::size_t row = 0; row != input.rows; ++row) {
            auto const key = input.key(row);
            auto const* const bytes = reinterpret_cast<char const*>(key.data());
            if (input.which == otpp::algorithm::sha1)
                oath_totp_generate(bytes, key.size(), input.time(row), period, 0, 6, text.data());
            else
                oath_totp_generate2(bytes, key.size(), input.time(row), period, 0, 6,
                                    flag(input.which), text.data());
            out[row] = static_cast<std::uint32_t>(std::strtoul(text.data(), nullptr, 10));
        }
    }

    void match(table const& input, std::int8_t* out) override
    {
        for (std::size_t row = 0; row != input.rows; ++row) {
            auto const key = input.key(row);
            auto const* const bytes = reinterpret_cast<char const*>(key.data());
            auto const* const typed = input.texts[row].data();
            int at = 0;
            int const found =
                input.which == otpp::algorithm::sha1
                    ? oath_totp_validate2(bytes, key.size(), input.time(row), period, 0, 1, &at,
                                          typed)
                    : oath_totp_validate4(bytes, key.size(), input.time(row), period, 0, 1, &at,
                                          nullptr, flag(input.which), typed);
            out[row] = found >= 0 ? static_cast<std::int8_t>(at) : fits_not;
        }
    }

    static oath_totp_flags flag(otpp::algorithm which)
    {
        return which == otpp::algorithm::sha256 ? OATH_TOTP_HMAC_SHA256 : OATH_TOTP_HMAC_SHA512;
    }
};

bulk_registration const liboath_rows{[] {
    oath_init();
    add_bulk_peer("liboath",
                  {otpp::algorithm::sha1, otpp::algorithm::sha256, otpp::algorithm::sha512}, false,
                  [](auto, auto const&) { return std::make_unique<liboath>(); });
}};

} // namespace
