// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/factor.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <array>
#include <string>
#include <string_view>

using otpp::server::factor_kind;
using support::hidden;

namespace {

constexpr bool is_text_of(std::string_view text, factor_kind const& kind)
{
    otpp::server::field<otpp::server::max_kind_size> written;
    factor_kind read;
    return append(written, kind) && written.view() == text && otpp::server::read(text, read) &&
           read == kind;
}

constexpr bool refused(std::string_view text)
{
    factor_kind kind;
    return !otpp::server::read(text, kind);
}

} // namespace

TEST_CASE("a kind has one text", "[server/factor]")
{
    BOTH(is_text_of(hidden("totp/SHA1/6/30"), {}));
    BOTH(is_text_of(hidden("hotp/SHA1/6"), {.type = otpp::otp_type::hotp}));
    BOTH(is_text_of(hidden("totp/SHA256/8/60"),
                    {.algorithm = otpp::algorithm::sha256, .digits = 8, .period = 60}));
    BOTH(is_text_of(hidden("totp/SHA512/10/2147483647"),
                    {.algorithm = otpp::algorithm::sha512, .digits = 10, .period = 2147483647}));
}

TEST_CASE("what is no kind is refused", "[server/factor]")
{
    BOTH(refused(hidden("")));
    BOTH(refused(hidden("totp")));
    BOTH(refused(hidden("totp/")));
    BOTH(refused(hidden("TOTP/SHA1/6/30")));
    BOTH(refused(hidden("totp/sha1/6/30")));
    BOTH(refused(hidden("totp/SHA1/5/30")));
    BOTH(refused(hidden("totp/SHA1/11/30")));
    BOTH(refused(hidden("totp/SHA1/06/30")));
    BOTH(refused(hidden("totp/SHA1/6/0")));
    BOTH(refused(hidden("totp/SHA1/6/2147483648")));
    BOTH(refused(hidden("totp/SHA1/6")));
    BOTH(refused(hidden("totp/SHA1/6/30/")));
    BOTH(refused(hidden("hotp/SHA1/6/30")));
    BOTH(refused(hidden("hotp/SHA384/6")));
}

TEST_CASE("a secret's id is 16 characters of its bytes", "[server/factor]")
{
    constexpr auto made = [](unsigned char byte) {
        std::array<unsigned char, otpp::server::secret_id::bytes> bytes{};
        bytes.fill(byte);
        return otpp::server::secret_id{bytes};
    };
    BOTH(made(hidden(static_cast<unsigned char>(0))).view() == "AAAAAAAAAAAAAAAA");
    BOTH(made(hidden(static_cast<unsigned char>(255))).view() == "________________");
    BOTH(made(hidden(static_cast<unsigned char>(1))) != made(2));
    BOTH(made(hidden(static_cast<unsigned char>(1))) == made(1));
    BOTH(made(hidden(static_cast<unsigned char>(0))) != otpp::server::secret_id{});
    BOTH(otpp::server::secret_id{} != made(hidden(static_cast<unsigned char>(0))));
    BOTH(otpp::server::secret_id{} == otpp::server::secret_id{});
    BOTH(otpp::server::secret_id{}.empty() && otpp::server::secret_id{}.view().empty());
    BOTH(!made(hidden(static_cast<unsigned char>(0))).empty());
    constexpr auto reads = [](std::string_view text) {
        otpp::server::secret_id id;
        return id.read(text) && id.view() == text;
    };
    BOTH(reads(hidden("AbCdEfGh-_012345")));
    BOTH(!reads(hidden("AbCdEfGh-_01234")));
    BOTH(!reads(hidden("AbCdEfGh-_0123456")));
    BOTH(!reads(hidden("AbCdEfGh-_01234=")));
    BOTH(!reads(hidden("-")));
}

TEST_CASE("factors are named by 1 to 256 bytes", "[server/factor]")
{
    BOTH(otpp::server::is_factor_name(hidden("alice@example.com")));
    BOTH(otpp::server::is_factor_name(hidden("otpp")));
    BOTH(!otpp::server::is_factor_name(hidden("")));
    BOTH(!otpp::server::is_factor_name(hidden("otpp:decoy:7")));
    CHECK(otpp::server::is_factor_name(std::string(256, 'a')));
    CHECK_FALSE(otpp::server::is_factor_name(std::string(257, 'a')));
}
