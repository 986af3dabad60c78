// SPDX-License-Identifier: BSL-1.0
#ifndef BENCH_PEERS_BOTAN_HPP
#define BENCH_PEERS_BOTAN_HPP
// Botan 2's TOTP class: an object for every key.

#include "../harness/passcode.hpp"

#include <botan/otp.h>

#include <optional>
#include <string>

namespace bench {

class botan {
public:
    static constexpr bool reports_drift = false;

    explicit botan(otpp::algorithm which)
        : hash_{which == otpp::algorithm::sha1     ? "SHA-1"
                : which == otpp::algorithm::sha256 ? "SHA-256"
                                                   : "SHA-512"}
    {}

    void set_key(std::span<unsigned char const> key)
    {
        totp_.emplace(key.data(), key.size(), hash_, 6, period);
    }
    std::uint32_t passcode(std::int64_t time)
    {
        return totp_->generate_totp(static_cast<std::uint64_t>(time));
    }
    // verify_totp looks back only: two steps back from one step ahead are the same window.
    std::int8_t match(std::int64_t time, code const& submitted)
    {
        auto const ahead = static_cast<std::uint64_t>(time + period);
        return totp_->verify_totp(submitted.number, ahead, 2) ? std::int8_t{0} : no_match;
    }

private:
    std::string hash_;
    std::optional<Botan::TOTP> totp_;
};

} // namespace bench

#endif
