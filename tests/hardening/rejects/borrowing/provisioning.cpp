// SPDX-License-Identifier: BSL-1.0
// Provisioning's views of owners that do not last: a compiler refuses or warns on the marked lines, and on no other.
#include <otpp/provisioning.hpp>

#include <array>
#include <string>

using namespace otpp::provisioning;

reading read();
std::string text();
std::array<unsigned char, 20> bytes();

void texts_of_apps(finding const& found)
{
    auto i = read().issuer(); // refused: otpp::provisioning::reading::issuer
    auto n = read().name();   // refused: otpp::provisioning::reading::name
    auto c =
        read().code_at(otpp::unix_time{0}).view(); // dangles: otpp::provisioning::shown_code::view
    auto s = steam_code{}.view();                  // dangles: otpp::provisioning::steam_code::view
    auto const kept = read();
    auto const name = kept.name();
    auto const code = kept.code_at(otpp::unix_time{0});
    auto const shown = code.view();
}

void texts_of_rules()
{
    auto l = findings{}.list(); // refused: otpp::provisioning::findings::list
    auto const kept = findings{};
    for (auto const& each : kept.list()) {
        // the texts are literals
        auto const p = finding{each}.parameter(); // lasts: otpp::provisioning::finding::parameter
        auto const t = finding{each}.message();   // lasts: otpp::provisioning::finding::message
        auto const m = finding{each}.mend();      // lasts: otpp::provisioning::finding::mend
        auto const f = finding{each}.facts();     // lasts: otpp::provisioning::finding::facts
    }
    auto const made =
        fact{rule::fragment, app::aegis, "ignores it"}; // lasts: otpp::provisioning::fact
    auto const source = fact{facts[0]}.source();        // lasts: otpp::provisioning::fact::source
}

void texts_from_elsewhere(std::string const& kept)
{
    auto p = migration_part::parse(text()); // refused: otpp::provisioning::migration_part::parse
    found_account a{.secret = bytes(),
                    .name = text()}; // dangles: otpp::provisioning::found_account
    auto const good = migration_part::parse(kept);
    found_account const good_account{.secret = {}, .name = kept};
    auto const account = account_as_found({.secret = bytes(), .name = text()});
}
