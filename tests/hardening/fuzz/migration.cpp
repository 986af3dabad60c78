// SPDX-License-Identifier: BSL-1.0
// Migrations of any bytes: as the link itself, or as the message within one. What was read is written
// so that it reads the same.

#include <otpp/provisioning/migration_writer.hpp>

#include "oracle.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace {

using fuzz::require;

struct text_sink {
    std::string text{otpp::provisioning::migration_prefix};
    void put(char c) { text += c; }
    void put(std::string_view more) { text += more; }
};

// The first byte says what the others are.
std::string link_of(unsigned char const* data, std::size_t size)
{
    if (size == 0) return {};
    if (data[0] % 4 == 0) return {reinterpret_cast<char const*>(data) + 1, size - 1};
    text_sink sink;
    if (data[0] % 4 == 1) {
        sink.text.append(reinterpret_cast<char const*>(data) + 1, size - 1);
        return sink.text;
    }
    otpp::provisioning::detail::base64_writer<text_sink> bytes{sink};
    for (std::size_t i = 1; i != size; ++i) bytes.put(data[i]);
    bytes.end();
    return sink.text;
}

struct one {
    otpp::account const& only;
    [[nodiscard]] std::size_t size() const { return 1; }
    [[nodiscard]] otpp::account const& operator[](std::size_t) const { return only; }
};

void check_same(otpp::account const& a, otpp::account const& b)
{
    require(a.type() == b.type(), "another type");
    require(a.digits() == b.digits(), "other digits");
    require(a.algorithm() == b.algorithm(), "another algorithm");
    require(a.is_totp() || a.counter() == b.counter(), "another counter");
    require(std::ranges::equal(a.secret().bytes(), b.secret().bytes()), "another secret");
    require(a.name() == b.name(), "another name");
    require(a.issuer_prefix() == b.issuer_prefix(), "another issuer in the label");
    require(a.issuer_parameter() == b.issuer_parameter(), "another issuer parameter");
}

void check_account(otpp::account const& read)
{
    require(!otpp::provisioning::cannot_migrate(read), "cannot hold what was in one");
    std::size_t calls = 0;
    auto const fault =
        otpp::provisioning::write_migration(one{read}, {.id = -1}, [&](std::string_view text) {
            require(text.size() <= otpp::max_uri_size, "longer than a code");
            auto const part = otpp::provisioning::migration_part::parse(text);
            require(part && part->id() == -1 && part->accounts() == 1,
                    "cannot read what was written");
            part->for_each([&](std::size_t, otpp::result<otpp::account> const& again) {
                require(again.has_value(), "an account that was written is none");
                check_same(read, *again);
                ++calls;
            });
        });
    require(fault ? fault->why == otpp::reason::migration_too_long : calls == 1, "not written");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size)
{
    std::string const text = link_of(data, size);
    auto const part =
        fuzz::without_allocation([&] { return otpp::provisioning::migration_part::parse(text); });
    if (!part) {
        require(part.error().offset <= text.size(), "the offset lies outside the text");
        require(!otpp::message(part.error().reason).empty(), "no words for the reason");
        return 0;
    }
    require(part->index() >= 0 && part->index() < part->size(), "a part beyond the last");
    require(part->accounts() <= text.size(), "more accounts than bytes");
    std::size_t const calls = fuzz::without_allocation([&] {
        std::size_t count = 0;
        part->for_each([&](std::size_t index, otpp::result<otpp::account> const& read) {
            require(index == count++, "accounts out of order");
            require(read || read.error().offset == otpp::error::nowhere, "an offset of nothing");
        });
        return count;
    });
    require(calls == part->accounts(), "another number of accounts");
    part->for_each([&](std::size_t, otpp::result<otpp::account> const& read) {
        if (read) check_account(*read);
    });
    return 0;
}
