// SPDX-License-Identifier: BSL-1.0
// otpauth URIs from any bytes: what was read is written so that it reads the same.

#include <otpp/uri.hpp>

#include "oracle.hpp"

#include <algorithm>
#include <string_view>

namespace {

using fuzz::require;

void check_same(otpp::account const& a, otpp::account const& b)
{
    require(a.type() == b.type(), "another type");
    require(a.digits() == b.digits(), "other digits");
    require(a.algorithm() == b.algorithm(), "another algorithm");
    if (a.is_totp())
        require(a.period() == b.period(), "another period");
    else
        require(a.counter() == b.counter(), "another counter");
    require(std::ranges::equal(a.secret().bytes(), b.secret().bytes()), "another secret");
    require(a.name() == b.name(), "another name");
    require(a.issuer_prefix() == b.issuer_prefix(), "another issuer in the label");
    require(a.issuer_parameter() == b.issuer_parameter(), "another issuer parameter");
    require(a.other_parameters() == b.other_parameters(), "other parameters");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size)
{
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    auto const read = fuzz::without_allocation([&] { return otpp::parse_uri(text); });
    if (!read) {
        require(read.error().offset <= text.size(), "the offset lies outside the text");
        require(!otpp::message(read.error().reason).empty(), "no words for the reason");
        return 0;
    }
    require(size <= otpp::max_uri_size, "longer than a URI may be");
    for (auto const& note : read->notes())
        require(note.offset <= text.size(), "a note's offset lies outside the text");

    auto const built = fuzz::without_allocation([&] { return otpp::build_uri(*read); });
    if (!built) {
        require(built.error().reason == otpp::reason::uri_too_long, "cannot build what was read");
        return 0;
    }
    auto const again = otpp::parse_uri(built->view());
    require(again.has_value(), "cannot read what was built");
    check_same(*read, *again);
    auto const built_again = otpp::build_uri(*again);
    require(built_again && built_again->view() == built->view(), "built otherwise the second time");
    return 0;
}
