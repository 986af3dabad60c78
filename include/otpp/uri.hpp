// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_URI_HPP
#define OTPP_URI_HPP
// otpauth URIs, read and written: https://github.com/google/google-authenticator/wiki/Key-Uri-Format

#include <otpp/detail/fixed_string.hpp>
#include <otpp/uri/build.hpp>
#include <otpp/uri/parse.hpp>

#include <string_view>

namespace otpp {

namespace detail {

template <fixed_string text>
consteval std::string_view make_uri_literal()
{
    constexpr auto check = [] {
        auto const read = parse_uri(text.view());
        return read ? literal_check{true} : literal_check{false, read.error()};
    }();
    check_literal<check.good, check.error.reason, check.error.offset>();
    return text.view();
}

} // namespace detail

/// A URI in the source, checked by the compiler. For tests and examples only: the text, and with it
/// the secret, is in the program.
template <detail::fixed_string text>
inline constexpr std::string_view uri_literal = detail::make_uri_literal<text>();

} // namespace otpp

#endif
