// SPDX-License-Identifier: BSL-1.0
// One server row, for some milliseconds: verifications a second, and their latency.
//
//   bench_server ROW CLIENTS MILLISECONDS FOLDER
//
// Prints a line of JSON. subject.py runs the rows in turn. Every code is right and must be accepted, or the
// run ends.

#include "clients.hpp"
#include "sqlite_limit.hpp"

#include <otpp/integrations/cryptopp_sealing.hpp>
#include <otpp/integrations/sqlite.hpp>
#include <otpp/otpp.hpp>
#include <otpp/server.hpp>
#include <otpp/server/memory_store.hpp>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::int64_t start = 1'800'000'000;
constexpr auto key = otpp::base32_literal<"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ">;

// The code of each step, generated before the measurement; all users share one secret.
class codes {
public:
    explicit codes(std::size_t steps)
    {
        otpp::totp const totp{key};
        for (std::size_t i = 0; i != steps; ++i) all_.push_back(totp.at(time(i)));
    }
    [[nodiscard]] static otpp::unix_time time(std::size_t step)
    {
        return otpp::unix_time{start + 30 * static_cast<std::int64_t>(step)};
    }
    [[nodiscard]] std::string_view at(std::size_t step) const { return all_[step].view(); }
    [[nodiscard]] std::size_t size() const { return all_.size(); }

private:
    std::vector<otpp::passcode> all_;
};

otpp::account account()
{
    auto made = otpp::account::make(*otpp::secret::from_bytes(key.bytes), {.name = "alice"});
    return *std::move(made);
}

// Each client verifies users of its own in turn, with their codes of a step.
template <class Verifier>
int verify(Verifier& verifier, bench::run const& how, int users, std::size_t steps)
{
    codes const right{steps};
    std::vector<std::vector<std::string>> names(static_cast<std::size_t>(how.clients));
    for (std::size_t client = 0; client != names.size(); ++client)
        for (int i = 0; i != users; ++i) {
            auto const& name = names[client].emplace_back("person" + std::to_string(client) + "-" +
                                                          std::to_string(i) + "@example.com");
            if (!verifier.begin(name, account(), codes::time(0)) ||
                !verifier.confirm(name, right.at(0), codes::time(0)))
                return 1;
        }
    return how.measure([&](std::size_t client, std::size_t number) {
        auto const& mine = names[client];
        std::size_t const step = 1 + number / mine.size();
        if (step >= right.size()) return bench::outcome::exhausted;
        bool const accepted =
            verifier.verify(mine[number % mine.size()], right.at(step), codes::time(step))
                .accepted();
        return accepted ? bench::outcome::good : bench::outcome::wrong;
    });
}

template <class Sealer>
int in_memory(Sealer const& ring, bench::run const& how)
{
    otpp::server::memory_store store;
    otpp::server::verifier verifier{store, ring};
    return verify(verifier, how, 1000 / how.clients,
                  std::size_t{4000} * static_cast<std::size_t>(how.clients));
}
template <class Sealer>
int in_a_file(Sealer const& ring, bench::run const& how, std::string const& folder)
{
    otpp::sqlite_store store{folder + "/otpp.db"};
    otpp::server::verifier verifier{store, ring};
    return verify(verifier, how, 64 / how.clients, 20'000);
}

// One load and two compare-and-sets of a line as long as a record's, and nothing else.
int limit(bench::run const& how, std::string const& folder)
{
    bench::sqlite_limit store{folder + "/limit.db"};
    std::string const rest(240, 'x');
    std::vector<std::vector<std::string>> names(static_cast<std::size_t>(how.clients));
    for (std::size_t client = 0; client != names.size(); ++client)
        for (int i = 0; i != 64 / how.clients; ++i) {
            names[client].push_back("person" + std::to_string(client) + "-" + std::to_string(i) +
                                    "@example.com");
            store.insert(names[client].back(), "0 " + rest);
        }
    return how.measure([&](std::size_t client, std::size_t number) {
        auto const& name = names[client][number % names[client].size()];
        std::string const first = store.load(name);
        std::string const second = std::to_string(2 * number + 1) + " " + rest;
        std::string const third = std::to_string(2 * number + 2) + " " + rest;
        bool const stored = store.compare_and_set(name, first, second) &&
                            store.compare_and_set(name, second, third);
        return stored ? bench::outcome::good : bench::outcome::wrong;
    });
}

// The matching part of a verification: the codes of three steps, of a key that is prepared or not.
int match(bench::run const& how, bool prepared)
{
    codes const right{1000};
    auto const secret = *otpp::secret::from_bytes(key.bytes);
    otpp::totp const ready{secret};
    return how.measure([&](std::size_t, std::size_t number) {
        std::size_t const step = number % right.size();
        bool const matches =
            prepared ? ready.match(right.at(step), codes::time(step)).has_value()
                     : otpp::totp{secret}.match(right.at(step), codes::time(step)).has_value();
        return matches ? bench::outcome::good : bench::outcome::wrong;
    });
}

// The key of an unsealed record: parsed and opened by the plaintext sealer.
int unseal(bench::run const& how)
{
    otpp::server::plaintext_sealer const ring;
    auto const sealed = ring.seal(key, {});
    auto const text = otpp::server::text_of(*sealed);
    return how.measure([&](std::size_t, std::size_t) {
        otpp::server::sealed_secret read;
        if (!read.read(text.view())) return bench::outcome::wrong;
        auto const opened = ring.open(read, {});
        otpp::detail::keep_stores(opened);
        return opened ? bench::outcome::good : bench::outcome::wrong;
    });
}

} // namespace

int main(int count, char** arguments)
{
    if (count != 5) return 2;
    std::string_view const row = arguments[1];
    std::string const folder = arguments[4];
    bool const fast = !row.starts_with("sqlite") && row != "limit";
    bench::run const how{std::atoi(arguments[2]), std::atoi(arguments[3]), fast ? 100 : 1};
    otpp::server::plaintext_sealer const plaintext;
    auto const keys = otpp::server::key_ring::new_key(1);
    otpp::cryptopp_sealer const sealed{*otpp::server::key_ring::from_text(keys->view())};
    if (row == "match_cold") return match(how, false);
    if (row == "match_prepared") return match(how, true);
    if (row == "unseal") return unseal(how);
    if (row == "memory") return in_memory(plaintext, how);
    if (row == "memory_sealed") return in_memory(sealed, how);
    if (row == "sqlite") return in_a_file(plaintext, how, folder);
    if (row == "sqlite_sealed") return in_a_file(sealed, how, folder);
    if (row == "limit") return limit(how, folder);
    return 2;
}
