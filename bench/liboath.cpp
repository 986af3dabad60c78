// SPDX-License-Identifier: BSL-1.0
// liboath: a C library that takes the key's bytes each time.
#include "rows.hpp"

#include <liboath/oath.h>

namespace {

using namespace bench;

char const* c_bytes(std::span<unsigned char const> bytes)
{
    return reinterpret_cast<char const*>(bytes.data());
}

oath_totp_flags flag(otpp::algorithm which)
{
    if (which == otpp::algorithm::sha256) return OATH_TOTP_HMAC_SHA256;
    return OATH_TOTP_HMAC_SHA512;
}

struct oath_code {
    code_text operator()(std::uint64_t call) const
    {
        code_text code;
        auto const bytes = key_bytes(which, call);
        if (which == otpp::algorithm::sha1)
            oath_totp_generate(c_bytes(bytes), bytes.size(), seconds(call), 30, 0, 6, code.data());
        else
            oath_totp_generate2(c_bytes(bytes), bytes.size(), seconds(call), 30, 0, 6, flag(which),
                                code.data());
        return code;
    }
    otpp::algorithm which;
};

struct oath_match {
    int operator()(std::uint64_t call, code_text const& code) const
    {
        auto const bytes = key_bytes(which, call);
        int const found =
            which == otpp::algorithm::sha1
                ? oath_totp_validate(c_bytes(bytes), bytes.size(), seconds(call), 30, 0, 1,
                                     code.data())
                : oath_totp_validate4(c_bytes(bytes), bytes.size(), seconds(call), 30, 0, 1,
                                      nullptr, nullptr, flag(which), code.data());
        return found >= 0 ? found : fits_nowhere;
    }
    otpp::algorithm which;
};

rows const oath_rows{[] {
    oath_init();
    for (auto const& [which, name] : algorithms) {
        std::string const end = std::string{"/"} + name + "/liboath";
        add_code_row<oath_code>("code_cold" + end, keyed::every_call, which);
        add_match_row<oath_match>("match_cold" + end, keyed::every_call, which);
    }
    add_right_match_row<oath_match>("match_cold_right/sha1/liboath", otpp::algorithm::sha1);
}};

} // namespace
