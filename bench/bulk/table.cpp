// SPDX-License-Identifier: BSL-1.0
#include "table.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <utility>

namespace bench {

namespace {

template <class T>
void repeat(std::vector<T>& column, std::size_t interval, std::size_t size)
{
    std::size_t const old = column.size();
    if (old >= size) return;
    column.resize(size);
    for (std::size_t i = old; i != size; ++i) column[i] = column[i - interval];
}

template <class T, class Expected>
std::string compare(std::span<T const> results, Expected const& expected_of)
{
    for (std::size_t row = 0; row != results.size(); ++row)
        if (T const expected = expected_of(row % columns::distinct); results[row] != expected)
            return "row " + std::to_string(row) + ": " + std::to_string(results[row]) +
                   " instead of " + std::to_string(expected);
    return {};
}

} // namespace

columns::columns(otpp::algorithm which, shape of) : which_{which}, shape_{of}
{
    std::mt19937_64 random{4226}; // the same in every run
    std::size_t const size = key_size(which);
    keys_.resize(size * (of == shape::one_key ? 1 : distinct));
    for (auto& byte : keys_) byte = static_cast<unsigned char>(random());
    for (std::size_t row = 0; row != distinct; ++row) {
        std::int64_t time = start;
        if (of == shape::own_times)
            time += static_cast<std::int64_t>(random() % 86'400); // the logins of a day, unsorted
        else if (of == shape::one_key)
            time += period * static_cast<std::int64_t>(row);
        if (row == 0 || of != shape::one_step) times_.push_back(time);

        std::span<unsigned char const> const key{
            keys_.data() + (of == shape::one_key ? 0 : row * size), size};
        auto const step = static_cast<std::uint64_t>(time / period);
        std::uint32_t const window[]{reference_passcode(which, key, step - 1),
                                     reference_passcode(which, key, step),
                                     reference_passcode(which, key, step + 1)};
        passcodes_.push_back(window[1]);
        // Half of the codes are right, at a random step of the three. Where the outer two have the same
        // code, libraries differ in the drift that they report: such a row gets the middle code.
        bool const ambiguous = window[0] == window[2];
        auto const code = static_cast<std::uint32_t>(ambiguous      ? window[1]
                                                     : random() % 2 ? window[random() % 3]
                                                                    : random() % passcode_count);
        codes_.push_back(code);
        drifts_.push_back(static_cast<std::int8_t>(code == window[1]   ? 0
                                                   : code == window[0] ? -1
                                                   : code == window[2] ? 1
                                                                       : no_match));
        texts_.push_back(text_of(code));
    }
}

table columns::first(std::size_t rows)
{
    std::size_t const size = key_size(which_);
    if (shape_ != shape::one_key) repeat(keys_, distinct * size, rows * size);
    if (shape_ != shape::one_step) repeat(times_, distinct, rows);
    repeat(codes_, distinct, rows);
    repeat(texts_, distinct, std::min(rows, most_texts));
    return {which_,        rows,
            keys_.data(),  shape_ == shape::one_key,
            times_.data(), shape_ == shape::one_step,
            codes_.data(), rows <= most_texts ? texts_.data() : nullptr};
}

std::string columns::fault_of(std::span<std::uint32_t const> passcodes) const
{
    return compare(passcodes, [this](std::size_t row) { return passcodes_[row]; });
}

std::string columns::fault_of(std::span<std::int8_t const> drifts, bool reports_drift) const
{
    return compare(drifts, [=, this](std::size_t row) -> std::int8_t {
        return reports_drift || drifts_[row] == no_match ? drifts_[row] : std::int8_t{0};
    });
}

columns& columns_of(otpp::algorithm which, shape of)
{
    static std::map<std::pair<otpp::algorithm, shape>, columns> all;
    return all.try_emplace({which, of}, which, of).first->second;
}

} // namespace bench
