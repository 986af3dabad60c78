// SPDX-License-Identifier: BSL-1.0
#include <otpp/algorithm.hpp>

#include "support/both.hpp"
#include "support/catch.hpp"
#include "support/errors.hpp"

using otpp::algorithm;
using otpp::parse_algorithm;
using otpp::reason;
using support::hidden;
using support::refused;

TEST_CASE("an algorithm has the name that URIs use", "[algorithm]")
{
    BOTH(to_string(hidden(algorithm::sha1)) == "SHA1");
    BOTH(to_string(hidden(algorithm::sha256)) == "SHA256");
    BOTH(to_string(hidden(algorithm::sha512)) == "SHA512");
}

TEST_CASE("a fresh key is as long as the digest", "[algorithm]")
{
    BOTH(key_size(hidden(algorithm::sha1)) == 20);
    BOTH(key_size(hidden(algorithm::sha256)) == 32);
    BOTH(key_size(hidden(algorithm::sha512)) == 64);
}

TEST_CASE("names are read in any case, with or without a hyphen", "[algorithm]")
{
    BOTH(*parse_algorithm(hidden("SHA1")) == algorithm::sha1);
    BOTH(*parse_algorithm(hidden("sha1")) == algorithm::sha1);
    BOTH(*parse_algorithm(hidden("Sha-1")) == algorithm::sha1);
    BOTH(*parse_algorithm(hidden("SHA256")) == algorithm::sha256);
    BOTH(*parse_algorithm(hidden("sHa-256")) == algorithm::sha256);
    BOTH(*parse_algorithm(hidden("SHA512")) == algorithm::sha512);
    BOTH(*parse_algorithm(hidden("SHA-512")) == algorithm::sha512);
}

TEST_CASE("another name is refused", "[algorithm]")
{
    BOTH(refused(parse_algorithm(hidden("")), reason::algorithm_unknown, 0));
    BOTH(refused(parse_algorithm(hidden("S")), reason::algorithm_unknown, 0));
    BOTH(refused(parse_algorithm(hidden("SHA")), reason::algorithm_unknown, 0));
    BOTH(refused(parse_algorithm(hidden("SHA-")), reason::algorithm_unknown, 0));
    BOTH(refused(parse_algorithm(hidden("SHA--1")), reason::algorithm_unknown, 0));
    BOTH(refused(parse_algorithm(hidden("SHA11")), reason::algorithm_unknown, 0));
    BOTH(refused(parse_algorithm(hidden("SHA224")), reason::algorithm_unknown, 0));
    BOTH(refused(parse_algorithm(hidden("SHA384")), reason::algorithm_unknown, 0));
    BOTH(refused(parse_algorithm(hidden("SHA3-256")), reason::algorithm_unknown, 0));
    BOTH(refused(parse_algorithm(hidden("SHA 1")), reason::algorithm_unknown, 0));
    BOTH(refused(parse_algorithm(hidden(" SHA1")), reason::algorithm_unknown, 0));
    BOTH(refused(parse_algorithm(hidden("MD5")), reason::algorithm_unknown, 0));
    BOTH(refused(parse_algorithm(hidden("HmacSHA1")), reason::algorithm_unknown, 0));
    // what becomes a letter of "SHA" when bit 5 is dropped from a byte that is none
    BOTH(refused(parse_algorithm(hidden("\323HA1")), reason::algorithm_unknown, 0));
    BOTH(refused(parse_algorithm(hidden("\023HA1")), reason::algorithm_unknown, 0));
}
