// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SUPPORT_BULK_TABLE_HPP
#define OTPP_TESTS_SUPPORT_BULK_TABLE_HPP
// A table of keys, codes and times, and its answers by the scalar core; every kernel must give them,
// from keys and from a key_set, and write nothing else.

#include "support/bulk_kernels.hpp"
#include "support/bulk_keys.hpp"

#include <otpp/bulk.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace support {

struct table {
    otpp::totp_options options{};
    std::vector<key_bytes> keys; // each one or as many as there are rows
    std::vector<std::uint32_t> codes;
    std::vector<std::int64_t> times;
    otpp::window look{};

    [[nodiscard]] std::size_t rows() const noexcept
    {
        for (std::size_t const size : {keys.size(), codes.size(), times.size()})
            if (size != 1) return size;
        return 1;
    }
};

/// What the scalar core says of a table.
class answers {
public:
    std::vector<std::uint32_t> passcodes;
    std::vector<std::int8_t> drifts;
    std::size_t good_passcodes = 0, good_drifts = 0;

    explicit answers(table const& of)
    {
        auto const at = [](auto const& column, std::size_t row) {
            return column[column.size() == 1 ? 0 : row];
        };
        std::vector<scalar_row> one;
        if (of.keys.size() == 1) one.emplace_back(of.keys[0], of.options);
        for (std::size_t row = 0; row != of.rows(); ++row) {
            if (of.keys.size() != 1) {
                one.clear();
                one.emplace_back(of.keys[row], of.options);
            }
            auto const time = at(of.times, row);
            passcodes.push_back(one[0].passcode(time));
            drifts.push_back(one[0].drift(at(of.codes, row), time, of.look));
            good_passcodes += passcodes.back() != otpp::bulk::no_passcode;
            good_drifts += drifts.back() > otpp::bulk::bad_row;
        }
    }
};

class table_check {
public:
    explicit table_check(kernel_tally& tally) noexcept : tally_{tally} {}

    /// By every kernel that there is, cold and prepared. How many codes fit.
    std::size_t operator()(table const& of, std::string const& what) const
    {
        answers const expected{of};
        key_views const views{of.keys};
        otpp::bulk::key_set set{of.options};
        set.append(views.rows());
        for (auto const kernel : all_kernels) {
            if (!is_available(kernel, of.options.algorithm)) continue;
            compare(of, expected, views.rows(), kernel, what + ", cold");
            compare(of, expected, set, kernel, what + ", prepared");
        }
        return expected.good_drifts;
    }

    /// Some other view of the same table.
    template <class Keys>
    void by_all(otpp::totp_options const& options, answers const& expected, Keys const& keys,
                otpp::bulk::column<std::uint32_t> const& codes,
                otpp::bulk::column<std::int64_t> const& times, otpp::window look,
                std::string const& what) const
    {
        for (auto const kernel : all_kernels)
            if (is_available(kernel, options.algorithm))
                compare_columns(options, expected, keys, codes, times, look, kernel, what);
    }

private:
    template <class Keys>
    void compare(table const& of, answers const& expected, Keys const& keys,
                 otpp::bulk::kernel kernel, std::string const& what) const
    {
        compare_columns(of.options, expected, keys, of.codes, of.times, of.look, kernel, what);
    }

    template <class Keys>
    void compare_columns(otpp::totp_options const& options, answers const& expected,
                         Keys const& keys, otpp::bulk::column<std::uint32_t> const& codes,
                         otpp::bulk::column<std::int64_t> const& times, otpp::window look,
                         otpp::bulk::kernel kernel, std::string const& what) const
    {
        std::size_t const rows = expected.drifts.size();
        otpp::bulk::run const how{.kernel = kernel};
        guarded<std::int8_t> drifts{rows, 0x55};
        good(match(keys, options, codes, times, look, drifts.rows(), how), expected.good_drifts,
             kernel, what);
        same(drifts, expected.drifts, kernel, what + ": drift");
        tally_.count(kernel, rows);

        if (rows != 1 && keys.size() == 1 && times.size() == 1) return; // that is one passcode
        guarded<std::uint32_t> passcodes{rows, 0x55555555};
        good(passcodes_of(keys, options, times, passcodes.rows(), how), expected.good_passcodes,
             kernel, what);
        same(passcodes, expected.passcodes, kernel, what + ": passcode");
        tally_.count(kernel, rows);
    }

    // A key_set has its own options.
    static auto match(otpp::bulk::key_set const& keys, otpp::totp_options const&, auto&&... rest)
    {
        return otpp::bulk::match(keys, rest...);
    }
    static auto match(otpp::bulk::key_rows const& keys, otpp::totp_options const& options,
                      auto&&... rest)
    {
        return otpp::bulk::match(keys, options, rest...);
    }
    static auto passcodes_of(otpp::bulk::key_set const& keys, otpp::totp_options const&,
                             auto&&... rest)
    {
        return otpp::bulk::passcodes(keys, rest...);
    }
    static auto passcodes_of(otpp::bulk::key_rows const& keys, otpp::totp_options const& options,
                             auto&&... rest)
    {
        return otpp::bulk::passcodes(keys, options, rest...);
    }

    // Results with something before and behind them that must stay.
    template <class T>
    class guarded {
    public:
        guarded(std::size_t rows, T guard) : guard_{guard}, all_(rows + 2 * width, guard) {}
        [[nodiscard]] std::span<T> rows()
        {
            return std::span{all_}.subspan(width, all_.size() - 2 * width);
        }
        [[nodiscard]] bool guards_stand() const
        {
            for (std::size_t i = 0; i != width; ++i)
                if (all_[i] != guard_ || all_[all_.size() - 1 - i] != guard_) return false;
            return true;
        }

    private:
        static constexpr std::size_t width = 33; // odd: no vector of results is aligned
        T guard_;
        std::vector<T> all_;
    };

    void good(otpp::result<std::size_t> const& answer, std::size_t expected,
              otpp::bulk::kernel kernel, std::string const& what) const
    {
        if (!answer)
            tally_.differs(kernel, what + ": " + std::string{message(answer.error().reason)});
        else if (*answer != expected)
            tally_.differs(kernel, what + ": " + std::to_string(*answer) + " rows are good, not " +
                                       std::to_string(expected));
    }

    template <class T>
    void same(guarded<T>& found, std::vector<T> const& expected, otpp::bulk::kernel kernel,
              std::string const& what) const
    {
        if (!found.guards_stand()) tally_.differs(kernel, what + "s: wrote beside the results");
        auto const rows = found.rows();
        for (std::size_t row = 0; row != expected.size(); ++row)
            if (rows[row] != expected[row])
                return tally_.differs(kernel, what + " of row " + std::to_string(row) + " is " +
                                                  std::to_string(rows[row]) + ", not " +
                                                  std::to_string(expected[row]));
    }

    kernel_tally& tally_;
};

} // namespace support

#endif
