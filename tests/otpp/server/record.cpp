// SPDX-License-Identifier: BSL-1.0
#include <otpp/server/record.hpp>

#include "protocol/records.hpp"
#include "support/both.hpp"
#include "support/catch.hpp"

#include <string>
#include <string_view>

using otpp::server::pending_secret;
using support::hidden;

namespace {

constexpr bool is_pending(std::string_view text)
{
    pending_secret pending;
    return otpp::server::read(text, pending) && text_of(pending).view() == text;
}

constexpr pending_secret begun_at(std::int64_t begun)
{
    pending_secret pending;
    pending.begun = begun;
    return pending;
}

} // namespace

TEST_CASE("a begun secret has one text", "[server/record]")
{
    BOTH(is_pending(hidden("QkJCQkJCQkJCQkJC,totp/SHA1/6/30,0,0.QkJC,0")));
    BOTH(
        is_pending(hidden("QkJCQkJCQkJCQkJC,hotp/SHA1/6,9223372036854775807,7.QkJC,253402300799")));
    BOTH(!is_pending(hidden("")));
    BOTH(!is_pending(hidden(",,,,")));
    BOTH(!is_pending(hidden("QkJCQkJCQkJCQkJC,totp/SHA1/6/30,1,0.QkJC,0"))); // TOTP has no counter
    BOTH(!is_pending(hidden("QkJCQkJCQkJCQkJC,totp/SHA1/6/30,0,0.QkJC,")));
    BOTH(!is_pending(hidden("QkJCQkJCQkJCQkJC,totp/SHA1/6/30,0,0.QkJC")));
    BOTH(!is_pending(hidden("QkJCQkJCQkJCQkJC,totp/SHA1/6/30,0,0.QkJC,0,0")));
    BOTH(!is_pending(hidden("QkJCQkJCQkJCQkJC,totp/SHA1/6/30,0,0.QkJC,00")));
    BOTH(!is_pending(hidden("-,totp/SHA1/6/30,0,0.QkJC,0")));
}

TEST_CASE("a begun secret waits for a day", "[server/record]")
{
    BOTH(!begun_at(hidden(std::int64_t{1'000'000})).expired(1'000'000));
    BOTH(!begun_at(hidden(std::int64_t{1'000'000})).expired(1'086'400));
    BOTH(begun_at(hidden(std::int64_t{1'000'000})).expired(1'086'401));
    BOTH(!begun_at(hidden(std::int64_t{1'000'000})).expired(913'600)); // a clock that was set back
    BOTH(begun_at(hidden(std::int64_t{1'000'000})).expired(913'599));
}

TEST_CASE("what waits is read from its record", "[server/record]")
{
    otpp::server::record record;
    CHECK(otpp::server::pending_of(record).id.empty());
    record.pending.assign("QkJCQkJCQkJCQkJC,hotp/SHA1/8,7,3.QkJC,99");
    auto const pending = otpp::server::pending_of(record);
    CHECK(pending.id.view() == "QkJCQkJCQkJCQkJC");
    CHECK((pending.kind.type == otpp::otp_type::hotp && pending.kind.digits == 8));
    CHECK((pending.counter == 7 && pending.sealed == "3.QkJC" && pending.begun == 99));
    record.pending.assign("something else");
    CHECK(otpp::server::pending_of(record).id.empty());
}

TEST_CASE("times are held between 1970 and the year 9999", "[server/record]")
{
    constexpr auto held = [](std::int64_t seconds) {
        return otpp::server::record_time(otpp::unix_time{seconds});
    };
    BOTH(held(hidden(std::int64_t{1'700'000'000})) == 1'700'000'000);
    BOTH(held(hidden(std::int64_t{-1})) == 0);
    BOTH(held(hidden(INT64_MIN)) == 0);
    BOTH(held(hidden(INT64_MAX)) == 253'402'300'799);
}

TEST_CASE("records compare in every field", "[server/record]")
{
    support::random source{9};
    for (int i = 0; i != 200; ++i) {
        auto const one = support::random_record(source);
        auto const copy = one;
        CHECK(copy == one);
        CHECK(support::random_record(source) != one);
    }
}

TEST_CASE("failures are the tries that nothing forgave", "[server/record]")
{
    BOTH(otpp::server::attempts{hidden(std::int64_t{17}), 12, 0}.failures() == 5);
    BOTH(to_string(hidden(otpp::server::factor_state::fresh)) == "new");
    BOTH(to_string(hidden(otpp::server::factor_state::decoy)) == "decoy");
}
