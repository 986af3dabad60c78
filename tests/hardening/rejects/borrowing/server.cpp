// SPDX-License-Identifier: BSL-1.0
// A server's views of owners that do not last: a compiler refuses or warns on the marked lines, and on no other.
#include <otpp/server.hpp>
#include <otpp/server/key_ring.hpp>
#include <otpp/server/memory_store.hpp>
#include <otpp/uri.hpp>

#include <string>
#include <utility>

using namespace otpp::server;

otpp::result<key_ring> ring();
otpp::result<sealed_secret> sealed();
otpp::result<recovery_code> code();
record recorded();
call made();
std::string text();
memory_store made_store();
plaintext_sealer made_sealer();
inline constexpr policy rules{};
inline constexpr otpp::unix_time now{59};

void verifiers()
{
    memory_store kept;
    plaintext_sealer const kept_sealer;
    verifier v{kept, made_sealer()};               // refused: otpp::server::verifier::verifier
    verifier w{made_store(), kept_sealer};         // refused: otpp::server::verifier::verifier
    auto& r = verifier{kept, kept_sealer}.rules(); // dangles: otpp::server::verifier::rules
    verifier good{kept, kept_sealer, policy::nist_800_63b()};
    auto const& good_rules = good.rules();
}

void texts_that_wipe_themselves()
{
    auto k = (*ring()).key(1);               // refused: otpp::server::key_ring::key
    auto v = (*ring()).versions();           // refused: otpp::server::key_ring::versions
    auto a = ring()->key(1);                 // refused: otpp::result::operator->
    auto t = key_ring::new_key(1)->view();   // refused: otpp::result::operator->
    auto f = (*key_ring::new_key(1)).view(); // refused: otpp::server::revealed_text::view
    auto b = (*sealed()).bytes();            // refused: otpp::server::sealed_secret::bytes
    auto s = (*code()).symbols();            // refused: otpp::server::recovery_code::symbols
    auto g = (*code()).text().view();        // refused: otpp::server::revealed_text::view
    auto c = typed_codes{}.all();            // refused: otpp::server::typed_codes::all
    auto h = text_of(*sealed()).view();      // dangles: otpp::server::field::view
    auto const kept = ring();
    auto const good = kept->key(1);
    auto const shown = key_ring::new_key(1);
    auto const good_text = shown->view();
}

void records_and_policies(std::string const& kept)
{
    auto p = pending_of(recorded());               // dangles: otpp::server::pending_of
    auto i = recorded().id.view();                 // dangles: otpp::server::secret_id::view
    auto w = policy_warnings{rules, 6, {}}.list(); // refused: otpp::server::policy_warnings::list
    recovery_codes c{text()}; // refused: otpp::server::recovery_codes::recovery_codes
    auto const salt = recovery_codes{kept}.salt(); // lasts: otpp::server::recovery_codes::salt
    // the name of the member is a literal
    policy_fault const none{"delay", {}};  // lasts: otpp::server::policy_fault
    auto const fault = fault_of(policy{}); // lasts: otpp::server::fault_of
    auto const said = message(verdict{});  // lasts: otpp::server::message
    auto const record = recorded();
    auto const good = pending_of(record);
    auto const account = otpp::parse_uri(kept);
    unsigned char random[secret_id::bytes]{};
    auto const of = pending_for(rules, *account, random, now); // lasts: otpp::server::pending_for
}

void aggregates_of_views(std::string const& kept)
{
    order o{.pending = text()};         // dangles: otpp::server::order
    seal_context s{.factor = text()};   // dangles: otpp::server::seal_context
    pending_secret p{.sealed = text()}; // dangles: otpp::server::pending_secret
    recovery_proof r{.salt = text()};   // dangles: otpp::server::recovery_proof
    event e{.factor = text()};          // dangles: otpp::server::event
    order const good{.pending = kept};
}

void calls(std::string const& kept)
{
    auto a = call::passcode(rules, text(), "123456", now); // refused: otpp::server::call::passcode
    auto b = call::confirm(rules, text(), "123456", now);  // refused: otpp::server::call::confirm
    auto c =
        call::resynchronise(rules, text(), {}, now); // refused: otpp::server::call::resynchronise
    auto d = call::recover(rules, text(), "", now);  // refused: otpp::server::call::recover
    auto e = call::by_code(rules, text(), "123456", now); // refused: otpp::server::call::by_code
    auto f = call::begin(rules, "alice", text(), now);    // refused: otpp::server::call::begin
    auto g = call::reset(rules, text(), {}, now);         // refused: otpp::server::call::reset
    auto h = call::status(rules, text(), now);            // refused: otpp::server::call::status
    auto i = call::reseal(rules, text(), 1);              // refused: otpp::server::call::reseal
    auto j = event_of(made());                            // dangles: otpp::server::event_of
    auto good = call::passcode(rules, kept, text(), now);
    auto const heard = event_of(good);
}

void exchanges()
{
    auto a = made().slot();              // dangles: otpp::server::exchange::slot
    auto b = made().expected();          // dangles: otpp::server::exchange::expected
    auto c = made().line();              // dangles: otpp::server::exchange::line
    auto& d = made().room();             // dangles: otpp::server::exchange::room
    auto e = made().context();           // dangles: otpp::server::exchange::context
    auto f = made().key();               // dangles: otpp::server::exchange::key
    auto& g = made().said();             // dangles: otpp::server::exchange::said
    auto& h = made().seen();             // dangles: otpp::server::exchange::seen
    auto& i = made().rules();            // dangles: otpp::server::exchange::rules
    auto const factor = made().factor(); // lasts: otpp::server::exchange::factor
    auto kept = made();
    kept.loaded(text()); // lasts: otpp::server::exchange::loaded
}
