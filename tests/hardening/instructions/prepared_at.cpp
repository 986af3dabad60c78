// SPDX-License-Identifier: BSL-1.0
// argv[1] calls of a prepared totp's at(), each in `counted`: test_instructions.py counts them.
#include <otpp/totp.hpp>

#include <cstdlib>

using portable_totp = otpp::basic_totp<otpp::portable>; // valgrind knows no SHA instructions

extern "C" [[gnu::weak]] void counted(portable_totp const& totp, otpp::unix_time time,
                                      otpp::passcode& code)
{
    code = totp.at(time);
}

int main(int, char** argv)
{
    portable_totp const totp{otpp::base32_literal<"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ">};
    otpp::passcode code;
    std::int64_t const calls = std::atoi(argv[1]);
    for (std::int64_t call = 1; call <= calls; ++call)
        counted(totp, otpp::unix_time{1'111'111'109 * call}, code);
    // the first time is RFC 6238's (appendix B): what is counted is what is right
    counted(totp, otpp::unix_time{1'111'111'109}, code);
    return code == "081804" ? 0 : 1;
}
