// SPDX-License-Identifier: BSL-1.0
// Factors from their first day to their last, over a store in memory and a sealer that does not seal: every
// line of the store holds the secret, and each is done with at the end of its path.

#include <otpp/account.hpp>
#include <otpp/server.hpp>
#include <otpp/server/memory_store.hpp>
#include <otpp/totp.hpp>

#include "harness.hpp"

#include <cstdlib>
#include <string_view>
#include <utility>

namespace {

using otpp::unix_time;
using wiping::bytes;

constexpr std::int64_t noon = 1'700'000'010;

void check(bool good)
{
    if (!good) std::abort();
}

void sought(std::string_view text)
{
    wiping::seek({reinterpret_cast<unsigned char const*>(text.data()), text.size()});
}

otpp::key_view key(char const* name) { return *otpp::key_view::from(bytes(name)); }

otpp::account account(char const* name)
{
    return *otpp::account::make(*otpp::secret::from_bytes(bytes(name)), {.name = "alice"});
}

// As a line of the store says it.
void seek_sealed(char const* name)
{
    otpp::server::sealed_secret const sealed =
        *otpp::server::plaintext_sealer{}.seal(key(name), {});
    auto const line = text_of(sealed);
    sought(line.view().substr(2)); // behind the version of no key
}

// A factor in use, whose codes are those of a key.
struct service {
    otpp::server::memory_store store;
    otpp::server::plaintext_sealer ring;
    otpp::server::verifier<otpp::server::memory_store, otpp::server::plaintext_sealer> people{store,
                                                                                              ring};

    explicit service(char const* name = "key_20")
    {
        seek_sealed(name);
        check(people.begin("alice", account(name), unix_time{noon}).has_value());
        check(people.confirm("alice", code(name, 0).view(), unix_time{noon}).accepted());
    }
    static otpp::passcode code(char const* name, int step)
    {
        return otpp::totp{key(name)}.at(unix_time{noon + 30 * step});
    }
    otpp::server::verdict verify(int step)
    {
        return people.verify("alice", code("key_20", step).view(), unix_time{noon + 30 * step});
    }
};

wiping::path const begun{
    "verifier: begin, never confirmed", [] {
        otpp::server::memory_store store;
        otpp::server::plaintext_sealer const ring;
        otpp::server::verifier people{store, ring};
        seek_sealed("key_20");
        for (int again = 0; again != 2; ++again)
            check(people.begin("alice", account("key_20"), unix_time{noon}).has_value());
    }};

wiping::path const generated{"verifier: begin, with a key of its own", [] {
                                 otpp::server::memory_store store;
                                 otpp::server::plaintext_sealer const ring;
                                 otpp::server::verifier people{store, ring};
                                 auto const made =
                                     people.begin("alice", {.name = "alice"}, unix_time{noon});
                                 wiping::seek(made->secret().bytes());
                             }};

wiping::path const verified{
    "verifier: verify, accepted, replayed, mismatch, throttled", [] {
        service with;
        check(with.verify(1).accepted());
        check(with.verify(1).kind == otpp::server::verdict_kind::replayed);
        check(with.verify(900).accepted());
        auto const wrong = with.people.verify("alice", service::code("key_100", 1801).view(),
                                              unix_time{noon + 30 * 1801});
        check(wrong.kind == otpp::server::verdict_kind::mismatch);
        check(with.verify(1801).kind == otpp::server::verdict_kind::throttled);
    }};

wiping::path const longest{"verifier: a key of 128 bytes", [] { service with{"key_128"}; }};

wiping::path const unknown{"verifier: verify, of nobody", [] {
                               service with;
                               auto const said =
                                   with.people.verify("bob", "000000", unix_time{noon});
                               check(said.kind == otpp::server::verdict_kind::not_enrolled);
                           }};

wiping::path const resynchronised{
    "verifier: resynchronise", [] {
        service with;
        auto const first = service::code("key_20", 50);
        auto const second = service::code("key_20", 51);
        std::string_view const codes[]{first.view(), second.view()};
        check(with.people.resynchronise("alice", codes, unix_time{noon + 60}).accepted());
    }};

wiping::path const recovered{
    "verifier: recovery_codes, recover", [] {
        service with;
        auto const made = with.people.recovery_codes("alice", service::code("key_20", 1).view(),
                                                     unix_time{noon + 30}, 16);
        check(made.verdict.accepted());
        for (auto const& code : made.codes) {
            auto const text = code.text();
            sought(text.view());
        }
        auto const first = made.codes[0].text();
        check(with.people.recover("alice", first.view(), unix_time{noon + 60}).accepted());
        check(!with.people.recover("alice", first.view(), unix_time{noon + 90}).accepted());
    }};

wiping::path const replaced{
    "verifier: replace, confirmed", [] {
        service with;
        auto const made = with.people.replace("alice", service::code("key_20", 1).view(),
                                              {.name = "alice"}, unix_time{noon + 30});
        check(made.verdict.accepted());
        wiping::seek(made.account->secret().bytes());
        otpp::totp const phone{made.account->secret()};
        auto const code = phone.at(unix_time{noon + 60});
        check(with.people.confirm("alice", code.view(), unix_time{noon + 60}).accepted());
    }};

wiping::path const ended{
    "verifier: deactivate, and the store lives on", [] {
        service with;
        check(
            with.people.deactivate("alice", service::code("key_20", 1).view(), unix_time{noon + 30})
                .accepted());
    }};

wiping::path const erased{
    "verifier: reset, erased", [] {
        service with;
        check(with.people.reset("alice", otpp::server::reset_to::erased, "asked", unix_time{noon})
                  .accepted());
    }};

wiping::path const seen{"verifier: status, reseal", [] {
                            service with;
                            check(with.people.status("alice", unix_time{noon}).has_value());
                            check(with.people.reseal("alice").accepted());
                        }};

wiping::path const read{"parse_record, write", [] {
                            service with;
                            otpp::server::record_text line;
                            check(*with.store.load("alice", line));
                            auto const record = otpp::server::parse_record(line.view());
                            auto const again = write(*record);
                            check(again.view() == line.view());
                        }};

} // namespace
