// SPDX-License-Identifier: BSL-1.0
// intel-ipsec-mb: the two padded blocks of a key by its one-block functions, the HMACs in bursts of the
// greatest size, unchecked, so that all of its lanes are full.
#include "../bulk/rows.hpp"
#include "hmac.hpp"

#include <otpp/bulk/kernel.hpp>

#include <intel-ipsec-mb.h>

#include <array>
#include <stdexcept>

namespace {

using namespace bench;

struct hash_of {
    IMB_HASH_ALG hmac;
    std::size_t size, block;
};
hash_of facts(otpp::algorithm which)
{
    switch (which) {
    case otpp::algorithm::sha256: return {IMB_AUTH_HMAC_SHA_256, 32, 64};
    case otpp::algorithm::sha512: return {IMB_AUTH_HMAC_SHA_512, 64, 128};
    default: return {IMB_AUTH_HMAC_SHA_1, 20, 64};
    }
}

struct alignas(64) two_states {
    unsigned char inner[64], outer[64];
};

struct ipsec_mb final : subject {
    ipsec_mb(otpp::algorithm which, bool with_avx512)
        : hash{facts(which)}, manager{alloc_mb_mgr(0), free_mb_mgr}
    {
        if (!manager) throw std::runtime_error{"intel-ipsec-mb: alloc_mb_mgr failed"};
        if (with_avx512)
            init_mb_mgr_auto(manager.get(), nullptr);
        else
            init_mb_mgr_avx2(manager.get());
    }

    void hash_key(std::span<unsigned char const> key, unsigned char with, unsigned char* state)
    {
        unsigned char padded[128];
        std::memset(padded, with, hash.block);
        for (std::size_t i = 0; i != key.size(); ++i) padded[i] = key[i] ^ with;
        if (hash.size == 20)
            IMB_SHA1_ONE_BLOCK(manager.get(), padded, state);
        else if (hash.size == 32)
            IMB_SHA256_ONE_BLOCK(manager.get(), padded, state);
        else
            IMB_SHA512_ONE_BLOCK(manager.get(), padded, state);
    }
    void hash_key(std::span<unsigned char const> key, unsigned char* inner, unsigned char* outer)
    {
        hash_key(key, 0x36, inner);
        hash_key(key, 0x5c, outer);
    }

    void prepare(table const& input) override
    {
        kept.resize(input.rows * 2 * hash.size);
        for (std::size_t row = 0; row != input.rows; ++row)
            hash_key(input.key(row), kept_state(row), kept_state(row) + hash.size);
    }
    unsigned char* kept_state(std::size_t row) { return kept.data() + row * 2 * hash.size; }

    void passcodes(table const& input, std::uint32_t* out) override
    {
        constexpr int drifts[]{0};
        bursts(input, drifts, [&](std::size_t row, auto const* found) {
            out[row] = passcode_of(found[0], hash.size);
        });
    }
    void match(table const& input, std::int8_t* out) override
    {
        constexpr int drifts[]{-1, 0, 1};
        bursts(input, drifts, [&](std::size_t row, auto const* found) {
            std::uint32_t window[3];
            for (std::size_t i = 0; i != 3; ++i) window[i] = passcode_of(found[i], hash.size);
            out[row] = drift_of(window, input.codes[row]);
        });
    }

    template <std::size_t n, class Take>
    void bursts(table const& input, int const (&drifts)[n], Take take)
    {
        constexpr std::size_t at_once = IMB_MAX_BURST_SIZE / n;
        if (input.one_key) hash_key(input.key(0), cold[0].inner, cold[0].outer);
        for (std::size_t first = 0; first < input.rows; first += at_once) {
            std::size_t const rows = std::min(at_once, input.rows - first);
            for (std::size_t i = 0; i != rows; ++i) {
                std::size_t const row = first + i;
                auto const* inner = cold[input.one_key ? 0 : i].inner;
                auto const* outer = cold[input.one_key ? 0 : i].outer;
                if (!kept.empty())
                    inner = kept_state(row), outer = inner + hash.size;
                else if (!input.one_key)
                    hash_key(input.key(row), cold[i].inner, cold[i].outer);
                for (std::size_t j = 0; j != n; ++j) {
                    std::size_t const at = i * n + j;
                    messages[at] = message_of(input.time(row), drifts[j]);
                    auto& job = jobs[at];
                    job.hash_alg = hash.hmac;
                    job.src = reinterpret_cast<unsigned char const*>(&messages[at]);
                    job.hash_start_src_offset_in_bytes = 0;
                    job.msg_len_to_hash_in_bytes = 8;
                    job.auth_tag_output = macs[at];
                    job.auth_tag_output_len_in_bytes = hash.size;
                    job.u.HMAC._hashed_auth_key_xor_ipad = inner;
                    job.u.HMAC._hashed_auth_key_xor_opad = outer;
                }
            }
            auto const size = static_cast<std::uint32_t>(rows * n);
            if (IMB_SUBMIT_HASH_BURST_NOCHECK(manager.get(), jobs.data(), size, hash.hmac) != size)
                throw std::runtime_error{"intel-ipsec-mb did not complete its jobs"};
            for (std::size_t i = 0; i != rows; ++i) take(first + i, &macs[i * n]);
        }
    }

    hash_of hash;
    std::unique_ptr<IMB_MGR, decltype(&free_mb_mgr)> manager;
    std::vector<unsigned char> kept;
    std::array<IMB_JOB, IMB_MAX_BURST_SIZE> jobs{};
    std::array<std::uint64_t, IMB_MAX_BURST_SIZE> messages{};
    std::array<two_states, IMB_MAX_BURST_SIZE> cold{};
    unsigned char macs[IMB_MAX_BURST_SIZE][64]{};
};

registration const ipsec_mb_rows{[] {
    add_peer(
        "ipsec_mb", {otpp::algorithm::sha1, otpp::algorithm::sha256, otpp::algorithm::sha512}, true,
        [](otpp::algorithm which, work const&) { return std::make_unique<ipsec_mb>(which, true); });
    if (!otpp::bulk::is_available(otpp::bulk::kernel::avx2)) return;
    // its AVX2 code, compared with our AVX2 kernel
    add_peer("ipsec_mb_avx2", {otpp::algorithm::sha1}, true,
             [](otpp::algorithm which, work const&) {
                 return std::make_unique<ipsec_mb>(which, false);
             });
}};

} // namespace
