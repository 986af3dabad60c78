// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SUPPORT_ACCOUNTS_HPP
#define OTPP_TESTS_SUPPORT_ACCOUNTS_HPP
// Accounts, compared in everything that a URI keeps, and made at random.

#include "random.hpp"

#include <otpp/account.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace support {

/// What differs, or nothing. Notes are not compared: they are about the text that was read.
[[nodiscard]] inline std::string_view difference(otpp::account const& a, otpp::account const& b)
{
    if (!std::ranges::equal(a.secret().bytes(), b.secret().bytes())) return "secret";
    if (a.type() != b.type()) return "type";
    if (a.name() != b.name()) return "name";
    if (a.issuer_prefix() != b.issuer_prefix()) return "issuer prefix";
    if (a.issuer_parameter() != b.issuer_parameter()) return "issuer parameter";
    if (a.issuer() != b.issuer()) return "issuer";
    if (a.digits() != b.digits()) return "digits";
    if (a.algorithm() != b.algorithm()) return "algorithm";
    if (a.is_totp() && a.period() != b.period()) return "period";
    if (!a.is_totp() && a.counter() != b.counter()) return "counter";
    if (a.other_parameters() != b.other_parameters()) return "other parameters";
    return "";
}

/// Up to `most` characters of one to four bytes, those that URIs escape among them; no colon.
[[nodiscard]] inline std::string random_name(random& source, std::size_t most)
{
    constexpr std::string_view pieces[]{"a",
                                        "Z",
                                        "7",
                                        " ",
                                        "%",
                                        "&",
                                        "=",
                                        "?",
                                        "#",
                                        "/",
                                        "+",
                                        "@",
                                        "~",
                                        ".",
                                        "-",
                                        "\"",
                                        "<",
                                        "\\",
                                        "\303\244",
                                        "\342\202\254",
                                        "\360\237\224\221"};
    std::string name;
    for (std::size_t n = source.below(most + 1); n != 0; --n)
        name += pieces[source.below(std::size(pieces))];
    return name;
}

/// A valid account of any parameters.
[[nodiscard]] inline otpp::account random_account(random& source)
{
    unsigned char key[128];
    for (auto& byte : key) byte = source.byte();
    auto secret = otpp::secret::from_bytes({key, 16 + source.below(113)});
    std::string const name = "x" + random_name(source, 30), issuer = random_name(source, 20);
    auto made = otpp::account::make(
        *std::move(secret),
        {.name = name,
         .issuer = issuer,
         .type = source.below(2) == 0 ? otpp::otp_type::totp : otpp::otp_type::hotp,
         .digits = *otpp::digits::from(static_cast<std::int64_t>(6 + source.below(5))),
         .period = *otpp::period::from(
             source.below(3) == 0 ? 30 : static_cast<std::int64_t>(5 + source.below(2147483643))),
         .algorithm = static_cast<otpp::algorithm>(source.below(3)),
         .counter = static_cast<std::int64_t>(source.next() >> (1 + source.below(63)))});
    return *std::move(made);
}

} // namespace support

#endif
