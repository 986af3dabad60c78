// SPDX-License-Identifier: BSL-1.0
// URIs of any bytes, linted and read as each app reads them: where nothing is found, all apps show
// what the URI means; where one differs, a finding names it.

#include <otpp/provisioning/as_read_by.hpp>
#include <otpp/provisioning/lint.hpp>
#include <otpp/provisioning/profile.hpp>

#include "oracle.hpp"

#include <string_view>

namespace {

using fuzz::require;

bool named(otpp::provisioning::findings const& found, otpp::provisioning::app which)
{
    for (auto const& each : found.list())
        for (auto const& known : each.facts())
            if (known.app == which) return true;
    return false;
}

bool same(otpp::account const& meant, otpp::provisioning::reading const& read)
{
    if (read.outcome() != otpp::provisioning::outcome::read) return false;
    if (read.type() != meant.type() || read.algorithm() != meant.algorithm()) return false;
    if (read.digits() != meant.digits().value()) return false;
    if (read.symbols() != otpp::provisioning::symbols::decimal) return false;
    if (meant.is_totp() ? read.period() != meant.period().value()
                        : read.counter() != meant.counter())
        return false;
    if (read.app() == otpp::provisioning::app::keepassxc)
        return true; // its entries have names of their own
    if (read.issuer() != meant.issuer()) return false;
    return read.app() == otpp::provisioning::app::google_authenticator_ios ||
           read.name() == meant.name();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size)
{
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    auto const found = fuzz::without_allocation([&] { return otpp::provisioning::lint(text); });
    std::size_t before = 0;
    for (auto const& each : found.list()) {
        require(each.offset <= text.size(), "an offset lies outside the text");
        require(each.offset >= before, "findings out of order");
        before = each.offset;
        require(!each.message().empty() && !each.mend().empty(), "no words for a finding");
    }
    auto const meant = otpp::parse_uri(text);
    require(meant || !found.empty(), "refused without a finding");
    for (auto const each : otpp::provisioning::all_apps) {
        auto const read =
            fuzz::without_allocation([&] { return otpp::provisioning::as_read_by(each, text); });
        auto const code = read.code_at(otpp::unix_time{59}).view().size();
        require(code <= 10, "a code of too many symbols");
        if (read.outcome() == otpp::provisioning::outcome::refused)
            require(code == 0 && read.issuer().empty() && read.name().empty(),
                    "something is shown of what is refused");
        if (meant && !same(*meant, read))
            require(named(found, each), "an app that no finding names");
    }
    if (!meant) return 0;
    for (auto const target : {otpp::provisioning::profile::google_authenticator,
                              otpp::provisioning::profile::two_fas}) {
        auto const uri =
            fuzz::without_allocation([&] { return otpp::provisioning::build_uri(*meant, target); });
        if (!uri) continue;
        auto const read = otpp::provisioning::as_read_by(*app_of(target), uri->view());
        require(read.name() == meant->name(), "a profile's own app shows another name");
    }
    return 0;
}
