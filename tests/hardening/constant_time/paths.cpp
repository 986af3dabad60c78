// SPDX-License-Identifier: BSL-1.0
// Under valgrind, with every secret marked undefined: memcheck then reports each branch and each
// address that depends on one. Only what the library itself publishes may become known.

#include <otpp/otpp.hpp>
#include <otpp/provisioning.hpp>
#include <otpp/server.hpp>

#include <valgrind/memcheck.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace {

void hide(void* bytes, std::size_t size) { VALGRIND_MAKE_MEM_UNDEFINED(bytes, size); }

// What the test itself looks at afterwards.
template <class T>
T const& shown(T const& object)
{
    VALGRIND_MAKE_MEM_DEFINED(&object, sizeof object);
    return object;
}

void check(bool good, char const* what)
{
    if (good) return;
    std::printf("wrong: %s\n", what);
    std::exit(1);
}

int calls = 0;

otpp::secret hidden_secret(std::size_t size)
{
    unsigned char key[otpp::max_key_size];
    for (std::size_t i = 0; i != size; ++i) key[i] = static_cast<unsigned char>(7 * i + 3);
    hide(key, size);
    return *otpp::secret::from_bytes({key, size});
}

// The symbols are secret; where the separators and the padding stand is not.
void decode_base32(std::string_view symbols, otpp::base32::strictness how, std::size_t bytes)
{
    char text[256];
    std::memcpy(text, symbols.data(), symbols.size());
    for (std::size_t i = 0; i != symbols.size(); ++i)
        if (text[i] != ' ' && text[i] != '-' && text[i] != '=') hide(text + i, 1);
    unsigned char out[128];
    auto const read = otpp::base32::decode({text, symbols.size()}, out, how);
    check(read.has_value() && read->size == bytes, "base32::decode");
    ++calls;
    if (how == otpp::base32::strictness::strict) return;
    auto const secret = otpp::secret::from_base32({text, symbols.size()});
    check(secret.has_value() && secret->size() == bytes, "secret::from_base32");
    ++calls;
}

void base32()
{
    using enum otpp::base32::strictness;
    decode_base32("JBSWY3DPEHPK3PXP", lenient, 10);
    decode_base32("JBSWY3DPEHPK3PXP", strict, 10);
    decode_base32("jbsw y3dp-ehpk 3pxp 7777", lenient, 12);
    decode_base32("MZXW6YQ=", strict, 4);
    decode_base32("MZXW6YQ", lenient, 4);
    decode_base32("MZXW6YR", lenient, 4); // trailing bits, dropped
    decode_base32("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", strict, 40);

    auto const secret = hidden_secret(20);
    auto const text = secret.base32(4);
    check(text.view().size() == 39, "secret::base32");
    ++calls;
}

template <class H>
void hmac(std::size_t key_size)
{
    unsigned char key[200];
    std::memset(key, 5, sizeof key);
    hide(key, key_size);
    otpp::hmac<H> const prepared{{key, key_size}};
    unsigned char message[150]{};
    hide(message, sizeof message);
    auto const code = prepared(message);
    auto const digest = otpp::hash<H>(message);
    check(shown(code) != shown(digest), "hmac");
    ++calls;
}

template <class B>
void generators(otpp::algorithm which, std::size_t key_size)
{
    auto const key = hidden_secret(key_size);
    otpp::basic_hotp<B> const hotp{key, {.digits = 8, .algorithm = which}};
    otpp::basic_totp<B> const totp{key, {.digits = 8, .algorithm = which}};
    for (std::int64_t const step : {0, 1, 9, 1000}) {
        otpp::passcode passcode = hotp.at(step);
        otpp::passcode const other = hotp.at(step + 1);
        check(!(passcode == other), "passcode ==, both secret");
        check(passcode == totp.at(otpp::unix_time{30 * step + 29}), "totp.at");
        calls += 3;

        auto const typed = shown(passcode).view(); // what a person types is in the clear
        auto const found = hotp.match(typed, step);
        check(found.has_value() && shown(*found).drift == 0, "hotp.match");
        check(!hotp.match(typed, step + 1).has_value(), "hotp.match, other counter");
        auto const fits = totp.match(typed, otpp::unix_time{30 * (step + 2)}, {2, 2});
        check(step < 0 || (fits.has_value() && shown(*fits).drift == -2), "totp.match");
        check(!totp.match("00000000", otpp::unix_time{30 * step}).has_value(), "totp.match, wrong");
        calls += 4;
    }
}

