// SPDX-License-Identifier: BSL-1.0
// argv[1] times: a totp from the key's bytes, and a code looked for one step to either side of the
// time, each in `counted`: test_instructions.py counts them.
#include <otpp/totp.hpp>

#include <cstdlib>
#include <optional>

using portable_totp = otpp::basic_totp<otpp::portable>; // valgrind knows no SHA instructions

extern "C" [[gnu::weak]] void counted(otpp::key_view key, otpp::unix_time time,
                                      std::optional<otpp::match>& found)
{
    portable_totp const totp{key};
    found = totp.match("081804", time);
}

int main(int, char** argv)
{
    static constexpr auto key = otpp::base32_literal<"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ">;
    std::optional<otpp::match> found;
    std::int64_t const calls = std::atoi(argv[1]);
    for (std::int64_t call = 2; call <= calls + 1; ++call) // none of these times fits
        counted(key, otpp::unix_time{1'111'111'109 * call}, found);
    if (found) return 1;
    // one step after the time of RFC 6238 (appendix B): what is counted is what is right
    counted(key, otpp::unix_time{1'111'111'109 + 30}, found);
    return found && found->drift == -1 ? 0 : 1;
}
