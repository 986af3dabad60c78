// SPDX-License-Identifier: BSL-1.0
// Writes docs/reference/apps.md: the table of apps, as include/otpp/provisioning has it.
//
//   c++ -std=c++20 -Iinclude tools/apps_page.cpp -o /tmp/apps_page && /tmp/apps_page > docs/reference/apps.md

#include <otpp/provisioning.hpp>

#include <iostream>
#include <string>
#include <string_view>

namespace {

using otpp::provisioning::detail::app_reading;

// "owner/repository commit, file" with a link to that commit; what is no repository stays as it is.
std::string linked(std::string_view source)
{
    std::string const text{source};
    auto const comma = text.find(", ");
    auto const repository = text.substr(0, text.find_first_of(" ,"));
    if (repository.find('/') == std::string::npos || repository.find('.') != std::string::npos)
        return text;
    auto const space = text.find(' ');
    bool const has_commit = space < comma;
    std::string link = "https://github.com/" + repository;
    if (has_commit) link += "/tree/" + text.substr(space + 1, comma - space - 1);
    return "[" + repository + "](" + link + "), `" + text.substr(comma + 2) + "`";
}

std::string wins(app_reading const& row)
{
    if (row.label == otpp::provisioning::detail::label_split::ignored) return "its entry's own";
    switch (row.issuer) {
    case otpp::provisioning::detail::issuer_from::parameter: return "parameter, and no other";
    case otpp::provisioning::detail::issuer_from::parameter_else_label: return "parameter";
    case otpp::provisioning::detail::issuer_from::label_else_parameter: return "label";
    }
    return "";
}

std::string range(app_reading const& row, otpp::provisioning::detail::number_range const& of,
                  std::string_view unit)
{
    if (row.algorithm == otpp::provisioning::detail::algorithm_names::unsaid) return "not said";
    if (of.beyond == otpp::provisioning::detail::beyond::ignored)
        return "always " + std::to_string(of.min) + std::string{unit};
    std::string const from = std::to_string(of.min);
    return of.max == otpp::provisioning::detail::int32_max
               ? "from " + from + std::string{unit}
               : from + " to " + std::to_string(of.max) + std::string{unit};
}

std::string algorithms(app_reading const& row)
{
    switch (row.algorithm) {
    case otpp::provisioning::detail::algorithm_names::ignored: return "always SHA1";
    case otpp::provisioning::detail::algorithm_names::exact: return "honoured, as it is spelled";
    case otpp::provisioning::detail::algorithm_names::any_case: return "honoured; unknown: refused";
    case otpp::provisioning::detail::algorithm_names::unsaid: return "not said";
    case otpp::provisioning::detail::algorithm_names::sha1_else: return "honoured; unknown: SHA1";
    }
    return "";
}

std::string hotp(app_reading const& row)
{
    if (row.hotp == otpp::provisioning::detail::hotp_as::totp) return "read as totp";
    if (row.hotp == otpp::provisioning::detail::hotp_as::refused) return "refused";
    std::string said = row.counter_missing < 0 ? "needs its counter" : "yes";
    if (row.first_shown == 1) said += ", one counter ahead";
    return said;
}

} // namespace

int main()
{
    std::cout << "# How apps read an otpauth URI\n\n"
                 "Made by tools/apps_page.cpp from `include/otpp/provisioning/` (app_table.hpp, "
                 "rule.hpp); not edited by hand. The\nsources were read on "
              << otpp::provisioning::facts_read
              << "; other versions of an app may do otherwise. `otpp.lint(uri)` finds what a\nURI "
                 "has of this, `otpp.as_read_by(app, uri)` shows what an app makes of it.\n\n"
                 "## At a glance\n\n"
                 "| app | issuer | algorithm | digits | period | hotp | source |\n"
                 "|---|---|---|---|---|---|---|\n";
    for (auto const& row : otpp::provisioning::detail::app_readings)
        std::cout << "| " << title(row.app) << " | " << wins(row) << " | " << algorithms(row)
                  << " | " << range(row, row.digits, "") << " | " << range(row, row.period, " s")
                  << " | " << hotp(row) << " | " << linked(row.source) << " |\n";
    std::cout << "\n## Rule by rule\n\n"
                 "What `lint` looks for, how bad it is, what to write instead, and what each app "
                 "does.\n";
    for (unsigned char i = 0; i != otpp::provisioning::rule_count; ++i) {
        auto const rule = static_cast<otpp::provisioning::rule>(i);
        std::cout << "\n### " << to_string(rule) << "\n\n"
                  << to_string(severity_of(rule)) << ": " << message(rule) << ". **Instead:** "
                  << mend(rule) << ".\n";
        auto const facts = otpp::provisioning::facts_of(rule);
        if (facts.empty()) continue;
        std::cout << "\n| app | what it does | source |\n|---|---|---|\n";
        for (auto const& each : facts)
            std::cout << "| " << title(each.app) << " | " << each.does << " | "
                      << linked(each.source()) << " |\n";
    }
}