void passcodes()
{
    for (int const digits : {6, 7, 8, 9, 10})
        for (std::uint32_t const value : {0u, 7u, 123456u, 1234567890u, 0x7fffffffu}) {
            std::uint32_t hidden = value;
            hide(&hidden, sizeof hidden);
            otpp::passcode const passcode{hidden, *otpp::digits::from(digits)};
            std::uint32_t const shortened = otpp::last_digits(hidden, *otpp::digits::from(digits));
            check(passcode.view().size() == static_cast<std::size_t>(digits), "passcode");
            check(!(passcode == "999999"), "passcode == text");
            char text[11];
            std::snprintf(text, sizeof text, "%0*llu", digits,
                          static_cast<unsigned long long>(shown(shortened)));
            check(passcode == std::string_view{text}, "passcode, by its text");
            calls += 3;
        }
}

void comparison()
{
    char a[] = "some secret text";
    char b[] = "some secret texT";
    hide(a, sizeof a - 1);
    hide(b, sizeof b - 1);
    check(!otpp::constant_time::equal({a, 16}, {b, 16}), "equal, in the last");
    check(otpp::constant_time::equal({a, 15}, {b, 15}), "equal");
    calls += 2;
}

void uris()
{
    auto const account = otpp::account::make(hidden_secret(20), {.name = "alice", .issuer = "Big"});
    auto const uri = otpp::build_uri(*account);
    check(uri.has_value() && uri->view().size() > 60, "build_uri");
    ++calls;
}

void steam()
{
    auto const key = hidden_secret(20);
    otpp::provisioning::steam_guard const guard{key};
    otpp::provisioning::steam_code const code = guard.at(otpp::unix_time{59});
    check(!(code == guard.at(otpp::unix_time{89})), "steam_code ==, both secret");
    auto const typed = shown(code).view();
    auto const found = guard.match(typed, otpp::unix_time{59});
    check(found.has_value() && shown(*found).drift == 0, "steam_guard.match");
    check(!guard.match("22222", otpp::unix_time{59}), "steam_guard.match, wrong");
    calls += 4;
}

// All of the window, and of what two or three codes in a row reach: where they fit is known at its end.
void server()
{
    auto const key = hidden_secret(20);
    otpp::server::record current;
    current.state = otpp::server::factor_state::active;
    otpp::totp const phone{key};
    otpp::passcode first = phone.at(otpp::unix_time{59}), second = phone.at(otpp::unix_time{89});
    otpp::server::typed_codes one, two;
    check(one.add(shown(first).view()) && two.add(first.view()) && two.add(shown(second).view()),
          "typed_codes");
    for (auto const& typed : {one, two}) {
        auto const found =
            otpp::server::prove<otpp::builtin>({}, otpp::server::in_use(current), key, typed, 89);
        check(found.has_value(), "prove");
        check(!otpp::server::prove<otpp::builtin>({}, otpp::server::in_use(current), key, typed,
                                                  900'000),
              "prove, wrong");
        calls += 2;
    }
}

} // namespace

int main()
{
    base32();
    for (std::size_t const size : {20u, 64u, 65u, 128u, 129u, 200u}) {
        hmac<otpp::portable::sha1>(size);
        hmac<otpp::portable::sha256>(size);
        hmac<otpp::portable::sha512>(size);
    }
    for (auto const which :
         {otpp::algorithm::sha1, otpp::algorithm::sha256, otpp::algorithm::sha512}) {
        generators<otpp::portable>(which, 20);
        generators<otpp::builtin>(which, 100);
    }
    passcodes();
    comparison();
    uris();
    steam();
    server();
    std::printf("%d calls, valgrind %d, SHA instructions %d\n", calls,
                static_cast<int>(RUNNING_ON_VALGRIND), static_cast<int>(otpp::detail::has_sha()));
}
