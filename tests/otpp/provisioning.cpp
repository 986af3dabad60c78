// SPDX-License-Identifier: BSL-1.0
#include <otpp/provisioning.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

using support::hidden;

namespace {

constexpr std::string_view key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

struct one {
    otpp::account const& only;
    [[nodiscard]] constexpr std::size_t size() const { return 1; }
    [[nodiscard]] constexpr otpp::account const& operator[](std::size_t) const { return only; }
};

} // namespace

TEST_CASE("an account on its way to a phone and to the next", "[provisioning]")
{
    constexpr auto moves = [](std::string_view name) {
        auto secret = otpp::secret::from_base32(key);
        auto const account =
            otpp::account::make(*std::move(secret), {.name = name, .issuer = "ACME"});
        auto const uri = otpp::provisioning::build_uri(
            *account, otpp::provisioning::profile::google_authenticator);
        if (!uri || !otpp::provisioning::lint(uri->view()).empty()) return false;
        auto const shown = otpp::provisioning::as_read_by(
            otpp::provisioning::app::google_authenticator, uri->view());
        if (shown.name() != name || shown.code_at(otpp::unix_time{59}).view() != "287082")
            return false;
        bool same = false;
        auto const fault =
            otpp::provisioning::write_migration(one{*account}, {}, [&](std::string_view text) {
                auto const part = otpp::provisioning::migration_part::parse(text);
                if (part)
                    part->for_each([&](std::size_t, otpp::result<otpp::account> const& read) {
                        if (!read) return;
                        auto const again = otpp::build_uri(*read);
                        same = again->view() == uri->view();
                    });
            });
        return !fault && same;
    };
    BOTH(moves(hidden("alice@example.com")));
}

TEST_CASE("what a note or an error says names no secret", "[provisioning]")
{
    std::string const uri = "otpauth://totp/ACME:a:b?secret=" + std::string{key} + "&digits=x";
    auto const found = otpp::provisioning::lint(uri);
    REQUIRE_FALSE(found.empty());
    for (auto const& each : found.list()) {
        CHECK(each.message().find(key) == std::string_view::npos);
        CHECK(each.mend().find(key) == std::string_view::npos);
    }
}
