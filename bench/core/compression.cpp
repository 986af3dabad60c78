// SPDX-License-Identifier: BSL-1.0
// Bare compressions, the lower bound of the other rows: a code takes two of them in sequence, a cold code
// two more side by side.
//   chained       each starts from the previous result: the latency of one code
//   independent   each starts from the same state: the throughput of the processor's units
#include "../harness/rows.hpp"
#include "inputs.hpp"

#include <otpp/backend.hpp>
#include <otpp/truncate.hpp>

#include <openssl/evp.h>

namespace {

using namespace bench;

template <otpp::hash_function H>
struct compressions {
    unsigned operator()(std::uint64_t)
    {
        if (!chained) states.fill(H::initial);
        H::compress(states.data(), blocks.data(), n);
        return static_cast<unsigned>(states[0][0]);
    }
    std::size_t n;
    bool chained;
    std::array<typename H::state, 4> states{H::initial, H::initial, H::initial, H::initial};
    std::array<typename H::block, 4> blocks{};
};

// Compares the digest of "abc" in each of the n streams with OpenSSL's.
template <otpp::hash_function H>
std::string check_compressions(char const* openssl_name, std::size_t n)
{
    std::array<typename H::state, 4> states{};
    std::array<typename H::block, 4> blocks{};
    for (std::size_t i = 0; i != n; ++i) {
        states[i] = H::initial;
        blocks[i] = {0x61626380};
        blocks[i][15] = 24;
    }
    H::compress(states.data(), blocks.data(), n);

    unsigned char digest[64];
    EVP_Digest("abc", 3, digest, nullptr, EVP_get_digestbyname(openssl_name), nullptr);
    for (std::size_t i = 0; i != n; ++i)
        for (std::size_t word = 0; word != states[i].size(); ++word) {
            unsigned char const* const at = digest + 4 * word;
            if (states[i][word] !=
                (unsigned{at[0]} << 24 | unsigned{at[1]} << 16 | unsigned{at[2]} << 8 | at[3]))
                return "stream " + std::to_string(i);
        }
    return {};
}

template <otpp::hash_function H>
void add_compressions(std::string const& hash, std::string const& code, std::size_t most)
{
    for (bool const chained : {true, false})
        for (std::size_t n = 1; n <= most; ++n)
            add_row((chained ? "compress_chained/" : "compress_independent/") + hash + "/" + code +
                        "/" + std::to_string(n),
                    [=] { return compressions<H>{n, chained}; },
                    [=] { return check_compressions<H>(hash.c_str(), n); });
}

#if defined(__x86_64__)
// The truncated HMACs of n counters, without the conversion to passcodes.
struct two_compressions {
    unsigned operator()(std::uint64_t call)
    {
        otpp::sha1_x86::counter_values(saved.data(), step(call), n, values.data());
        return values[0];
    }
    std::size_t n;
    std::array<otpp::sha1::state, 2> saved{otpp::sha1::initial, otpp::sha1::initial};
    std::array<std::uint32_t, 4> values{};
};

std::string check_two_compressions(std::size_t n)
{
    two_compressions of{n};
    of(0);
    for (std::size_t i = 0; i != n; ++i) {
        otpp::sha1::state state = of.saved[0];
        otpp::sha1::block block{0, static_cast<std::uint32_t>(step(i)), 0x80000000};
        block[15] = (64 + 8) * 8;
        otpp::sha1::compress(&state, &block, 1);
        block = {state[0], state[1], state[2], state[3], state[4], 0x80000000};
        block[15] = (64 + 20) * 8;
        state = of.saved[1];
        otpp::sha1::compress(&state, &block, 1);
        if (of.values[i] != otpp::truncate(state)) return "counter " + std::to_string(i);
    }
    return {};
}
#endif

registration const compression_rows{[] {
    add_compressions<otpp::sha1>("sha1", "portable", 1);
    add_compressions<otpp::sha256>("sha256", "portable", 1);
#if defined(__x86_64__)
    if (!otpp::detail::has_sha()) return;
    add_compressions<otpp::sha1_x86>("sha1", "sha_ni", 4);
    add_compressions<otpp::sha256_x86>("sha256", "sha_ni", 4);
    for (std::size_t n = 1; n <= 4; ++n)
        add_row(
            "two_compressions/sha1/sha_ni/" + std::to_string(n),
            [n] { return two_compressions{n}; }, [n] { return check_two_compressions(n); });
#endif
}};

} // namespace
