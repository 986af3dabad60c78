// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BACKEND_HPP
#define OTPP_BACKEND_HPP
// A backend: where the three hashes under our HMAC come from.

#include <otpp/detail/cpu.hpp>
#include <otpp/hash/concept.hpp>
#include <otpp/hash/detail/sha1_x86.hpp>
#include <otpp/hash/detail/sha2_x86.hpp>
#include <otpp/hash/sha1.hpp>
#include <otpp/hash/sha2.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace otpp {

/// A type with three hashes. To write one: a struct with these three names, nothing more.
template <class B>
concept backend = hash_function<typename B::sha1> && hash_function<typename B::sha256> &&
                  hash_function<typename B::sha512>;

namespace detail {

// The processor's instructions where it has them, asked at run time; else the portable text.
template <hash_function Portable, hash_function X86>
struct best_of : Portable {
    static constexpr void compress(typename Portable::state* states,
                                   typename Portable::block* blocks, std::size_t n) noexcept
    {
        if (!__builtin_is_constant_evaluated() && has_sha())
            return X86::compress(states, blocks, n);
        Portable::compress(states, blocks, n);
    }

    // Shortcuts of HMAC, where the instructions have them: false where the general way is due.
    static constexpr bool prepare(typename Portable::state* saved,
                                  std::span<unsigned char const> key) noexcept
        requires requires { X86::prepare(saved, key); }
    {
        if (__builtin_is_constant_evaluated() || !has_sha() ||
            key.size() > sizeof(typename Portable::block))
            return false;
        X86::prepare(saved, key);
        return true;
    }

    static bool prepare_two(typename Portable::state* first, typename Portable::state* second,
                            std::span<unsigned char const> const* keys) noexcept
        requires requires { X86::prepare_two(first, second, keys); }
    {
        constexpr std::size_t most = sizeof(typename Portable::block);
        if (!has_sha() || keys[0].size() > most || keys[1].size() > most) return false;
        X86::prepare_two(first, second, keys);
        return true;
    }

    static constexpr bool counter_values(typename Portable::state const* saved, std::uint64_t first,
                                         std::size_t n, std::uint32_t* values) noexcept
        requires requires { X86::counter_values(saved, first, n, values); }
    {
        if (__builtin_is_constant_evaluated() || !has_sha()) return false;
        X86::counter_values(saved, first, n, values);
        return true;
    }
};

} // namespace detail

/// The one text of each hash, as it also runs in constant expressions.
struct portable {
    using sha1 = otpp::sha1;
    using sha256 = otpp::sha256;
    using sha512 = otpp::sha512;
};

/// The default: portable, and by the processor's SHA instructions where it has them.
#if defined(__x86_64__)
struct builtin {
    using sha1 = detail::best_of<otpp::sha1, otpp::sha1_x86>;
    using sha256 = detail::best_of<otpp::sha256, otpp::sha256_x86>;
    using sha512 = otpp::sha512;
};
#else
struct builtin : portable {};
#endif

} // namespace otpp

#endif
