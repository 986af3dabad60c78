// SPDX-License-Identifier: BSL-1.0
#ifndef BENCH_PEER_HMAC_HPP
#define BENCH_PEER_HMAC_HPP
// Passcodes over a library that has HMAC and no passcodes, as a user of it would write them.

#include "rows.hpp"

#include <cstring>
#include <string>

namespace bench {

/// Mac(algorithm); .set_key(bytes); .code_of(message, out), which leaves it ready for the next.
template <class Mac>
struct peer_hmac {
    explicit peer_hmac(otpp::algorithm which)
        : which_{which}, size_{otpp::key_size(which)}, mac_{which}
    {
        mac_.set_key(key_bytes(which, 0));
    }

    void set_key(std::uint64_t call) { mac_.set_key(key_bytes(which_, call)); }

    code_text code(std::uint64_t step)
    {
        std::uint64_t const message = __builtin_bswap64(step);
        unsigned char bytes[8], mac[64];
        std::memcpy(bytes, &message, 8);
        mac_.code_of(bytes, mac);
        std::uint32_t value;
        std::memcpy(&value, mac + (mac[size_ - 1] & 15), 4);
        value = (__builtin_bswap32(value) & 0x7fffffff) % 1'000'000;
        code_text text{};
        for (std::size_t i = 6; i != 0; value /= 10)
            text[--i] = static_cast<char>('0' + value % 10);
        return text;
    }

    int match(std::uint64_t now, code_text const& typed)
    {
        if (code(now) == typed) return 0;
        return code(now - 1) == typed || code(now + 1) == typed ? 1 : fits_nowhere;
    }

private:
    otpp::algorithm which_;
    std::size_t size_;
    Mac mac_;
};

/// As a row: with the first key always, or with a new one each call.
template <class Mac, keyed how>
struct peer_code : peer_hmac<Mac> {
    using peer_hmac<Mac>::peer_hmac;
    code_text operator()(std::uint64_t call)
    {
        if (how == keyed::every_call) this->set_key(call);
        return this->code(step(call));
    }
};
template <class Mac, keyed how>
struct peer_match : peer_hmac<Mac> {
    using peer_hmac<Mac>::peer_hmac;
    int operator()(std::uint64_t call, code_text const& code)
    {
        if (how == keyed::every_call) this->set_key(call);
        return this->match(step(call), code);
    }
};

template <class Mac>
void add_peer_rows(otpp::algorithm which, std::string const& end)
{
    add_code_row<peer_code<Mac, keyed::once>>("code_prepared" + end, keyed::once, which);
    add_code_row<peer_code<Mac, keyed::every_call>>("code_cold" + end, keyed::every_call, which);
    add_match_row<peer_match<Mac, keyed::once>>("match_prepared" + end, keyed::once, which);
    add_match_row<peer_match<Mac, keyed::every_call>>("match_cold" + end, keyed::every_call, which);
}

} // namespace bench

#endif
