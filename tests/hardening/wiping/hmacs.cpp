// SPDX-License-Identifier: BSL-1.0
// HMAC of each hash, with keys below, at and above the size of a block.

#include <otpp/backend.hpp>
#include <otpp/hmac.hpp>

#include "harness.hpp"

#include <array>
#include <utility>

namespace {

using wiping::bytes;

constexpr char const* keys[]{"key_20", "key_100", "key_128", "key_200"};

// As in needles.py.
constexpr std::array<unsigned char, 9> message{'a', ' ', 'm', 'e', 's', 's', 'a', 'g', 'e'};
constexpr auto long_message = [] {
    std::array<unsigned char, 200> made{};
    for (std::size_t i = 0; i != made.size(); ++i) made[i] = static_cast<unsigned char>(i);
    return made;
}();

template <class H>
void codes()
{
    for (auto const* key : keys) {
        otpp::hmac<H> const prepared{bytes(key)};
        auto code = prepared(message);
        auto long_code = prepared(long_message);
        wiping::forget(code);
        wiping::forget(long_code);
    }
}

template <class H>
void moves()
{
    for (auto const* key : keys) {
        otpp::hmac<H> first{bytes(key)};
        otpp::hmac<H> second{bytes("key_20")};
        otpp::hmac<H> third{std::move(first)};
        second = std::move(third);
        auto code = second(message);
        wiping::forget(code);
    }
}

template <class H>
alignas(otpp::hmac<H>) unsigned char kept[sizeof(otpp::hmac<H>)];

template <class H>
void moved_from()
{
    auto* const source = new (kept<H>) otpp::hmac<H>{bytes("key_128")};
    otpp::hmac<H> const target{std::move(*source)};
}

template <class H>
void hashed()
{
    for (auto const* key : keys) {
        auto digest = otpp::hash<H>(bytes(key));
        wiping::forget(digest);
    }
}

template <class H>
struct paths {
    wiping::path codes, moves, moved_from, hashed;
};

#define PATHS(backend, hash)                                                                       \
    {                                                                                              \
        {#backend " hmac " #hash ": codes", codes<otpp::backend::hash>},                           \
            {#backend " hmac " #hash ": moved", moves<otpp::backend::hash>},                       \
            {#backend " hmac " #hash ": moved from, not yet destroyed",                            \
             moved_from<otpp::backend::hash>},                                                     \
        {                                                                                          \
            #backend " " #hash ": of a key", hashed<otpp::backend::hash>                           \
        }                                                                                          \
    }

paths<otpp::builtin::sha1> const builtin_sha1 PATHS(builtin, sha1);
paths<otpp::builtin::sha256> const builtin_sha256 PATHS(builtin, sha256);
paths<otpp::builtin::sha512> const builtin_sha512 PATHS(builtin, sha512);
paths<otpp::portable::sha1> const portable_sha1 PATHS(portable, sha1);
paths<otpp::portable::sha256> const portable_sha256 PATHS(portable, sha256);

} // namespace
