// SPDX-License-Identifier: BSL-1.0
#ifndef BENCH_PEERS_HMAC_HPP
#define BENCH_PEERS_HMAC_HPP
// TOTP around a library that has HMAC alone.
//
// A peer is a class: Peer(algorithm); set_key(bytes); passcode(time) → number; text(time) → code_text;
// match(time, code) → drift or `no_match`, over one step to either side.

#include "../harness/passcode.hpp"

#include <cstring>

namespace bench {

/// The last six digits of a MAC: RFC 4226, section 5.3.
inline std::uint32_t passcode_of(unsigned char const* mac, std::size_t size)
{
    std::uint32_t value;
    std::memcpy(&value, mac + (mac[size - 1] & 15), 4);
    return (__builtin_bswap32(value) & 0x7fffffff) % passcode_count;
}

inline std::int8_t drift_of(std::uint32_t const (&window)[3], std::uint32_t code)
{
    if (window[1] == code) return 0;
    return window[0] == code ? std::int8_t{-1} : window[2] == code ? std::int8_t{1} : no_match;
}

/// The HMAC message of the step at `time + drift * period`.
inline std::uint64_t message_of(std::int64_t time, int drift = 0)
{
    return __builtin_bswap64(static_cast<std::uint64_t>(time / period + drift));
}

/// Mac(algorithm); set_key(bytes); mac_of(8 bytes, out), after which it is ready for the next message.
template <class Mac>
class hmac_peer {
public:
    explicit hmac_peer(otpp::algorithm which) : mac_{which}, size_{key_size(which)} {}

    void set_key(std::span<unsigned char const> key) { mac_.set_key(key); }
    std::uint32_t passcode(std::int64_t time) { return passcode_of_message(message_of(time)); }
    code_text text(std::int64_t time) { return text_of(passcode(time)); }
    std::int8_t match(std::int64_t time, code const& submitted)
    {
        std::uint32_t window[3];
        for (int drift = -1; drift <= 1; ++drift)
            window[drift + 1] = passcode_of_message(message_of(time, drift));
        return drift_of(window, submitted.number);
    }

private:
    std::uint32_t passcode_of_message(std::uint64_t counter)
    {
        unsigned char message[8], mac[64];
        std::memcpy(message, &counter, 8);
        mac_.mac_of(message, mac);
        return passcode_of(mac, size_);
    }

    Mac mac_;
    std::size_t size_;
};

} // namespace bench

#endif
