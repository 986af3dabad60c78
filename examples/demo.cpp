// SPDX-License-Identifier: BSL-1.0
// The main job in one run: an account is made, its passcode is shown and matched, what is wrong is
// refused with a reason, the RFC's tables are checked, and a million codes are made and matched. ./dev
// demo runs it.

#include <otpp/bulk.hpp>
#include <otpp/otpp.hpp>

#include <chrono>
#include <cstdint>
#include <iomanip>
#include <iostream>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace {

using std::chrono::steady_clock;
using std::chrono::system_clock;

void title(std::string_view text) { std::cout << "\n== " << text << '\n'; }

std::ostream& label(std::string_view text)
{
    return std::cout << "  " << std::left << std::setw(22) << text;
}

void explain(std::string_view what, otpp::error const& why)
{
    label(what) << "refused: " << message(why.reason);
    if (why.offset != otpp::error::nowhere) std::cout << " (at offset " << why.offset << ")";
    std::cout << '\n';
}

// The passcode changed by one in its last digit.
std::string one_off(otpp::passcode const& right)
{
    std::string wrong{right.view()};
    wrong.back() = wrong.back() == '9' ? '0' : static_cast<char>(wrong.back() + 1);
    return wrong;
}

bool show_account()
{
    title("A new account");
    auto secret = otpp::secret::generate();
    if (!secret) return explain("secret", secret.error()), false;
    auto const account =
        otpp::account::make(*std::move(secret), {.name = "alice@example.com", .issuer = "Example"});
    if (!account) return explain("account", account.error()), false;
    auto const uri = otpp::build_uri(*account);
    auto const totp = otpp::totp::from(*account);
    if (!uri || !totp) return false;
    auto const to_type = account->secret().base32(4);
    label("secret to type") << to_type.view() << '\n';
    label("URI, as in a QR code") << uri->view() << '\n';

    auto const now = system_clock::now();
    auto const passcode = totp->at(now);
    label("passcode now") << passcode.view() << ", for " << totp->seconds_left(now)
                          << " more seconds\n";

    title("Does a code fit?");
    auto const show = [&](std::string_view what, std::string_view code) {
        auto const found = totp->match(code, now);
        label(what) << code << "  ";
        if (found)
            std::cout << "fits step " << found->step << ", drift " << found->drift << '\n';
        else if (auto const typed = otpp::passcode::parse(code, totp->digits()); !typed)
            std::cout << "no code: " << message(typed.error().reason) << '\n';
        else
            std::cout << "fits nowhere in one step back and one ahead\n";
        return found.has_value();
    };
    bool const right = show("the right one", passcode.view());
    show("one step old", totp->at(now - std::chrono::seconds{30}).view());
    bool const stale = show("two steps old", totp->at(now - std::chrono::seconds{60}).view());
    show("a wrong one", one_off(passcode));
    show("too short", passcode.view().substr(1));
    show("a letter O for a zero", "12O456");
    if (stale) std::cout << "  (once in some hundred thousand runs two codes are equal)\n";
    return right;
}

bool show_refusals()
{
    title("What is wrong is refused, with its place");
    auto const secret = otpp::secret::from_base32("JBSWY3DPEHPK3PX0");
    auto const uri = otpp::parse_uri(
        "otpauth://totp/Example:alice@example.com?secret=JBSWY3DPEHPK3PXP&digits=12");
    auto const hotp = otpp::parse_uri("otpauth://hotp/alice?secret=JBSWY3DPEHPK3PXP");
    if (secret || uri || hotp) return false;
    explain("a mistyped secret", secret.error());
    explain("a URI of 12 digits", uri.error());
    explain("an hotp URI", hotp.error());
    return true;
}

