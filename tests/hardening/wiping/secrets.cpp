// SPDX-License-Identifier: BSL-1.0
// Secrets from everywhere, moved about, shown as text, and refused.

#include <otpp/secret.hpp>

#include "harness.hpp"

#include <cstdlib>
#include <utility>

namespace {

using wiping::bytes;
using wiping::text;

void check(bool good)
{
    if (!good) std::abort();
}

wiping::path const from_bytes{"secret: from_bytes", [] {
                                  for (auto const* name : {"key_20", "key_100", "key_128"})
                                      check(otpp::secret::from_bytes(bytes(name)).has_value());
                              }};

wiping::path const from_bytes_refused{"secret: from_bytes, too long",
                                      [] { check(!otpp::secret::from_bytes(bytes("key_200"))); }};

wiping::path const from_base32{"secret: from_base32", [] {
                                   for (auto const* name : {"base32_20", "base32_100", "base32_128",
                                                            "base32_typed_20", "base32_typed_128"})
                                       check(otpp::secret::from_base32(text(name)).has_value());
                               }};

wiping::path const from_base32_refused{
    "secret: from_base32, refused after most of it was read", [] {
        for (auto const* name : {"base32_broken_20", "base32_broken_100", "base32_short_20",
                                 "base32_short_128", "base32_200"})
            check(!otpp::secret::from_base32(text(name)));
    }};

wiping::path const generate{
    "secret: generate", [] {
        for (std::size_t const size : {16u, 20u, 128u}) {
            auto const made = otpp::secret::generate(size);
            wiping::seek(made->bytes());
        }
        auto const made = otpp::secret::generate(otpp::algorithm::sha512);
        wiping::seek(made->bytes());
        auto const shown = made->base32(4);
        auto const plain = made->base32();
        auto const view = plain.view();
        wiping::seek({reinterpret_cast<unsigned char const*>(view.data()), view.size()});
    }};

[[gnu::noinline]] otpp::secret handed_on(otpp::secret from)
{
    otpp::secret here{std::move(from)};
    return here;
}

wiping::path const moved{"secret: moved, and what it is moved from", [] {
                             auto first = *otpp::secret::from_bytes(bytes("key_128"));
                             auto second = *otpp::secret::from_bytes(bytes("key_20"));
                             otpp::secret third{std::move(first)};
                             third = std::move(second);
                             otpp::secret const last = handed_on(std::move(third));
                             check(last.size() == 20);
                         }};

// The objects live on, so that only the move itself can have wiped.
alignas(otpp::secret) unsigned char kept[sizeof(otpp::secret)];

wiping::path const moved_from{"secret: moved from, not yet destroyed", [] {
                                  auto made = otpp::secret::from_bytes(bytes("key_128"));
                                  auto* const source = new (kept) otpp::secret{*std::move(made)};
                                  otpp::secret const target{std::move(*source)};
                                  check(target.size() == 128);
                              }};

wiping::path const shown{"base32_text", [] {
                             for (auto const* name : {"key_20", "key_100", "key_128"}) {
                                 auto const made = otpp::secret::from_bytes(bytes(name));
                                 auto const plain = made->base32();
                                 auto const grouped = made->base32(4);
                                 check(plain.view().size() < grouped.view().size());
                             }
                         }};

} // namespace
