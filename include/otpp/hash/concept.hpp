// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_HASH_CONCEPT_HPP
#define OTPP_HASH_CONCEPT_HPP
// What HMAC needs of a hash: FIPS 180-4, https://csrc.nist.gov/pubs/fips/180-4/upd1/final

#include <otpp/algorithm.hpp> // before any type sha1, or g++'s -Wshadow minds its enumerators

#include <array>
#include <concepts>
#include <cstddef>

namespace otpp {

/// A hash of the SHA family, seen as its compression function.
///
///   word        std::uint32_t or std::uint64_t
///   state       the chaining value, an array of words; the digest is all of it, big-endian
///   block       16 message words, already read as big-endian numbers
///   initial     the state before the first block
///   compress    takes each of n states one block further. It may scribble over the blocks
///               (the message schedule is built in place) and leaves no other copy of them.
template <class H>
concept hash_function = requires(typename H::state* states, typename H::block* blocks) {
    requires std::unsigned_integral<typename H::word>;
    requires std::same_as<typename H::block, std::array<typename H::word, 16>>;
    requires std::same_as<typename H::state::value_type, typename H::word>;
    requires std::same_as<decltype(H::initial), typename H::state const>;
    { H::compress(states, blocks, std::size_t{1}) } noexcept -> std::same_as<void>;
};

/// Bytes that one compression takes in.
template <hash_function H>
inline constexpr std::size_t block_size = sizeof(typename H::block);

/// Bytes that come out.
template <hash_function H>
inline constexpr std::size_t digest_size = sizeof(typename H::state);

template <hash_function H>
using digest = std::array<unsigned char, digest_size<H>>;

} // namespace otpp

#endif