bool check_rfc_tables()
{
    title("The tables of the RFCs");
    constexpr auto sha1_key = otpp::base32_literal<"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ">;
    constexpr auto sha256_key =
        otpp::base32_literal<"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA">;
    constexpr auto sha512_key =
        otpp::base32_literal<"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDG"
                             "NBVGY3TQOJQGEZDGNBVGY3"
                             "TQOJQGEZDGNA">;
    static_assert(otpp::hotp{sha1_key}.at(0) == "755224"); // the compiler checks as well

    int right = 0, all = 0;
    auto const count = [&](bool ok) {
        ++all;
        right += ok;
    };
    constexpr std::string_view appendix_d[]{"755224", "287082", "359152", "969429", "338314",
                                            "254676", "287922", "162583", "399871", "520489"};
    otpp::hotp const hotp{sha1_key};
    for (std::int64_t counter = 0; auto const expected : appendix_d)
        count(hotp.at(counter++) == expected);
    label("RFC 4226, appendix D") << right << " of " << all << " passcodes right\n";
    bool ok = right == all;

    right = all = 0;
    otpp::totp const sha1{sha1_key, {.digits = 8}};
    otpp::totp const sha256{sha256_key, {.digits = 8, .algorithm = otpp::algorithm::sha256}};
    otpp::totp const sha512{sha512_key, {.digits = 8, .algorithm = otpp::algorithm::sha512}};
    struct row {
        std::int64_t time;
        std::string_view sha1, sha256, sha512;
    };
    constexpr row appendix_b[]{{59, "94287082", "46119246", "90693936"},
                               {1111111109, "07081804", "68084774", "25091201"},
                               {1111111111, "14050471", "67062674", "99943326"},
                               {1234567890, "89005924", "91819424", "93441116"},
                               {2000000000, "69279037", "90698825", "38618901"},
                               {20000000000, "65353130", "77737706", "47863826"}};
    for (auto const& expected : appendix_b) {
        otpp::unix_time const time{expected.time};
        count(sha1.at(time) == expected.sha1);
        count(sha256.at(time) == expected.sha256);
        count(sha512.at(time) == expected.sha512);
    }
    label("RFC 6238, appendix B") << right << " of " << all << " passcodes right\n";
    return ok && right == all;
}

// A bar of progress where somebody watches it grow.
constexpr auto show_bar = [](std::size_t done, std::size_t all) {
    if (isatty(STDOUT_FILENO) == 1)
        std::cout << "\r  [" << std::string(40 * done / all, '#')
                  << std::string(40 - 40 * done / all, ' ') << "] " << std::right << std::setw(9)
                  << done << std::flush;
    return true; // go on
};

bool match_a_million()
{
    title("A passcode for each of a million random keys, and a match of each");
    constexpr std::size_t rows = 1'000'000, size = 20;
    std::vector<unsigned char> bytes(rows * size);
    if (!otpp::fill_random(bytes)) return false;
    std::vector<std::uint32_t> codes(rows);
    std::vector<std::int8_t> drifts(rows), again(rows);
    auto const now = system_clock::now();
    otpp::bulk::key_rows const keys{bytes, size};
    otpp::bulk::run const watched{.progress = show_bar};

    auto const timed = [](auto const& work) {
        auto const start = steady_clock::now();
        bool const good = work();
        std::chrono::duration<double> const took = steady_clock::now() - start;
        return good ? took.count() : 0;
    };
    // as people type them: a step late
    double const made = timed([&] {
        return otpp::bulk::passcodes(keys, {}, now - std::chrono::seconds{30}, codes, watched)
            .has_value();
    });
    std::size_t fit = 0;
    double const matched = timed([&] {
        auto const found = otpp::bulk::match(keys, {}, codes, now, {}, drifts, watched);
        if (found) fit = *found;
        return found.has_value();
    });
    otpp::bulk::key_set prepared;
    double const preparing = timed([&] {
        prepared.append(keys);
        return true;
    });
    double const rematched = timed(
        [&] { return otpp::bulk::match(prepared, codes, now, {}, again, watched).has_value(); });
    show_bar(rows, rows);
    if (isatty(STDOUT_FILENO) == 1) std::cout << '\n';
    auto const rate = [](double seconds) {
        std::cout << std::right << std::fixed << std::setprecision(1) << std::setw(6)
                  << (seconds > 0 ? rows / seconds / 1e6 : 0) << " million a second";
    };
    label("passcodes"), rate(made), std::cout << '\n';
    label("match, one step around"), rate(matched);
    std::cout << ": " << fit << " fit\n";
    label("the same, prepared"), rate(rematched);
    std::cout << ", after " << std::setprecision(2) << preparing << " s of preparing\n";
    return fit == rows && again == drifts;
}

} // namespace

int main()
{
    bool const good = show_account() && show_refusals() && check_rfc_tables() && match_a_million();
    std::cout << (good ? "\nAll as it should be.\n" : "\nSomething is wrong: see above.\n");
    return good ? 0 : 1;
}
