// SPDX-License-Identifier: BSL-1.0
#include <otpp/provisioning/migration.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"
#include "support/random.hpp"
#include "vectors/migration.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using otpp::reason;
using otpp::provisioning::migration_part;
using otpp::provisioning::order_parts;
using support::hidden;

namespace {

struct reads_the_link {
    static constexpr bool run_time_only(vectors::migration::entry const& entry)
    {
        return entry.text.size() > 300 || entry.id % 4 != 1; // dear to the compiler
    }
    static constexpr std::string_view wrong(vectors::migration::entry const& entry)
    {
        auto const part = migration_part::parse(entry.text);
        if (!entry.valid) {
            if (part) return "accepted";
            if (part.error().reason != entry.reason) return "reason";
            return part.error().offset == static_cast<std::size_t>(entry.offset) ? "" : "offset";
        }
        if (!part) return "refused";
        if (part->id() != entry.batch) return "id";
        if (part->size() != entry.size) return "size";
        if (part->index() != entry.index) return "index";
        if (part->accounts() != static_cast<std::size_t>(entry.accounts)) return "accounts";
        std::string_view answer = entry.accounts == 0 ? "" : "not called";
        std::size_t calls = 0;
        part->for_each([&](std::size_t index, otpp::result<otpp::account> const& read) {
            if (index != calls++) answer = "index of an account";
            if (index == 0) answer = wrong_account(entry, read);
        });
        return calls == part->accounts() ? answer : "number of calls";
    }
    static constexpr std::string_view wrong_account(vectors::migration::entry const& entry,
                                                    otpp::result<otpp::account> const& read)
    {
        if (!entry.refused.empty()) {
            if (read) return "account accepted";
            return to_name(read.error().reason) == entry.refused ? "" : "another refusal";
        }
        if (!read) return "account refused";
        if (read->issuer_prefix() != entry.issuer_prefix) return "issuer prefix";
        if (read->issuer_parameter() != entry.issuer_parameter) return "issuer parameter";
        if (read->name() != entry.name) return "name";
        if (read->type() != entry.type) return "type";
        if (read->algorithm() != entry.algorithm) return "algorithm";
        if (read->digits().value() != entry.digits) return "digits";
        if (read->counter() != entry.counter) return "counter";
        if (read->is_totp() && read->period().value() != 30) return "period";
        auto const key = read->secret().bytes();
        if (key.size() != entry.secret.size()) return "secret size";
        for (std::size_t i = 0; i != key.size(); ++i)
            if (key[i] != entry.secret[i]) return "secret";
        return "";
    }
    static constexpr std::string_view to_name(reason why)
    {
        switch (why) {
        case reason::algorithm_unknown: return "algorithm_unknown";
        case reason::migration_value: return "migration_value";
        case reason::counter_out_of_range: return "counter_out_of_range";
        case reason::key_empty: return "key_empty";
        case reason::key_too_long: return "key_too_long";
        case reason::uri_too_long: return "uri_too_long";
        case reason::control_character: return "control_character";
        default: return "another";
        }
    }
};

// Whatever comes: a part, or a reason whose offset lies in the text; and its accounts can be walked.
std::string_view wrong_for_any(std::string_view text)
{
    auto const part = migration_part::parse(text);
    if (!part) return part.error().offset <= text.size() ? "" : "offset beyond the text";
    if (part->index() < 0 || part->index() >= part->size()) return "number";
    std::size_t calls = 0;
    std::string_view answer;
    part->for_each([&](std::size_t index, otpp::result<otpp::account> const& read) {
        if (index != calls++) answer = "index";
        if (read && read->secret().size() == 0) answer = "no secret";
    });
    return calls == part->accounts() ? answer : "number of accounts";
}

std::string with_prefix(std::string_view base64)
{
    return std::string{otpp::provisioning::migration_prefix} + std::string{base64};
}

// A part of an export, by its numbers alone: fields 3, 4 and 5, each of one byte, in base64.
migration_part numbered(unsigned size, unsigned index, unsigned id)
{
    static std::deque<std::string> texts; // parts look at theirs
    constexpr std::string_view symbols =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned const bytes[]{0x18, size, 0x20, index, 0x28, id};
    std::string base64;
    for (std::size_t i = 0; i != 6; i += 3) {
        unsigned const group = bytes[i] << 16 | bytes[i + 1] << 8 | bytes[i + 2];
        for (int shift = 18; shift >= 0; shift -= 6) base64 += symbols[group >> shift & 63];
    }
    texts.push_back(with_prefix(base64));
    return *migration_part::parse(texts.back());
}

std::optional<std::pair<reason, std::size_t>> fault_of(std::vector<migration_part> parts)
{
    auto const fault = order_parts(parts);
    if (!fault) {
        for (std::size_t i = 0; i != parts.size(); ++i)
            if (parts[i].index() != static_cast<int>(i)) return std::pair{reason::wrong_type, i};
        return std::nullopt;
    }
    return std::pair{fault->why, fault->part};
}

} // namespace

