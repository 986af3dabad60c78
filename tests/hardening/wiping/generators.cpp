// SPDX-License-Identifier: BSL-1.0
// hotp and totp of each algorithm and backend: prepared, asked, matched, moved, refused.

#include <otpp/hotp.hpp>
#include <otpp/totp.hpp>

#include "harness.hpp"

#include <cstdlib>
#include <utility>

namespace {

using wiping::bytes;

constexpr char const* keys[]{"key_20", "key_100", "key_128"};
constexpr otpp::algorithm algorithms[]{otpp::algorithm::sha1, otpp::algorithm::sha256,
                                       otpp::algorithm::sha512};

void check(bool good)
{
    if (!good) std::abort();
}

template <class Work>
void each(Work work)
{
    for (auto const* name : keys)
        for (auto const which : algorithms) {
            auto const key = otpp::secret::from_bytes(bytes(name));
            work(*key, which);
        }
}

template <class B>
void at()
{
    each([](otpp::secret const& key, otpp::algorithm which) {
        otpp::basic_totp<B> const totp{key, {.digits = 8, .algorithm = which}};
        check(totp.at(otpp::unix_time{300}).view().size() == 8);
        check(totp.at(otpp::unix_time{-1}).empty());
        otpp::basic_hotp<B> const hotp{key, {.algorithm = which}};
        check(hotp.at(1).view().size() == 6);
        check(hotp.at(-1).empty());
    });
}

template <class B>
void match()
{
    each([](otpp::secret const& key, otpp::algorithm which) {
        otpp::basic_totp<B> const totp{key, {.digits = 8, .algorithm = which}};
        auto const passcode = totp.at(otpp::unix_time{330});
        check(totp.match(passcode.view(), otpp::unix_time{300}).has_value());
        check(!totp.match(passcode.view(), otpp::unix_time{450}).has_value());
        check(totp.match(passcode.view(), otpp::unix_time{300}, {10, 10}).has_value());
        check(!totp.match("not a code", otpp::unix_time{300}).has_value());
        otpp::basic_hotp<B> const hotp{key, {.digits = 8, .algorithm = which}};
        check(hotp.match(passcode.view(), 3)->drift == 8);
        check(!hotp.match(passcode.view(), 12).has_value());
        check(!hotp.match(passcode.view(), -1).has_value());
    });
}

template <class B>
void moved()
{
    each([](otpp::secret const& key, otpp::algorithm which) {
        otpp::basic_totp<B> first{key, {.algorithm = which}};
        otpp::basic_totp<B> second{key};
        otpp::basic_totp<B> third{std::move(first)};
        second = std::move(third);
        check(!second.at(otpp::unix_time{0}).empty());
        otpp::basic_hotp<B> counted{key, {.algorithm = which}};
        otpp::basic_hotp<B> const other{std::move(counted)};
        check(!other.at(0).empty());
    });
}

template <class B>
alignas(otpp::basic_hotp<B>) unsigned char kept[3][sizeof(otpp::basic_hotp<B>)];

template <class B>
void moved_from()
{
    for (int i = 0; i != 3; ++i) {
        auto const key = otpp::secret::from_bytes(bytes("key_128"));
        auto* const source =
            new (kept<B>[i]) otpp::basic_hotp<B>{*key, {.algorithm = algorithms[i]}};
        otpp::basic_hotp<B> const target{std::move(*source)};
        check(!target.at(0).empty());
    }
}

#define PATHS(backend)                                                                             \
    wiping::path const backend##_at{#backend ": at", at<otpp::backend>};                           \
    wiping::path const backend##_match{#backend ": match", match<otpp::backend>};                  \
    wiping::path const backend##_moved{#backend ": moved", moved<otpp::backend>};                  \
    wiping::path const backend##_moved_from{#backend ": moved from, not yet destroyed",            \
                                            moved_from<otpp::backend>};

PATHS(builtin)
PATHS(portable)

// One call and no other, which would overwrite what it leaves.
wiping::path const made{"totp: made, not asked", [] {
                            otpp::totp const totp{*otpp::key_view::from(bytes("key_20"))};
                            check(totp.digits().value() == 6);
                        }};
wiping::path const matched{"totp: one match", [] {
                               otpp::totp const totp{*otpp::key_view::from(bytes("key_20"))};
                               check(!totp.match("000000", otpp::unix_time{59}));
                           }};

} // namespace
