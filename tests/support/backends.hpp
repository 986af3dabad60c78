// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SUPPORT_BACKENDS_HPP
#define OTPP_TESTS_SUPPORT_BACKENDS_HPP
// The backends by name. Every test of hashes, HMAC and passcodes runs through all of them, and each
// case is counted: the program fails if one that it has ran no case (backends.cpp).

#include "both.hpp"

#include <otpp/backend.hpp>
#ifdef OTPP_TEST_CRYPTOPP
#include <otpp/integrations/cryptopp.hpp>
#endif

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace support {

#if defined(__x86_64__)
/// The processor's SHA instructions themselves, without the choice that `builtin` makes.
struct instructions {
    struct sha1 : otpp::sha1 {
        static void compress(state* states, block* blocks, std::size_t n) noexcept
        {
            otpp::sha1_x86::compress(states, blocks, n);
        }
        static bool prepare(state* saved, std::span<unsigned char const> key) noexcept
        {
            if (key.size() > sizeof(block)) return false;
            otpp::sha1_x86::prepare(saved, key);
            return true;
        }
        static bool counter_values(state const* saved, std::uint64_t first, std::size_t n,
                                   std::uint32_t* values) noexcept
        {
            otpp::sha1_x86::counter_values(saved, first, n, values);
            return true;
        }
    };
    struct sha256 : otpp::sha256 {
        static void compress(state* states, block* blocks, std::size_t n) noexcept
        {
            otpp::sha256_x86::compress(states, blocks, n);
        }
    };
    using sha512 = otpp::sha512; // no such instructions
};
#endif

enum class backend_id : unsigned char { builtin, portable, instructions, cryptopp };
inline constexpr std::size_t backend_count = 4;

template <class B>
inline constexpr backend_id id_of = B::unknown;
template <>
inline constexpr backend_id id_of<otpp::builtin> = backend_id::builtin;
template <>
inline constexpr backend_id id_of<otpp::portable> = backend_id::portable;
#if defined(__x86_64__)
template <>
inline constexpr backend_id id_of<instructions> = backend_id::instructions;
#endif
#ifdef OTPP_TEST_CRYPTOPP
template <>
inline constexpr backend_id id_of<otpp::cryptopp> = backend_id::cryptopp;
#endif

[[nodiscard]] std::string_view name_of(backend_id id);

/// True if the program and the processor have it and `--backend` does not exclude it.
[[nodiscard]] bool is_tested(backend_id id);

void count_case(backend_id id);

/// Calls `run.operator()<B>()` for every backend that is tested.
template <class Run>
void for_each_backend(Run const& run)
{
    auto const with = [&run]<class B>() {
        if (is_tested(id_of<B>)) run.template operator()<B>();
    };
    with.template operator()<otpp::builtin>();
    with.template operator()<otpp::portable>();
#if defined(__x86_64__)
    with.template operator()<instructions>();
#endif
#ifdef OTPP_TEST_CRYPTOPP
    with.template operator()<otpp::cryptopp>();
#endif
}

} // namespace support

/// Every case of `vectors::FILE` by `CHECK_OF<B>`, a check as in both.hpp, at run time for every
/// backend B, and at compile time for builtin, which is there the portable text.
#define CHECK_VECTORS_BY_BACKENDS(FILE, CHECK_OF)                                                  \
    do {                                                                                           \
        static_assert(                                                                             \
            support::check_at_compile_time<vectors::FILE::cases, CHECK_OF<otpp::builtin>>() != 0); \
        support::for_each_backend([]<class B>() {                                                  \
            for (auto const& entry : vectors::FILE::cases) {                                       \
                if (!support::concerns<CHECK_OF<B>>(entry)) continue;                              \
                INFO(support::name_of(support::id_of<B>)                                           \
                     << ", " #FILE ".json, case " << entry.id << ": " << entry.comment);           \
                CHECK(CHECK_OF<B>::wrong(*support::hidden(&entry)) == "");                         \
                support::count_case(support::id_of<B>);                                            \
            }                                                                                      \
        });                                                                                        \
    } while (false)

#endif
