// SPDX-License-Identifier: BSL-1.0
// libcotp: takes the key as base32 each time, and allocates each passcode.
#include "../bulk/rows.hpp"

#include <otpp/base32.hpp>

#include <cotp.h>

#include <cstdlib>
#include <cstring>
#include <stdexcept>

#undef SHA1
#undef SHA256
#undef SHA512

namespace {

using namespace bench;

struct libcotp final : subject {
    // Encodes the keys at the first call, which is the check: not in its times.
    void encode(table const& input)
    {
        for (std::size_t row = texts.size(); row < (input.one_key ? 1 : input.rows); ++row) {
            auto const key = input.key(row);
            std::string text(otpp::base32::encoded_size(key.size()), '=');
            if (!otpp::base32::encode(key, text)) throw std::runtime_error{"base32::encode failed"};
            texts.push_back(text);
        }
    }
    struct freed {
        void operator()(char* text) const { std::free(text); }
    };
    std::unique_ptr<char, freed> code(table const& input, std::size_t row, int drift = 0) const
    {
        cotp_error_t error{};
        std::unique_ptr<char, freed> made{get_totp_at(texts[input.one_key ? 0 : row].c_str(),
                                                      input.time(row) + drift * period, 6, period,
                                                      GCRY_MD_SHA1, &error)};
        if (!made) throw std::runtime_error{"libcotp: error " + std::to_string(error)};
        return made;
    }

    void passcodes(table const& input, std::uint32_t* out) override
    {
        encode(input);
        for (std::size_t row = 0; row != input.rows; ++row)
            out[row] =
                static_cast<std::uint32_t>(std::strtoul(code(input, row).get(), nullptr, 10));
    }
    // Its totp_verify reads the system clock: the window is a loop here.
    void match(table const& input, std::int8_t* out) override
    {
        encode(input);
        for (std::size_t row = 0; row != input.rows; ++row) {
            out[row] = no_match;
            for (int const drift : {0, -1, 1})
                if (std::strcmp(code(input, row, drift).get(), input.texts[row].data()) == 0) {
                    out[row] = static_cast<std::int8_t>(drift);
                    break;
                }
        }
    }

    std::vector<std::string> texts;
};

registration const libcotp_rows{[] {
    add_peer("libcotp", {otpp::algorithm::sha1}, false,
             [](auto, auto const&) { return std::make_unique<libcotp>(); });
}};

} // namespace
