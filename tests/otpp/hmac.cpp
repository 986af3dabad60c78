// SPDX-License-Identifier: BSL-1.0
#include <otpp/hmac.hpp>

#include "support/backends.hpp"
#include "support/catch.hpp"
#include "support/hash_vectors.hpp"
#include "support/keys.hpp"
#include "support/random.hpp"
#include "support/traps.hpp"

#include <cstring>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

template <class B>
struct is_hmac_sha1 {
    static constexpr std::string_view wrong(vectors::hmac_rfc2202::entry const& entry)
    {
        return support::wrong_hmac<typename B::sha1>(entry);
    }
};

template <class B>
struct is_hmac_sha2 {
    static constexpr std::string_view wrong(vectors::hmac_rfc4231::entry const& entry)
    {
        return entry.algorithm == otpp::algorithm::sha256
                   ? support::wrong_hmac<typename B::sha256>(entry)
                   : support::wrong_hmac<typename B::sha512>(entry);
    }
};

// HMAC as RFC 2104, section 2, puts it: two hashes of two concatenations.
template <class H>
otpp::digest<H> by_definition(std::vector<unsigned char> key, std::vector<unsigned char> message)
{
    if (key.size() > otpp::block_size<H>) {
        auto const hashed = otpp::hash<H>(key);
        key.assign(hashed.begin(), hashed.end());
    }
    key.resize(otpp::block_size<H>);
    auto inner = key, outer = key;
    for (auto& byte : inner) byte ^= 0x36;
    for (auto& byte : outer) byte ^= 0x5c;
    inner.insert(inner.end(), message.begin(), message.end());
    auto const hashed = otpp::hash<H>(inner);
    outer.insert(outer.end(), hashed.begin(), hashed.end());
    return otpp::hash<H>(outer);
}

template <class H>
int differences_from_definition()
{
    support::random random{2104};
    int different = 0;
    for (std::size_t size = 0; size <= 2 * otpp::block_size<H> + 2; ++size) {
        std::vector<unsigned char> key(size), message(random.below(300));
        for (auto& byte : key) byte = random.byte();
        for (auto& byte : message) byte = random.byte();
        different += otpp::hmac<H>{key}(message) != by_definition<H>(key, message);
    }
    return different;
}

// The codes of counters have a short cut: it must lead where the long way does.
template <class H>
int differences_of_counters()
{
    support::random random{4226};
    int different = 0;
    for (std::uint64_t const first :
         {std::uint64_t{0}, std::uint64_t{0xfffffffe}, ~std::uint64_t{3}, random.next()})
        for (std::size_t n = 0; n <= 4; ++n) {
            otpp::detail::hmac_states<H> states{};
            states.prepare(support::rfc_key.bytes);
            std::array<typename H::state, 4> codes{};
            states.counter_codes(first, n, codes);
            for (std::size_t i = 0; i != n; ++i) {
                std::array<unsigned char, 8> message{};
                otpp::detail::store_be(message.data(), first + i);
                otpp::digest<H> code{};
                otpp::detail::store_state<H>(code.data(), codes[i]);
                different += code != otpp::hmac<H>{support::rfc_key.bytes}(message);
            }
        }
    return different;
}

} // namespace

TEST_CASE("the vectors of HMAC-SHA-1", "[hmac][backends]")
{
    CHECK_VECTORS_BY_BACKENDS(hmac_rfc2202, is_hmac_sha1);
}

TEST_CASE("the vectors of HMAC-SHA-256 and HMAC-SHA-512", "[hmac][backends]")
{
    CHECK_VECTORS_BY_BACKENDS(hmac_rfc4231, is_hmac_sha2);
}

TEST_CASE("HMAC is what its definition says, for keys of every length", "[hmac][backends]")
{
    support::for_each_backend([]<class B>() {
        INFO(support::name_of(support::id_of<B>));
        CHECK(differences_from_definition<typename B::sha1>() == 0);
        CHECK(differences_from_definition<typename B::sha256>() == 0);
        CHECK(differences_from_definition<typename B::sha512>() == 0);
        support::count_case(support::id_of<B>);
    });
}

TEST_CASE("the codes of consecutive counters are those of their eight bytes", "[hmac][backends]")
{
    support::for_each_backend([]<class B>() {
        INFO(support::name_of(support::id_of<B>));
        CHECK(differences_of_counters<typename B::sha1>() == 0);
        CHECK(differences_of_counters<typename B::sha256>() == 0);
        CHECK(differences_of_counters<typename B::sha512>() == 0);
        support::count_case(support::id_of<B>);
    });
}

TEST_CASE("a prepared HMAC moves and leaves nothing behind", "[hmac]")
{
    using sha256 = otpp::portable::sha256;
    using hmac = otpp::hmac<sha256>;
    static_assert(!std::is_copy_constructible_v<hmac> && !std::is_copy_assignable_v<hmac>);
    constexpr auto moves = [](unsigned char letter) {
        unsigned char const message[]{letter};
        hmac first{support::rfc_key.bytes};
        auto const code = first(message);
        hmac second{std::move(first)};
        hmac third{message};
        third = std::move(second);
        return third(message) == code;
    };
    BOTH(moves(support::hidden(static_cast<unsigned char>('x'))));

    hmac from{support::rfc_key.bytes};
    hmac const to{std::move(from)};
    CHECK_FALSE(support::traps([&] { (void)support::hidden(to({})[0]); }));
    CHECK(support::traps([&] { (void)support::hidden(from({})[0]); })); // no code of a key of zeros
    unsigned char const nothing[sizeof(otpp::detail::hmac_states<sha256>)]{};
    CHECK(std::memcmp(&from, nothing, sizeof nothing) == 0);
    CHECK(std::memcmp(&to, nothing, sizeof nothing) != 0);
}
