// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SERVER_RACE_SEALER_HPP
#define OTPP_TESTS_SERVER_RACE_SEALER_HPP
// A sealer that notes every secret that is opened, which is once for each code that is evaluated: a byte more in
// a file, written before the code is looked at, so that it outlives the process.

#include <otpp/server/policy.hpp>
#include <otpp/server/sealer.hpp>

#ifdef OTPP_TEST_CRYPTOPP
#include <otpp/integrations/cryptopp_sealing.hpp>
#endif

#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace race {

#ifdef OTPP_TEST_CRYPTOPP
using ring = otpp::cryptopp_sealer;
inline ring ring_of(char const* file)
{
    auto keys = otpp::server::key_ring::from_file(file);
    if (!keys) std::abort();
    return ring{*std::move(keys)};
}
#else
using ring = otpp::server::plaintext_sealer;
inline ring ring_of(char const*) { return {}; }
#endif

class noting_sealer {
public:
    noting_sealer(char const* keys, char const* notes)
        : ring_{ring_of(keys)}, notes_{::open(notes, O_WRONLY | O_CREAT | O_APPEND, 0600)}
    {
        if (notes_ < 0) std::abort();
    }

    [[nodiscard]] std::int64_t key_version() const noexcept { return ring_.key_version(); }
    [[nodiscard]] otpp::result<otpp::server::sealed_secret>
    seal(otpp::key_view key, otpp::server::seal_context const& of) const
    {
        return ring_.seal(key, of);
    }
    [[nodiscard]] otpp::result<otpp::secret> open(otpp::server::sealed_secret const& sealed,
                                                  otpp::server::seal_context const& of) const
    {
        if (::write(notes_, ".", 1) != 1) std::abort();
        return ring_.open(sealed, of);
    }

private:
    ring ring_;
    int notes_;
};

/// Many attempts in no time: only the limit counts.
inline otpp::server::policy unthrottled(int limit = 1'000'000)
{
    otpp::server::policy rules;
    rules.delay = 0;
    rules.budget = 86'400;
    rules.limit = *otpp::server::attempt_limit::from(limit);
    return rules;
}

} // namespace race

#endif
