// SPDX-License-Identifier: BSL-1.0
#include <otpp/provisioning/detail/label.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"

#include <string_view>

using otpp::provisioning::app;
using otpp::provisioning::rule;
using otpp::provisioning::detail::label_reader;
using support::hidden;

namespace {

// What an app takes from a label and an issuer parameter, both decoded; "-" is none.
constexpr auto gives = [](app which, std::string_view label, std::string_view parameter,
                          std::string_view issuer, std::string_view name) {
    bool const has = parameter != "-";
    label_reader reader{otpp::provisioning::detail::reading_of(which), label, has ? parameter : "",
                        has};
    return !reader.read() && reader.issuer() == issuer && reader.name() == name;
};
constexpr auto refuses = [](app which, std::string_view label, rule why) {
    label_reader reader{otpp::provisioning::detail::reading_of(which), label, "", false};
    return reader.read() == why;
};

} // namespace

TEST_CASE("who wins where label and parameter differ", "[provisioning/detail/label]")
{
    auto constexpr conflict = [](app which, std::string_view issuer, std::string_view name) {
        return gives(which, "ACME:alice", "Other", issuer, name);
    };
    BOTH(conflict(hidden(app::google_authenticator), "Other", "ACME:alice"));
    BOTH(conflict(hidden(app::google_authenticator_ios), "Other", "ACME:alice"));
    BOTH(conflict(hidden(app::freeotp), "ACME", "alice"));
    BOTH(conflict(hidden(app::freeotp_plus), "Other", "alice"));
    BOTH(conflict(hidden(app::aegis), "ACME", "alice"));
    BOTH(conflict(hidden(app::two_fas), "Other", "alice"));
    BOTH(conflict(hidden(app::stratum), "ACME", "alice"));
    BOTH(conflict(hidden(app::authenticator_pro), "ACME", "alice"));
    BOTH(conflict(hidden(app::keepassxc), "", ""));
    BOTH(conflict(hidden(app::apple), "Other", "alice"));
}

TEST_CASE("Java's split forgets empty parts at the end", "[provisioning/detail/label]")
{
    BOTH(gives(app::aegis, hidden("a:b:"), "P", "a", "b"));
    BOTH(gives(app::aegis, hidden("a:"), "P", "", "a:"));
    BOTH(gives(app::aegis, hidden(":"), "P", "", ":"));
    BOTH(gives(app::aegis, hidden(":a"), "P", "", "a"));
    BOTH(gives(app::aegis, hidden("a:b:c"), "P", "", "a:b:c"));
}

TEST_CASE("FreeOTP asks for two names, or one", "[provisioning/detail/label]")
{
    BOTH(refuses(app::freeotp, hidden("a:b:c"), rule::second_colon));
    BOTH(refuses(app::freeotp, hidden(":a"), rule::label_colon));
    BOTH(refuses(app::freeotp, hidden("a:"), rule::name_empty));
    BOTH(refuses(app::freeotp, hidden(""), rule::label_empty));
    BOTH(gives(app::freeotp, hidden("a: b"), "-", "a", " b"));
}

TEST_CASE("FreeOTP+ looks one character on for each slash", "[provisioning/detail/label]")
{
    BOTH(refuses(app::freeotp_plus, hidden("a"), rule::label_of_one_character));
    BOTH(refuses(app::freeotp_plus, hidden("\303\244"), rule::label_of_one_character));
    BOTH(gives(app::freeotp_plus, hidden("\360\237\224\221"), "-", "", "\360\237\224\221"));
    BOTH(refuses(app::freeotp_plus, hidden("a/b"), rule::label_of_one_character));
    BOTH(gives(app::freeotp_plus, hidden("a/bc"), "-", "", "/bc"));
    BOTH(gives(app::freeotp_plus, hidden("/abc"), "-", "", "/abc"));
    BOTH(refuses(app::freeotp_plus, hidden("////"), rule::label_of_one_character));
    BOTH(gives(app::freeotp_plus, hidden("a:b"), "  ", "a", "b")); // a blank parameter is none
}

TEST_CASE("2FAS has a service and an account", "[provisioning/detail/label]")
{
    BOTH(gives(app::two_fas, hidden("A CME:a b"), "-", "ACME", "a b"));
    BOTH(gives(app::two_fas, hidden("A CME:"), "-", "ACME", ""));
    BOTH(gives(app::two_fas, hidden("a b"), "P", "P", "ab"));
    BOTH(gives(app::two_fas, hidden("P"), "P", "P", ""));
    BOTH(gives(app::two_fas, hidden("a@b"), "-", "Unknown", "a@b"));
    BOTH(gives(app::two_fas, hidden(""), "-", "Unknown", ""));
}

TEST_CASE("Stratum needs an issuer, and keeps the beginnings", "[provisioning/detail/label]")
{
    BOTH(gives(app::stratum, hidden("alice"), "-", "alice", ""));
    BOTH(gives(app::stratum, hidden("alice"), "", "", "alice")); // an empty parameter is there
    BOTH(gives(app::stratum, hidden(":alice"), "P", "alice", ""));
    BOTH(gives(app::stratum, hidden(" A : b "), "P", "A", "b"));
    constexpr std::string_view long_name = "0123456789012345678901234567890123456789x";
    BOTH(gives(app::stratum, hidden(long_name), "P", "P", long_name.substr(0, 40)));
}

TEST_CASE("lengths are counted in UTF-16", "[provisioning/detail/label]")
{
    using otpp::provisioning::detail::cut;
    using otpp::provisioning::detail::unit_at;
    BOTH(cut(hidden("abc"), 2) == "ab");
    BOTH(cut(hidden("abc"), 3) == "abc");
    BOTH(cut(hidden("abc"), 0) == "abc"); // no limit
    BOTH(cut(hidden("\303\244\303\244"), 1) == "\303\244");
    BOTH(cut(hidden("\360\237\224\221x"), 2) == "\360\237\224\221");
    BOTH(cut(hidden("\360\237\224\221x"), 1) == "");
    BOTH(unit_at(hidden("a\303\244b"), 2) == 3);
    BOTH(unit_at(hidden("ab"), 5) == 2);
    BOTH(otpp::provisioning::detail::trimmed(hidden("  a b ")) == "a b");
    BOTH(otpp::provisioning::detail::trimmed(hidden("   ")).empty());
    BOTH(otpp::provisioning::detail::count(hidden("a:b::"), ':') == 3);
}
