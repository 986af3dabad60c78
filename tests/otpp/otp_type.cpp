// SPDX-License-Identifier: BSL-1.0
#include <otpp/otp_type.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

TEST_CASE("the types have the names that URIs use", "[otp_type]")
{
    BOTH(to_string(support::hidden(otpp::otp_type::totp)) == "totp");
    BOTH(to_string(support::hidden(otpp::otp_type::hotp)) == "hotp");
}
