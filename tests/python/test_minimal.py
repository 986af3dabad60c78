"""Does the package work at all? What a wheel is tested with: it needs otpp and pytest alone."""

import datetime

import otpp
import pytest

KEY = b"12345678901234567890"  # of the RFCs
BASE32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def test_all_is_there():
    assert sorted(otpp.__all__) == sorted(set(otpp.__all__))
    for name in otpp.__all__:
        assert getattr(otpp, name) is not None
    assert otpp.__version__.count(".") == 2


def test_hotp_of_rfc_4226():
    hotp = otpp.HOTP(KEY)
    assert [hotp.at(counter) for counter in range(10)] == (
        "755224 287082 359152 969429 338314 254676 287922 162583 399871 520489".split()
    )
    assert hotp.match("969429", 1) == otpp.Match(step=3, drift=2)
    assert hotp.match("969429", 4) is None


@pytest.mark.parametrize(
    "algorithm, length, passcodes",
    [
        ("SHA1", 20, "94287082 07081804 14050471 89005924 69279037 65353130"),
        ("SHA256", 32, "46119246 68084774 67062674 91819424 90698825 77737706"),
        ("SHA512", 64, "90693936 25091201 99943326 93441116 38618901 47863826"),
    ],
)
def test_totp_of_rfc_6238(algorithm, length, passcodes):
    totp = otpp.TOTP((KEY * 4)[:length], digits=8, algorithm=algorithm)
    times = (59, 1111111109, 1111111111, 1234567890, 2000000000, 20000000000)
    assert [totp.at(time) for time in times] == passcodes.split()


def test_a_time_is_a_number_or_an_aware_datetime():
    totp = otpp.TOTP(BASE32)
    moment = datetime.datetime(1970, 1, 1, 0, 0, 59, tzinfo=datetime.timezone.utc)
    assert totp.at(59) == totp.at(59.9) == totp.at(moment) == "287082"
    with pytest.raises(otpp.InvalidInput) as refused:
        totp.at(moment.replace(tzinfo=None))
    assert refused.value.reason is otpp.Reason.TIME_WITHOUT_ZONE


def test_now_matches():
    totp = otpp.TOTP(otpp.Secret.generate())
    found = totp.match(totp.now())
    assert found is not None and found.drift in (0, -1)  # a step may have ended in between
    assert 1 <= totp.seconds_left() <= 30


def test_account_to_uri_and_back():
    account = otpp.Account(BASE32, name="alice@example.com", issuer="Bücher & Söhne")
    again = otpp.Account.from_uri(account.uri())
    assert (again.name, again.issuer, again.notes) == (account.name, account.issuer, ())
    assert again.secret.bytes() == KEY
    assert again.otp().at(59) == "287082"


def test_a_fault_has_its_reason_and_its_place():
    with pytest.raises(otpp.InvalidInput) as refused:
        otpp.Account.from_uri("otpauth://totp/alice?secret=JBSWY3DPEHPK3PX0")
    assert (refused.value.reason, refused.value.offset) == (otpp.Reason.BASE32_LOOKALIKE, 43)
    assert "JBSWY3DP" not in str(refused.value)


def test_qr_code():
    svg = otpp.Account(BASE32, name="alice").qr().svg()
    assert svg.startswith("<svg") and svg.endswith("</svg>")
