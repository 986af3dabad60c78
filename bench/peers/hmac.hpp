// SPDX-License-Identifier: BSL-1.0
#ifndef BENCH_PEERS_HMAC_HPP
#define BENCH_PEERS_HMAC_HPP
// Passcodes of many rows over a library that has HMAC and no passcodes, as a user of it would write
// them: the key is set once for a row, and its whole window is computed.

#include "../bulk_rows.hpp"

#include <cstring>

namespace bench {

/// The last six digits of a MAC: RFC 4226, section 5.3.
inline std::uint32_t passcode_of(unsigned char const* mac, std::size_t size)
{
    std::uint32_t value;
    std::memcpy(&value, mac + (mac[size - 1] & 15), 4);
    return (__builtin_bswap32(value) & 0x7fffffff) % wanted_digits;
}

inline std::int8_t drift_of(std::uint32_t const (&window)[3], std::uint32_t code)
{
    if (window[1] == code) return 0;
    return window[0] == code ? std::int8_t{-1} : window[2] == code ? std::int8_t{1} : fits_not;
}

/// The message of a time, and how many steps on.
inline std::uint64_t message_of(std::int64_t time, int drift = 0)
{
    return __builtin_bswap64(static_cast<std::uint64_t>(time / period + drift));
}

/// Mac(algorithm); .set_key(bytes); .mac_of(8 bytes, out), which leaves it ready for the next.
template <class Mac>
struct hmac_loop final : bulk_subject {
    explicit hmac_loop(otpp::algorithm which) : mac_{which}, size_{otpp::key_size(which)} {}

    void passcodes(table const& input, std::uint32_t* out) override
    {
        for (std::size_t row = 0; row != input.rows; ++row) {
            if (row == 0 || !input.one_key) mac_.set_key(input.key(row));
            out[row] = passcode(message_of(input.time(row)));
        }
    }
    void match(table const& input, std::int8_t* out) override
    {
        for (std::size_t row = 0; row != input.rows; ++row) {
            if (row == 0 || !input.one_key) mac_.set_key(input.key(row));
            std::uint32_t window[3];
            for (int drift = -1; drift <= 1; ++drift)
                window[drift + 1] = passcode(message_of(input.time(row), drift));
            out[row] = drift_of(window, input.codes[row]);
        }
    }

private:
    std::uint32_t passcode(std::uint64_t counter)
    {
        unsigned char message[8], mac[64];
        std::memcpy(message, &counter, 8);
        mac_.mac_of(message, mac);
        return passcode_of(mac, size_);
    }

    Mac mac_;
    std::size_t size_;
};

template <class Mac>
void add_hmac_peer(std::string const& who, std::vector<otpp::algorithm> const& algorithms)
{
    add_bulk_peer(who, algorithms, false, [](otpp::algorithm which, bulk_work const&) {
        return std::make_unique<hmac_loop<Mac>>(which);
    });
}

} // namespace bench

#endif
