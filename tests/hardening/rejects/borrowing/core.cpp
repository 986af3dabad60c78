// SPDX-License-Identifier: BSL-1.0
// Views of owners that do not last: a compiler refuses or warns on the marked lines, and on no other.
#include <otpp/otpp.hpp>

#include <array>
#include <string>
#include <utility>

using bytes = std::array<unsigned char, 20>;

otpp::result<otpp::secret> secret();
otpp::result<otpp::account> account();
std::string text();
otpp::secret_literal<20> literal();

void program_of_the_zero_key()
{
    otpp::key_view k = *otpp::secret::from_base32("JBSWY3DP"); // refused: otpp::key_view::key_view
    otpp::totp t{k};
    auto const owner = *secret();
    otpp::key_view const lasting = owner;
    otpp::totp const good{lasting};
}

void programs_of_freed_texts(otpp::secret const& s, otpp::account const& a)
{
    auto v = build_uri(a)->view();   // refused: otpp::result::operator->
    auto x = s.base32(4).view();     // refused: otpp::base32_text::view
    auto w = (*build_uri(a)).view(); // refused: otpp::uri_text::view
    auto const uri = build_uri(a);
    auto const good = uri->view();
    auto const groups = s.base32(4);
    auto const good_too = groups.view();
}

void secrets_and_keys()
{
    auto b = (*secret()).bytes();                            // refused: otpp::secret::bytes
    auto s = secret()->bytes();                              // refused: otpp::result::operator->
    otpp::key_view l = literal();                            // refused: otpp::key_view::key_view
    auto f = otpp::key_view::from(bytes{});                  // refused: otpp::key_view::from
    auto m = otpp::key_view{std::move(*account()).secret()}; // refused: otpp::account::secret
    otpp::totp const by_temporary{*secret()};
    otpp::hotp const by_another{*secret(), {.digits = 8}};
    otpp::prepared_key<otpp::builtin> const prepared{*secret(), otpp::algorithm::sha1};
    bytes const kept{};
    auto const from_kept = otpp::key_view::from(kept);
    auto const shown = from_kept->bytes();
    auto const same = (*otpp::key_view::from(kept)).bytes(); // lasts: otpp::key_view::bytes
}

void results()
{
    otpp::result<otpp::passcode> const constant = otpp::passcode::parse("123456", 6);
    auto c = *std::move(constant); // refused: otpp::result::operator*
    auto const& by_value = *otpp::passcode::parse("123456", 6);
    auto* p = otpp::passcode::parse("123456", 6).operator->(); // dangles: otpp::result::operator->
    auto const empty = otpp::passcode::parse("123456", 6)->empty();
}

void passcodes(otpp::hotp const& hotp)
{
    auto v = hotp.at(0).view(); // dangles: otpp::passcode::view
    auto const passcode = hotp.at(0);
    auto const good = passcode.view();
    auto const within = hotp.at(0).view().size();
}

void accounts()
{
    auto n = (*account()).name();                  // refused: otpp::account::name
    auto i = (*account()).issuer();                // refused: otpp::account::issuer
    auto p = (*account()).issuer_parameter();      // refused: otpp::account::issuer_parameter
    auto x = (*account()).issuer_prefix();         // refused: otpp::account::issuer_prefix
    auto o = (*account()).other_parameters();      // refused: otpp::account::other_parameters
    auto t = (*account()).notes();                 // refused: otpp::account::notes
    auto d = account()->name();                    // refused: otpp::result::operator->
    otpp::account_options options{.name = text()}; // dangles: otpp::account_options
    auto const owner = account();
    auto const name = owner->name();
    auto const made = otpp::account::make(*secret(), {.name = text()});
}