TEST_CASE("the vectors of migrations", "[provisioning/migration]")
{
    CHECK_VECTORS(migration, reads_the_link);
}

TEST_CASE("parts in any order are put into theirs", "[provisioning/migration]")
{
    CHECK(fault_of({numbered(1, 0, 7)}) == std::nullopt);
    CHECK(fault_of({numbered(3, 2, 7), numbered(3, 0, 7), numbered(3, 1, 7)}) == std::nullopt);
    support::random random{3};
    for (int i = 0; i != 200; ++i) {
        std::vector<migration_part> parts;
        auto const size = static_cast<unsigned>(1 + random.below(100));
        for (unsigned part = 0; part != size; ++part) parts.push_back(numbered(size, part, 7));
        for (std::size_t j = parts.size(); j > 1; --j)
            std::swap(parts[j - 1], parts[random.below(j)]);
        CHECK(fault_of(parts) == std::nullopt);

        auto const which = random.below(parts.size());
        auto const index = static_cast<std::size_t>(parts[which].index());
        auto doubled = parts;
        doubled.push_back(parts[which]);
        CHECK(fault_of(doubled) == std::pair{reason::part_doubled, index});
        auto fewer = parts;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(which));
        if (size > 1) CHECK(fault_of(fewer) == std::pair{reason::part_missing, index});
        auto mixed = parts;
        mixed.push_back(numbered(size, 0, 8));
        CHECK(fault_of(mixed) == std::pair{reason::part_foreign, parts.size()});
    }
}

TEST_CASE("a set of parts is complete, or not", "[provisioning/migration]")
{
    CHECK(fault_of({}) == std::pair{reason::part_missing, std::size_t{0}});
    CHECK(fault_of({numbered(2, 1, 7)}) == std::pair{reason::part_missing, std::size_t{0}});
    CHECK(fault_of({numbered(2, 0, 7)}) == std::pair{reason::part_missing, std::size_t{1}});
    CHECK(fault_of({numbered(2, 0, 7), numbered(2, 0, 7)}) ==
          std::pair{reason::part_doubled, std::size_t{0}});
    CHECK(fault_of({numbered(2, 0, 7), numbered(3, 1, 7)}) == // of one number, but two sizes
          std::pair{reason::part_foreign, std::size_t{1}});
}

TEST_CASE("any bytes behind the prefix", "[provisioning/migration]")
{
    support::random random{5};
    constexpr std::string_view symbols =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/ %=";
    for (int i = 0; i != 20'000; ++i) {
        std::string text;
        for (std::size_t n = random.below(200); n != 0; --n)
            text += i % 4 == 0 ? static_cast<char>(random.byte())
                               : symbols[random.below(i % 2 == 0 ? 64 : symbols.size())];
        if (auto const wrong = wrong_for_any(with_prefix(text)); wrong != "") {
            INFO(text);
            CHECK(wrong == "");
        }
    }
}

TEST_CASE("every vector with one byte changed, removed, or cut off", "[provisioning/migration]")
{
    support::random random{6};
    for (auto const& entry : vectors::migration::cases) {
        if (entry.text.size() > 400) continue;
        for (std::size_t at = 0; at <= entry.text.size(); ++at) {
            std::string changed{entry.text};
            if (at != changed.size()) changed[at] = static_cast<char>(random.byte());
            std::string removed{entry.text};
            if (at != removed.size()) removed.erase(at, 1);
            for (auto const& text : {changed, removed, std::string{entry.text.substr(0, at)}})
                if (auto const wrong = wrong_for_any(text); wrong != "") {
                    INFO("case " << entry.id << " at " << at << ": " << text);
                    CHECK(wrong == "");
                }
        }
    }
}

TEST_CASE("messages nested in messages are passed over", "[provisioning/migration]")
{
    // "\x0a" and a length, 30,000 deep: each is a field of the one around it, and none is opened
    std::string text;
    for (int i = 0; i != 10'000; ++i) text += "CgAK";
    CHECK(wrong_for_any(with_prefix(text)) == "");
    auto const shallow = with_prefix("CgoKCAoGCgQKAgoA");
    auto const part = migration_part::parse(shallow);
    REQUIRE(part.has_value());
    CHECK(part->accounts() == 1);
}

TEST_CASE("what is read can be a constant", "[provisioning/migration]")
{
    constexpr auto name_of_the_first = [](std::string_view text) {
        auto const part = migration_part::parse(text);
        bool same = false;
        part->for_each([&](std::size_t, otpp::result<otpp::account> const& read) {
            same = read && read->name() == "alice@google.com";
        });
        return same;
    };
    BOTH(name_of_the_first(
        hidden("otpauth-migration://offline?data="
               "CjEKCkhlbGxvId6tvu8SGEV4YW1wbGU6YWxpY2VAZ29vZ2xlLmNvbRoHRXhhbXBsZTAC")));
}
