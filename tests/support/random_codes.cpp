// SPDX-License-Identifier: BSL-1.0
// Codes of pseudo-random keys by every backend, with all that went into them, one a line:
//
//     hmac BACKEND ALGORITHM KEY MESSAGE CODE
//     otp BACKEND ALGORITHM KEY COUNTER DIGITS PASSCODE
//
// tests/hardening/test_random_comparison.py compares them with Python's hmac, which is OpenSSL's.

#include "backends.hpp"
#include "random.hpp"

#include <otpp/hotp.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

std::string hex(std::span<unsigned char const> bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "-"; // never empty, so that it is a column
    for (unsigned char const byte : bytes) (text += digits[byte >> 4]) += digits[byte & 15];
    return text;
}

std::vector<unsigned char> random_bytes(support::random& source, std::size_t size)
{
    std::vector<unsigned char> bytes(size);
    for (auto& byte : bytes) byte = source.byte();
    return bytes;
}

// Small ones, those around the edges of 32 and 63 bits, and any.
std::int64_t counter(support::random& source, int which)
{
    constexpr std::int64_t edges[]{0,
                                   1,
                                   INT32_MAX,
                                   std::int64_t{INT32_MAX} + 1,
                                   UINT32_MAX,
                                   std::int64_t{UINT32_MAX} + 1,
                                   INT64_MAX - 1,
                                   INT64_MAX};
    if (which == 0) return edges[source.below(std::size(edges))];
    return static_cast<std::int64_t>(source.next() >> (which == 1 ? 33 : 1));
}

template <class H>
void print_hmacs(std::string const& backend, char const* algorithm)
{
    support::random source{2104};
    for (std::size_t size = 0; size <= 200; ++size) {
        auto const key = random_bytes(source, size);
        auto const message = random_bytes(source, source.below(300));
        auto const code = otpp::hmac<H>{key}(message);
        std::printf("hmac %s %s %s %s %s\n", backend.c_str(), algorithm, hex(key).c_str(),
                    hex(message).c_str(), hex(code).c_str());
    }
}

template <class B>
void print_passcodes(std::string const& backend, otpp::algorithm algorithm)
{
    support::random source{4226};
    for (std::size_t size = 1; size <= otpp::max_key_size; ++size)
        for (int which = 0; which != 3; ++which) {
            auto const key = random_bytes(source, size);
            auto const moved = counter(source, which);
            auto const digits = static_cast<int>(6 + source.below(5));
            otpp::basic_hotp<B> const hotp{*otpp::key_view::from(key),
                                           {*otpp::digits::from(digits), algorithm}};
            std::printf("otp %s %s %s %lld %d %s\n", backend.c_str(),
                        std::string{to_string(algorithm)}.c_str(), hex(key).c_str(),
                        static_cast<long long>(moved), digits,
                        std::string{hotp.at(moved).view()}.c_str());
        }
}

} // namespace

int main()
{
    support::for_each_backend([]<class B>() {
        std::string name{support::name_of(support::id_of<B>)};
        for (char& c : name)
            if (c == ' ') c = '-';
        print_hmacs<typename B::sha1>(name, "SHA1");
        print_hmacs<typename B::sha256>(name, "SHA256");
        print_hmacs<typename B::sha512>(name, "SHA512");
        for (auto const algorithm :
             {otpp::algorithm::sha1, otpp::algorithm::sha256, otpp::algorithm::sha512})
            print_passcodes<B>(name, algorithm);
    });
}
