// SPDX-License-Identifier: BSL-1.0
#ifndef BENCH_OURS_HPP
#define BENCH_OURS_HPP
// OTP++ as a row, with any backend.

#include "rows.hpp"

#include <otpp/totp.hpp>

#include <string>
#include <string_view>

namespace bench {

template <otpp::backend B>
struct prepared_code {
    explicit prepared_code(otpp::algorithm which) : totp{key(which, 0), {.algorithm = which}} {}
    otpp::passcode operator()(std::uint64_t call) const { return totp.at(time(call)); }
    otpp::basic_totp<B> totp;
};

template <otpp::backend B>
struct cold_code {
    otpp::passcode operator()(std::uint64_t call) const
    {
        otpp::basic_totp<B> const totp{key(which, call), {.algorithm = which}};
        return totp.at(time(call));
    }
    otpp::algorithm which;
};

inline int steps_off(std::optional<otpp::match> const& found)
{
    return found ? found->drift * found->drift : fits_nowhere; // of -1, 0 and 1
}

template <otpp::backend B>
struct prepared_match {
    explicit prepared_match(otpp::algorithm which) : totp{key(which, 0), {.algorithm = which}} {}
    int operator()(std::uint64_t call, code_text const& code) const
    {
        return steps_off(totp.match(text(code), time(call)));
    }
    otpp::basic_totp<B> totp;
};

template <otpp::backend B>
struct cold_match {
    int operator()(std::uint64_t call, code_text const& code) const
    {
        otpp::basic_totp<B> const totp{key(which, call), {.algorithm = which}};
        return steps_off(totp.match(text(code), time(call)));
    }
    otpp::algorithm which;
};

/// The codes of a backend, and its matches: each algorithm, prepared and cold.
template <otpp::backend B>
void add_code_rows(std::string const& backend)
{
    for (auto const& [which, name] : algorithms) {
        std::string const end = std::string{"/"} + name + "/" + backend;
        add_code_row<prepared_code<B>>("code_prepared" + end, keyed::once, which);
        add_code_row<cold_code<B>>("code_cold" + end, keyed::every_call, which);
    }
}
template <otpp::backend B>
void add_match_rows(std::string const& backend)
{
    for (auto const& [which, name] : algorithms) {
        std::string const end = std::string{"/"} + name + "/" + backend;
        add_match_row<prepared_match<B>>("match_prepared" + end, keyed::once, which);
        add_match_row<cold_match<B>>("match_cold" + end, keyed::every_call, which);
    }
}

} // namespace bench

#endif
