// SPDX-License-Identifier: BSL-1.0
// A verifier keeps a reference to its sealer: one made within the expression is refused.
#include <otpp/integrations/cryptopp_sealing.hpp>
#include <otpp/server.hpp>
#include <otpp/server/memory_store.hpp>

#include <utility>

void program_of_the_ring_of_zeros(otpp::result<otpp::server::key_ring> ring,
                                  otpp::server::memory_store& store)
{
    using namespace otpp;
    using server::verifier;
    verifier v{store,
               cryptopp_sealer{*std::move(ring)}}; // refused: otpp::server::verifier::verifier
    cryptopp_sealer const sealer{*std::move(ring)};
    verifier good{store, sealer};
}
