// SPDX-License-Identifier: BSL-1.0
// A user's whole program, the same in each of the four ways to take OTP++ into a project.
#include <otpp/otpp.hpp>

#include <cstdio>

constexpr auto key = otpp::base32_literal<"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ">;
static_assert(otpp::hotp{key}.at(0) == "755224"); // RFC 4226, appendix D

int main()
{
    auto const passcode = otpp::totp{key, {.digits = 8}}.at(otpp::unix_time{59});
    std::printf("%.*s\n", static_cast<int>(passcode.view().size()), passcode.view().data());
}
