"""URIs as services and libraries document them, and what would become of each on a phone.

Taken from public documentation in November 2026, some by way of copies of it. The codes are computed once more by hand.
"""

import hmac

import otpp
import pytest

WIKI = "https://github.com/google/google-authenticator/wiki/Key-Uri-Format"
VAULT = "https://developer.hashicorp.com/vault"

# source, URI, and the rules that it breaks
SERVICES = [
    (WIKI, "otpauth://totp/Example:alice@google.com?secret=JBSWY3DPEHPK3PXP&issuer=Example", {"secret_short"}),
    (
        WIKI,
        "otpauth://totp/ACME%20Co:john.doe@email.com?secret=HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ&issuer=ACME%20Co"
        "&algorithm=SHA1&digits=6&period=30",
        set(),
    ),
    (
        "https://github.com/dani-garcia/vaultwarden/discussions/5723",
        "otpauth://totp/ACME%20Co:john.doe@email.com?secret=HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ&issuer=ACME%20Co"
        "&algorithm=SHA256&digits=8&period=30",
        {"algorithm_not_sha1", "digits_not_6"},
    ),
    (
        "https://man.archlinux.org/man/URI::otpauth.3pm.en",
        "otpauth://totp/Example:alice@google.com?secret=NFZS25DINFZV643VOAZXELLTGNRXEM3UH4&issuer=Example",
        set(),
    ),
    (
        f"{VAULT}/docs/secrets/totp",
        "otpauth://totp/Vault:test@test.com?secret=Y64VEVMBTSXCYIWRSHRNDZW62MPGVU2G&issuer=Vault",
        set(),
    ),
    (
        f"{VAULT}/api-docs/secret/totp",
        "otpauth://totp/Google:test@gmail.com?algorithm=SHA1&digits=6&issuer=Google&period=30"
        "&secret=HTXT7KJFVNAJUPYWQRWMNVQE5AF5YZI2",
        set(),
    ),
    (
        f"{VAULT}/docs/auth/login-mfa",
        "otpauth://totp/Vault:307d6c16-6f5c-4ae7-46a9-2d153ffcbc63?algorithm=SHA256&digits=6&issuer=Vault&period=30"
        "&secret=AQESPQUPHWYIXV7FGOMBYT3A2N4LQKEIRNKTSRCWTKVEW66L",
        {"algorithm_not_sha1"},
    ),
    (
        "https://otplib.yeojz.dev/api/@otplib/uri",
        "otpauth://totp/GitHub:user@example.com?secret=JBSWY3DPEHPK3PXP&issuer=GitHub",
        {"secret_short"},
    ),
    (
        "https://otplib.yeojz.dev/api/@otplib/uri",
        "otpauth://totp/ACME%20Corp:john@example.com?secret=JBSWY3DPEHPK3PXP",
        {"issuer_only_in_label", "secret_short"},
    ),
    (
        "https://github.com/Yubico/yubikit-ios",
        "otpauth://totp/Yubico:example@yubico.com?secret=UOA6FJYR76R7IRZBGDJKLYICL3MUR7QH&issuer=Yubico"
        "&algorithm=SHA1&digits=6&period=30",
        set(),
    ),
    (
        "https://canopy-io.com/docs/api-reference/objects/MfaTotpEnrollStartResponseDto",
        "otpauth://totp/MFA:alice%40acme.com?secret=JBSWY3DPEHPK3PXP&issuer=MFA",
        {"secret_short"},
    ),
    (
        "https://docs.openasa.com/api/auth/totp-prepare/",
        "otpauth://totp/OpenASA:dev@example.com?secret=BASE32SECRET",
        {"issuer_only_in_label", "secret_short", "secret_trailing_bits"},
    ),
]
each_service = pytest.mark.parametrize("source, uri, rules", SERVICES, ids=[uri[8:40] for _, uri, _ in SERVICES])


def by_hand(reading, uri):
    """RFC 4226, section 5.3, in Python's own HMAC: pyotp takes no secret of 80 bits."""
    key = otpp.Account.from_uri(uri).secret.bytes()
    digest = hmac.digest(key, (59 // reading.period).to_bytes(8, "big"), str(reading.algorithm))
    at = digest[-1] & 15
    value = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return f"{value % 10**reading.digits:0{reading.digits}}"


@each_service
def test_the_rules(source, uri, rules):
    assert {finding.rule for finding in otpp.lint(uri)} == rules


@each_service
def test_freeotp_and_aegis_read_what_is_meant(source, uri, rules):
    account = otpp.Account.from_uri(uri)
    for app in ("freeotp", "aegis"):
        reading = otpp.as_read_by(app, uri)
        assert (reading.issuer, reading.name) == (account.issuer, account.name)
        assert (reading.algorithm, reading.digits) == (account.algorithm, account.digits)
        assert reading.code_at(59) == account.otp().at(59) == by_hand(reading, uri)
        assert reading.outcome == ("unsafe" if app == "freeotp" and "secret_short" in rules else "read")


@each_service
def test_google_authenticator_reads_some_of_it(source, uri, rules):
    """No other hash or length than SHA1 and 6: the codes are wrong. No issuer but the parameter: it is the name's."""
    account = otpp.Account.from_uri(uri)
    reading = otpp.as_read_by("google_authenticator", uri)
    assert (reading.algorithm, reading.digits) == ("SHA1", 6)
    is_right = not rules & {"algorithm_not_sha1", "digits_not_6"}
    assert (reading.code_at(59) == account.otp().at(59)) == is_right
    assert reading.code_at(59) == by_hand(reading, uri)
    if "issuer_only_in_label" in rules:
        assert (reading.issuer, reading.name) == ("", f"{account.issuer}:{account.name}")
    else:
        assert (reading.issuer, reading.name) == (account.issuer, account.name)


def test_how_many():
    assert len(SERVICES) == len({uri for _, uri, _ in SERVICES}) == 12
