// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/record_text.hpp>

#include "protocol/records.hpp"
#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"
#include "support/random.hpp"
#include "vectors/record.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using otpp::reason;
using otpp::server::parse_record;

namespace {

struct is_read_and_written {
    static constexpr std::string_view wrong(vectors::record::entry const& entry)
    {
        auto const read = parse_record(entry.text);
        if (read.has_value() != entry.valid) return "valid";
        if (entry.valid) return write(*read).view() == entry.text ? "" : "written otherwise";
        if (read.error().reason != entry.reason) return "reason";
        return read.error().offset == static_cast<std::size_t>(entry.offset) ? "" : "offset";
    }
};

// Whatever it is: refused with an offset in the text, or a record that is this text.
bool is_total(std::string_view text)
{
    auto const read = parse_record(text);
    if (!read)
        return read.error().offset <= text.size() ||
               read.error().offset == otpp::server::max_record_size;
    return write(*read).view() == text;
}

} // namespace

TEST_CASE("the lines of records, as vectors", "[server/record_text]")
{
    CHECK_VECTORS(record, is_read_and_written);
}

TEST_CASE("a line cut at any byte is no record", "[server/record_text]")
{
    for (auto const& entry : vectors::record::cases) {
        if (!entry.valid) continue;
        for (std::size_t size = 0; size != entry.text.size(); ++size) {
            auto const cut = entry.text.substr(0, size);
            // a cut within the last field may leave a shorter one of the kind
            bool const last_field = size > entry.text.rfind(' ') + 1;
            INFO(entry.id << " at " << size);
            CHECK(is_total(cut));
            if (!last_field) CHECK_FALSE(parse_record(cut));
        }
    }
}

TEST_CASE("a line edited at any byte is refused, or another record", "[server/record_text]")
{
    for (auto const& entry : vectors::record::cases) {
        if (!entry.valid) continue;
        for (std::size_t at = 0; at != entry.text.size(); ++at) {
            for (int byte = 0; byte != 256; ++byte) {
                std::string edited{entry.text};
                edited[at] = static_cast<char>(byte);
                bool const total = is_total(edited);
                if (!total) CHECK(edited == "");
            }
            std::string without{entry.text}, twice{entry.text};
            without.erase(at, 1);
            twice.insert(at, 1, entry.text[at]);
            CHECK((is_total(without) && is_total(twice)));
        }
    }
}

TEST_CASE("records at random are what their lines say", "[server/record_text]")
{
    support::random source{4};
    for (int i = 0; i != 20'000; ++i) {
        auto const made = support::random_record(source);
        auto const line = write(made);
        auto const read = parse_record(line.view());
        INFO(line.view());
        REQUIRE(read);
        CHECK(*read == made);
        CHECK(write(*read) == line);
    }
}

TEST_CASE("times that are the same, and that are not, are written alike", "[server/record_text]")
{
    constexpr std::int64_t times[]{
        0, 9, 10, 1'800'000'000, 1'800'000'030, otpp::server::max_record_time};
    auto made = support::longest_record();
    for (auto const since : times)
        for (auto const debt_at : times)
            for (auto const again : times)
                for (auto const created : times)
                    for (auto const used : times) {
                        made.passcodes.since = since;
                        made.debt_at = debt_at;
                        made.recovery.since = again;
                        made.created = created;
                        made.used = used;
                        auto const line = write(made);
                        auto const read = parse_record(line.view());
                        if (!read || *read != made) FAIL(line.view());
                    }
    for (std::int64_t const no_time :
         {std::int64_t{-1}, INT64_MIN + 1, INT64_MAX, std::int64_t{999'999'999'999'999},
          std::int64_t{1'000'000'000'000'000}}) { // no records
        otpp::server::record wrong;
        wrong.passcodes.since = wrong.debt_at = no_time;
        auto const number = std::to_string(no_time);
        CHECK(write(wrong).view() ==
              "otpp1 0 - - new - 0 0 0 0 " + number + " 0 " + number + " 0 0 0 0 - - - -");
    }
}

TEST_CASE("the longest record fits", "[server/record_text]")
{
    auto const longest = support::longest_record();
    auto const line = write(longest);
    CHECK(line.size() <= otpp::server::detail::longest_record);
    CHECK(*parse_record(line.view()) == longest);
}

TEST_CASE("a text longer than any record is refused by its length", "[server/record_text]")
{
    std::string text = "otpp1 " + std::string(2'000'000, '1');
    CHECK(
        support::refused(parse_record(text), reason::record_length, otpp::server::max_record_size));
}

TEST_CASE("a record's room is written anew", "[server/record_text]")
{
    otpp::server::record_text line;
    line.assign(std::string(otpp::server::max_record_size, 'x'));
    write(otpp::server::record{}, line);
    CHECK(line.view() == "otpp1 0 - - new - 0 0 0 0 0 0 0 0 0 0 0 - - - -");
}
