// SPDX-License-Identifier: BSL-1.0
#include "bulk_table.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <random>
#include <utility>

namespace bench {

namespace {

// RFC 4226, section 5.3, word by word, over OpenSSL's HMAC: a second implementation.
std::uint32_t reference_passcode(otpp::algorithm which, std::span<unsigned char const> key,
                                 std::uint64_t step)
{
    EVP_MD const* const hash = which == otpp::algorithm::sha1     ? EVP_sha1()
                               : which == otpp::algorithm::sha256 ? EVP_sha256()
                                                                  : EVP_sha512();
    unsigned char message[8], mac[64];
    for (int i = 0; i != 8; ++i) message[i] = static_cast<unsigned char>(step >> (56 - 8 * i));
    unsigned size = 0;
    HMAC(hash, key.data(), static_cast<int>(key.size()), message, 8, mac, &size);
    unsigned const offset = mac[size - 1] & 15u;
    return ((mac[offset] & 0x7fu) << 24 | unsigned{mac[offset + 1]} << 16 |
            unsigned{mac[offset + 2]} << 8 | mac[offset + 3]) %
           wanted_digits;
}

template <class T>
void repeat(std::vector<T>& column, std::size_t one_turn, std::size_t size)
{
    std::size_t const had = column.size();
    if (had >= size) return;
    column.resize(size);
    for (std::size_t i = had; i != size; ++i) column[i] = column[i - one_turn];
}

void write(code_text& text, std::uint32_t code)
{
    std::snprintf(text.data(), text.size(), "%06u", code % wanted_digits);
}

template <class T, class Right>
std::string compare(std::span<T const> results, Right const& right)
{
    for (std::size_t row = 0; row != results.size(); ++row)
        if (T const expected = right(row % columns::distinct); results[row] != expected)
            return "row " + std::to_string(row) + ": " + std::to_string(results[row]) +
                   " instead of " + std::to_string(expected);
    return {};
}

} // namespace

columns::columns(otpp::algorithm which, loop shape) : which_{which}, shape_{shape}
{
    std::mt19937_64 random{4226}; // the same in every run
    std::size_t const size = key_size(which);
    keys_.resize(size * (shape == loop::one_key ? 1 : distinct));
    for (auto& byte : keys_) byte = static_cast<unsigned char>(random());
    for (std::size_t row = 0; row != distinct; ++row) {
        std::int64_t time = start;
        if (shape == loop::own_times)
            time += static_cast<std::int64_t>(random() % 86'400); // a day's logins, in no order
        else if (shape == loop::one_key)
            time += period * static_cast<std::int64_t>(row);
        if (row == 0 || shape != loop::one_step) times_.push_back(time);

        std::span<unsigned char const> const key{
            keys_.data() + (shape == loop::one_key ? 0 : row * size), size};
        auto const step = static_cast<std::uint64_t>(time / period);
        std::uint32_t const window[]{reference_passcode(which, key, step - 1),
                                     reference_passcode(which, key, step),
                                     reference_passcode(which, key, step + 1)};
        passcodes_.push_back(window[1]);
        // Half of the codes are right, at one of the three steps, in an order of chance. Where two
        // steps have one code, peers differ in which they find: there it is the middle one's.
        bool const ambiguous = window[0] == window[2];
        auto const code = static_cast<std::uint32_t>(ambiguous      ? window[1]
                                                     : random() % 2 ? window[random() % 3]
                                                                    : random() % wanted_digits);
        codes_.push_back(code);
        drifts_.push_back(static_cast<std::int8_t>(code == window[1]   ? 0
                                                   : code == window[0] ? -1
                                                   : code == window[2] ? 1
                                                                       : fits_not));
        write(texts_.emplace_back(), code);
    }
}

table columns::first(std::size_t rows)
{
    std::size_t const size = key_size(which_);
    if (shape_ != loop::one_key) repeat(keys_, distinct * size, rows * size);
    if (shape_ != loop::one_step) repeat(times_, distinct, rows);
    repeat(codes_, distinct, rows);
    repeat(texts_, distinct, std::min(rows, most_texts));
    return {which_,        rows,
            keys_.data(),  shape_ == loop::one_key,
            times_.data(), shape_ == loop::one_step,
            codes_.data(), rows <= most_texts ? texts_.data() : nullptr};
}

std::string columns::wrong(std::span<std::uint32_t const> passcodes) const
{
    return compare(passcodes, [this](std::size_t row) { return passcodes_[row]; });
}

std::string columns::wrong(std::span<std::int8_t const> drifts, bool told) const
{
    return compare(drifts, [this, told](std::size_t row) -> std::int8_t {
        return told || drifts_[row] == fits_not ? drifts_[row] : std::int8_t{0};
    });
}

columns& columns_of(otpp::algorithm which, loop shape)
{
    static std::map<std::pair<otpp::algorithm, loop>, columns> all;
    return all.try_emplace({which, shape}, which, shape).first->second;
}

} // namespace bench
