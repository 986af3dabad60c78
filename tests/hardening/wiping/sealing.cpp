// SPDX-License-Identifier: BSL-1.0
// Secrets that are sealed, opened, and refused, under keys of a ring. Crypto++ does the work: what it leaves is ours to
// clear.

#include <otpp/integrations/cryptopp_sealing.hpp>

#include "harness.hpp"

#include <cstdlib>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace {

using wiping::bytes;

void check(bool good)
{
    if (!good) std::abort();
}

otpp::server::seal_context context()
{
    otpp::server::secret_id id;
    check(id.read("AAAAAAAAAAAAAAAA"));
    return {"alice", id, {}};
}

void sought(std::string_view text)
{
    wiping::seek({reinterpret_cast<unsigned char const*>(text.data()), text.size()});
}

otpp::cryptopp_sealer sealer_of_random_keys()
{
    auto const text = otpp::server::key_ring::new_key(1);
    auto ring = otpp::server::key_ring::from_text(text->view());
    wiping::seek(ring->key(1));
    sought(text->view());
    return otpp::cryptopp_sealer{*std::move(ring)};
}

wiping::path const ring{"key_ring: made, read, moved", [] {
                            auto const sealer = sealer_of_random_keys();
                            check(sealer.key_version() == 1);
                        }};

wiping::path const ring_refused{"key_ring: refused after the first key", [] {
                                    auto const text = otpp::server::key_ring::new_key(1);
                                    sought(text->view());
                                    std::string both{text->view()};
                                    both += " 2.short";
                                    check(!otpp::server::key_ring::from_text(both));
                                    wiping::forget(both.data(), both.size());
                                }};

wiping::path const ring_doubled{"key_ring: refused for a version that is there", [] {
                                    auto const text = otpp::server::key_ring::new_key(1);
                                    auto const again = otpp::server::key_ring::new_key(1);
                                    sought(text->view()), sought(again->view());
                                    std::string both;
                                    both.reserve(200); // one place to forget
                                    both += text->view();
                                    both += '\n';
                                    both += again->view();
                                    check(!otpp::server::key_ring::from_text(both));
                                    wiping::forget(both.data(), both.size());
                                }};

wiping::path const ring_of_a_file{"key_ring: from a file", [] {
                                      char name[] = "/tmp/otpp-wiping-XXXXXX";
                                      int const file = ::mkstemp(name); // with mode 0600
                                      auto const text = otpp::server::key_ring::new_key(1);
                                      sought(text->view());
                                      check(::write(file, text->view().data(), text->size()) ==
                                            static_cast<::ssize_t>(text->size()));
                                      check(otpp::server::key_ring::from_file(name).has_value());
                                      check(::unlink(name) == 0 && ::close(file) == 0);
                                  }};

wiping::path const moved{"cryptopp_sealer: moved", [] {
                             auto first = sealer_of_random_keys();
                             otpp::cryptopp_sealer const second{std::move(first)};
                             auto const sealed =
                                 second.seal(*otpp::key_view::from(bytes("key_20")), context());
                             check(second.open(*sealed, context()).has_value());
                             check(!first.open(*sealed, context()));
                         }};

wiping::path const cut{"cryptopp_sealer: open, refused for its length", [] {
                           auto const sealer = sealer_of_random_keys();
                           auto const sealed =
                               sealer.seal(*otpp::key_view::from(bytes("key_20")), context());
                           otpp::server::sealed_secret shorter;
                           check(shorter.assign(1, sealed->bytes().first(40)));
                           check(!sealer.open(shorter, context()));
                       }};

wiping::path const seal{
    "cryptopp_sealer: seal", [] {
        auto const sealer = sealer_of_random_keys();
        for (auto const* name : {"key_20", "key_100", "key_128"})
            check(sealer.seal(*otpp::key_view::from(bytes(name)), context()).has_value());
    }};

wiping::path const open{"cryptopp_sealer: open", [] {
                            auto const sealer = sealer_of_random_keys();
                            for (auto const* name : {"key_20", "key_100", "key_128"}) {
                                auto const sealed =
                                    sealer.seal(*otpp::key_view::from(bytes(name)), context());
                                check(sealer.open(*sealed, context()).has_value());
                            }
                        }};

wiping::path const refused{"cryptopp_sealer: open, refused with the secret already read", [] {
                               auto const sealer = sealer_of_random_keys();
                               for (auto const* name : {"key_20", "key_100", "key_128"}) {
                                   auto const sealed =
                                       sealer.seal(*otpp::key_view::from(bytes(name)), context());
                                   auto elsewhere = context();
                                   elsewhere.factor = "bob";
                                   check(!sealer.open(*sealed, elsewhere));
                               }
                           }};

} // namespace
