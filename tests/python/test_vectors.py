"""The vector files that the C++ tests read, through the Python face."""

import itertools
import json
import pathlib

import otpp
import pytest

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "vectors"

# How many cases of each file have words in the Python face; the rest are named in `cases_of`.
EXPECTED = {
    "base32_rfc4648": 93,
    "hotp_rfc4226": 133,
    "totp_rfc6238": 74,
    "passcode": 58,
    "uri": 168,
}
NOT_OF_PYTHON = {"hash_fips180", "hmac_rfc2202", "hmac_rfc4231", "record"}  # none of these by itself
OF_THEIR_OWN = {"app_readings", "migration", "sealing", "steam"}  # test_provisioning, test_migration, …


def cases_of(file):
    cases = json.loads((FOLDER / f"{file}.json").read_text())["cases"]
    if file == "base32_rfc4648":
        return [
            c for c in cases if not c["strict"] and is_text(c["text"])
        ]  # Secret reads leniently
    if file == "uri":
        return [c for c in cases if is_text(c["uri"])]
    return [c for c in cases if is_text(c.get("text", ""))]


def is_text(value):
    """Bytes that are no UTF-8, {"hex": …}, are no text of Python's."""
    return isinstance(value, str)


def shown(value):
    """A name in a URI may hold such bytes behind escapes: they are shown replaced."""
    return value if is_text(value) else bytes.fromhex(value["hex"]).decode(errors="replace")


def each_case(file):
    return pytest.mark.parametrize(
        "case",
        [pytest.param(case, id=f"{case['id']}: {case['comment']}") for case in cases_of(file)],
    )


def refused(case, text, call):
    """Whether a call is refused for the case's reason; the files' offsets count bytes."""
    with pytest.raises(otpp.InvalidInput) as caught:
        call()
    assert caught.value.reason is otpp.Reason[case["reason"].upper()]
    assert caught.value.offset == len(text.encode()[: case["offset"]].decode())
    return True


def test_no_file_is_forgotten():
    assert {path.stem for path in FOLDER.glob("*.json")} == set(EXPECTED) | NOT_OF_PYTHON | OF_THEIR_OWN


@pytest.mark.parametrize("file", EXPECTED)
def test_no_case_is_lost(file):
    results = [case["result"] for case in cases_of(file)]
    assert len(results) >= EXPECTED[file]
    assert {"valid", "invalid"} == set(results)


@each_case("base32_rfc4648")
def test_base32(case):
    if case["result"] == "invalid":
        assert refused(case, case["text"], lambda: otpp.Secret.from_base32(case["text"]))
    elif not case["bytes"]:
        with pytest.raises(otpp.InvalidInput) as caught:
            otpp.Secret.from_base32(case["text"])
        assert caught.value.reason is otpp.Reason.KEY_EMPTY
    else:
        secret = otpp.Secret.from_base32(case["text"])
        assert secret.bytes() == bytes.fromhex(case["bytes"])
        assert secret.base32() == case["encoded"]


@each_case("hotp_rfc4226")
def test_hotp(case):
    hotp = otpp.HOTP(bytes.fromhex(case["key"]), digits=case["digits"], algorithm=case["algorithm"])
    if case["result"] == "valid":
        assert hotp.at(case["counter"]) == case["code"]
        found = hotp.match(case["code"], case["counter"], look_ahead=0)
        assert found == (case["counter"], 0)
    else:
        with pytest.raises(otpp.InvalidInput) as caught:
            hotp.at(case["counter"])
        assert caught.value.reason is otpp.Reason.COUNTER_OUT_OF_RANGE


@each_case("totp_rfc6238")
def test_totp(case):
    totp = otpp.TOTP(
        bytes.fromhex(case["key"]),
        digits=case["digits"],
        period=case["period"],
        algorithm=case["algorithm"],
        t0=case["t0"],
    )
    assert totp.seconds_left(case["time"]) == case["seconds_left"]
    if case["result"] == "valid":
        assert totp.at(case["time"]) == case["code"]
        assert totp.step(case["time"]) == case["step"]
        assert totp.match(case["code"], at=case["time"], window=0) == (case["step"], 0)
        return
    for call in (totp.at, totp.step):
        with pytest.raises(otpp.InvalidInput) as caught:
            call(case["time"])
        assert caught.value.reason is otpp.Reason[case["reason"].upper()]


@each_case("passcode")
def test_passcode(case):
    """The case's text with its digits exchanged for those of a true passcode, which fits if well
    formed. Malformed text fits nowhere, also where it could be mended."""
    totp = otpp.TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", digits=case["digits"])
    true = itertools.cycle(totp.at(59))
    text = "".join(next(true) if c in "0123456789" else c for c in case["text"])
    assert (totp.match(text, at=59) == (1, 0)) is (case["result"] == "valid")


@each_case("uri")
def test_uri(case):
    uri = case["uri"]
    if case["result"] == "invalid":
        assert refused(case, uri, lambda: otpp.Account.from_uri(uri))
        return
    account = otpp.Account.from_uri(uri)
    for field in ("issuer", "name"):
        assert getattr(account, field) == shown(case[field])
    for field in ("type", "algorithm", "digits", "period", "counter"):
        assert getattr(account, field) == case[field]
    assert account.secret.bytes() == bytes.fromhex(case["secret"])
    assert [[note.kind, note.offset] for note in account.notes] == case["notes"]
    assert account.uri() == shown(case["rebuilt"])
