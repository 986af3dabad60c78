// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SERVER_RECORDS_HPP
#define OTPP_TESTS_SERVER_RECORDS_HPP
// Records at random, and the longest.

#include "support/random.hpp"

#include <otpp/server/record.hpp>
#include <otpp/server/record_text.hpp>

#include <cstdint>
#include <span>
#include <string>

namespace support {

/// Canonical base64url of `size` bytes at random.
[[nodiscard]] inline std::string random_base64url(random& source, std::size_t size)
{
    std::string bytes(size, '\0'), text(otpp::detail::base64url::encoded_size(size), '\0');
    for (char& byte : bytes) byte = static_cast<char>(source.byte());
    otpp::detail::base64url::encode({reinterpret_cast<unsigned char const*>(bytes.data()), size},
                                    text.data());
    return text;
}

[[nodiscard]] inline otpp::server::secret_id random_id(random& source)
{
    unsigned char bytes[otpp::server::secret_id::bytes];
    for (auto& byte : bytes) byte = source.byte();
    return otpp::server::secret_id{bytes};
}

[[nodiscard]] inline otpp::server::factor_kind random_kind(random& source)
{
    otpp::server::factor_kind kind;
    kind.type = static_cast<otpp::otp_type>(source.below(2));
    kind.algorithm = static_cast<otpp::algorithm>(source.below(3));
    kind.digits = *otpp::digits::from(static_cast<std::int64_t>(6 + source.below(5)));
    if (kind.type == otpp::otp_type::totp)
        kind.period =
            *otpp::period::from(static_cast<std::int64_t>(1 + source.below(2'147'483'647)));
    return kind;
}

[[nodiscard]] inline std::string random_sealed(random& source)
{
    return std::to_string(source.below(2'147'483'648)) + "." +
           random_base64url(source, 1 + source.below(otpp::server::max_sealed_size));
}

/// Up to `most`, of all sizes.
[[nodiscard]] inline std::int64_t random_number(random& source, std::int64_t most)
{
    auto const value = static_cast<std::int64_t>(source.next() >> (1 + source.below(63)));
    return most == INT64_MAX ? value : value % (most + 1);
}

[[nodiscard]] inline otpp::server::attempts random_attempts(random& source)
{
    otpp::server::attempts made;
    made.tries = random_number(source, INT64_MAX);
    made.forgiven = random_number(source, made.tries);
    made.since = random_number(source, otpp::server::max_record_time);
    return made;
}

/// Any that a store may hold.
[[nodiscard]] inline otpp::server::record random_record(random& source)
{
    using otpp::server::factor_state;
    otpp::server::record made;
    made.version = random_number(source, INT64_MAX);
    made.state = static_cast<factor_state>(source.below(4));
    if (made.state != factor_state::fresh) {
        made.id = random_id(source);
        made.kind = random_kind(source);
        made.last = random_number(source, INT64_MAX);
    }
    made.centre = static_cast<int>(source.below(2001)) - otpp::server::max_centre;
    made.drift = static_cast<int>(source.below(201)) - 100;
    made.passcodes = random_attempts(source);
    made.debt = random_number(source, otpp::server::full_debt);
    made.debt_at = random_number(source, otpp::server::max_record_time);
    made.recovery = random_attempts(source);
    made.created = random_number(source, otpp::server::max_record_time);
    made.used = random_number(source, otpp::server::max_record_time + 1) - 1;
    if (made.state == factor_state::active || made.state == factor_state::decoy)
        made.sealed.assign(random_sealed(source));
    if (source.below(2) == 0) {
        std::string const sealed = random_sealed(source);
        otpp::server::pending_secret pending{random_id(source), random_kind(source), 0, sealed,
                                             random_number(source, otpp::server::max_record_time)};
        if (pending.kind.type == otpp::otp_type::hotp)
            pending.counter = random_number(source, INT64_MAX);
        made.pending = text_of(pending);
    }
    if (made.state == factor_state::active && source.below(2) == 0) {
        made.codes.assign(random_base64url(source, 12));
        for (std::size_t n = 1 + source.below(otpp::server::max_recovery_codes); n != 0; --n) {
            made.codes.append(',');
            made.codes.append(random_base64url(source, 15));
        }
    }
    return made;
}

/// Every number and every text as long as it may be.
[[nodiscard]] inline otpp::server::record longest_record()
{
    random source{1};
    otpp::server::record made;
    made.version = made.last = INT64_MAX;
    made.id = random_id(source);
    made.kind = {.algorithm = otpp::algorithm::sha512, .digits = 10, .period = 2'147'483'647};
    made.state = otpp::server::factor_state::active;
    made.centre = -1000;
    made.drift = -100;
    made.passcodes = made.recovery = {INT64_MAX, INT64_MAX, otpp::server::max_record_time};
    made.debt = otpp::server::full_debt;
    made.debt_at = made.created = made.used = otpp::server::max_record_time;
    std::string const sealed =
        "2147483647." + random_base64url(source, otpp::server::max_sealed_size);
    made.sealed.assign(sealed);
    made.pending = text_of(otpp::server::pending_secret{random_id(source), made.kind, 0, sealed,
                                                        otpp::server::max_record_time});
    made.codes.assign(random_base64url(source, 12));
    for (std::size_t i = 0; i != otpp::server::max_recovery_codes; ++i) {
        made.codes.append(',');
        made.codes.append(random_base64url(source, 15));
    }
    return made;
}

} // namespace support

#endif
