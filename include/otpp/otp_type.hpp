// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_OTP_TYPE_HPP
#define OTPP_OTP_TYPE_HPP
// What moves an account's passcodes, the time or a counter: the type of an otpauth URI,
// https://github.com/google/google-authenticator/wiki/Key-Uri-Format#types

#include <string_view>

namespace otpp {

enum class otp_type : unsigned char { totp, hotp };

/// As an otpauth URI spells it: totp, hotp.
[[nodiscard]] constexpr std::string_view to_string(otp_type type) noexcept
{
    return type == otp_type::totp ? "totp" : "hotp";
}

} // namespace otpp

#endif
