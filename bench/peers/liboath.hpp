// SPDX-License-Identifier: BSL-1.0
#ifndef BENCH_PEERS_LIBOATH_HPP
#define BENCH_PEERS_LIBOATH_HPP
// liboath: a C library whose functions take the key's bytes each time.

#include "../harness/passcode.hpp"

#include <liboath/oath.h>

#include <cstdlib>

namespace bench {

class liboath {
public:
    explicit liboath(otpp::algorithm which) : which_{which}
    {
        static int const initialised = oath_init();
        (void)initialised;
    }

    void set_key(std::span<unsigned char const> key)
    {
        key_ = reinterpret_cast<char const*>(key.data());
        size_ = key.size();
    }
    code_text text(std::int64_t time) const
    {
        code_text text;
        if (which_ == otpp::algorithm::sha1)
            oath_totp_generate(key_, size_, time, period, 0, 6, text.data());
        else
            oath_totp_generate2(key_, size_, time, period, 0, 6, flag(), text.data());
        return text;
    }
    std::uint32_t passcode(std::int64_t time) const
    {
        return static_cast<std::uint32_t>(std::strtoul(text(time).data(), nullptr, 10));
    }
    std::int8_t match(std::int64_t time, code const& submitted) const
    {
        int drift = 0;
        int const found =
            which_ == otpp::algorithm::sha1
                ? oath_totp_validate2(key_, size_, time, period, 0, 1, &drift, submitted.text)
                : oath_totp_validate4(key_, size_, time, period, 0, 1, &drift, nullptr, flag(),
                                      submitted.text);
        return found >= 0 ? static_cast<std::int8_t>(drift) : no_match;
    }

private:
    oath_totp_flags flag() const
    {
        return which_ == otpp::algorithm::sha256 ? OATH_TOTP_HMAC_SHA256 : OATH_TOTP_HMAC_SHA512;
    }

    otpp::algorithm which_;
    char const* key_ = nullptr;
    std::size_t size_ = 0;
};

} // namespace bench

#endif
