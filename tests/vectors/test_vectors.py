"""The vectors are what they claim: complete, explained, and right by Python's own hmac and hashlib."""

import base64
import collections
import hashlib
import hmac
import json
import re
import urllib.parse

import pytest

# Cases that each file has at least. More may come; fewer would be lost ones.
CASES = {
    "app_readings": 98,
    "base32_rfc4648": 159,
    "hash_fips180": 57,
    "hmac_rfc2202": 8,
    "hmac_rfc4231": 14,
    "hotp_rfc4226": 133,
    "migration": 94,
    "passcode": 58,
    "record": 70,
    "sealing": 51,
    "steam": 31,
    "totp_rfc6238": 74,
    "uri": 168,
}

# And under each flag, where a number says more than "one".
FLAGGED = {
    "app_readings": {"google_authenticator_android": 10, "freeotp": 15, "aegis": 8, "two_fas": 12, "stratum": 8},
    "base32_rfc4648": {"rfc4648_10": 24, "look_alike": 16, "length": 19, "padding": 40, "trailing_bits": 19},
    "hash_fips180": {"fips180": 9, "padding": 42, "long": 3},
    "hmac_rfc2202": {"key_over_block": 2, "truncated": 1},
    "hmac_rfc4231": {"key_over_block": 4, "truncated": 2},
    "hotp_rfc4226": {"rfc4226_d": 10, "counter_width": 18, "digits": 15, "key_over_block": 6, "negative_counter": 3}
    | {f"offset_{offset}": 3 for offset in range(16)},
    "migration": {"refused": 12, "base64": 12, "truncated": 7, "field": 7, "plus": 4, "batch": 8, "padding": 8},
    "passcode": {"groups": 7, "longest": 4, "foreign": 20},
    "record": {"version": 4, "length": 7, "numbers": 16, "state": 16, "sealed": 6, "pending": 10, "codes": 9},
    "sealing": {"pynacl": 13, "cryptopp": 13, "size": 25, "version": 9, "context": 7, "altered": 4},
    "steam": {"keepassxc": 2, "zeros": 2, "time": 8, "alphabet": 3},
    "totp_rfc6238": {"rfc6238_b": 18, "time_edge": 10, "before_t0": 7, "elapsed_width": 5, "twin_codes": 3},
    "uri": {"unknown": 9, "colon": 7, "utf8": 5, "secret_bad": 17, "numbers_bad": 22, "doubled": 7, "escape": 8, "control": 10},
}

TYPES = {"bytes", "text", "int", "bool", "algorithm", "type", "reason", "notes"}
ALGORITHMS = ("SHA1", "SHA256", "SHA512")
HAS_REASON = {"base32_rfc4648", "migration", "passcode", "record", "sealing", "totp_rfc6238", "uri"}


@pytest.fixture(scope="module")
def vectors(root) -> dict[str, dict]:
    files = sorted((root / "tests/vectors").glob("*.json"))
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}


@pytest.fixture(params=CASES)
def name(request) -> str:
    return request.param


def cases_of(vectors: dict[str, dict], name: str) -> list[dict]:
    return vectors[name]["cases"]


def wrong(cases: list[dict], is_right) -> list[int]:
    return [case["id"] for case in cases if not is_right(case)]


def test_every_file_has_its_number_here(vectors):
    assert set(vectors) == set(CASES) == set(FLAGGED)


def test_no_case_is_lost(vectors, name, record_property):
    vectors = vectors[name]
    counted = collections.Counter(flag for case in vectors["cases"] for flag in case["flags"])
    record_property(name, len(vectors["cases"]))
    print(f"{name}: {len(vectors['cases'])} cases;", ", ".join(f"{f} {n}" for f, n in sorted(counted.items())))
    assert len(vectors["cases"]) >= CASES[name]
    short = {flag: counted[flag] for flag, least in FLAGGED[name].items() if counted[flag] < least}
    assert not short


def test_every_flag_is_explained_and_used(vectors, name):
    vectors = vectors[name]
    used = {flag for case in vectors["cases"] for flag in case["flags"]}
    assert used == set(vectors["flags"])
    assert all(len(explanation) > 15 for explanation in vectors["flags"].values())
    assert all(case["flags"] for case in vectors["cases"])


def test_every_file_names_its_source(vectors, name):
    assert re.search(r"RFC \d{4}|FIPS 180-4", vectors[name]["source"])
    assert len(vectors[name]["about"]) > 15


def test_cases_are_numbered_and_told_apart(vectors, name):
    cases = cases_of(vectors, name)
    assert [case["id"] for case in cases] == list(range(1, len(cases) + 1))
    assert all(case["comment"] for case in cases)
    inputs = [json.dumps([case[f] for f in vectors[name]["fields"] if f in case]) for case in cases]
    doubled = [text for text, n in collections.Counter(inputs).items() if n > 1]
    assert not doubled


def test_fields_are_declared_and_of_their_type(vectors, name):
    fields = vectors[name]["fields"]
    assert set(fields.values()) <= TYPES
    good = {
        "bytes": lambda v: isinstance(v, str) and bytes.fromhex(v) is not None,
        "text": lambda v: isinstance(v, str) or set(v) == {"hex"},
        "int": lambda v: type(v) is int and -(2**63) <= v < 2**63,
        "bool": lambda v: type(v) is bool,
        "algorithm": lambda v: v in ALGORITHMS,
        "type": lambda v: v in ("totp", "hotp"),
        "reason": lambda v: re.fullmatch("[a-z0-9_]+", v),
        "notes": lambda v: all(re.fullmatch("[a-z0-9_]+", what) and at >= 0 for what, at in v),
    }
    for case in cases_of(vectors, name):
        assert set(case) - set(fields) == {"id", "comment", "flags", "result"}
        for field, kind in fields.items():
            assert field not in case or good[kind](case[field]), (case["id"], field)


def test_what_is_invalid_has_a_reason_and_what_is_valid_has_none(vectors, name):
    for case in cases_of(vectors, name):
        assert case["result"] in ("valid", "invalid")
        expected = case["result"] == "invalid" and name in HAS_REASON
        assert ("reason" in case) == expected, case["id"]
        if "offset" in vectors[name]["fields"] and name in HAS_REASON:
            assert ("offset" in case) == expected, case["id"]


def test_reasons_and_notes_are_those_of_the_library(vectors, name, root):
    def enumerators(header: str, enum: str) -> set[str]:
        text = (root / "include/otpp" / header).read_text()
        body = re.search(rf"enum class {enum}[^{{]*{{(.*?)}};", text, re.DOTALL).group(1)
        return set(re.findall(r"\w+", re.sub("//.*", "", body)))

    cases = cases_of(vectors, name)
    table = (root / "include/otpp/reason_table.hpp").read_text()
    reasons = set(re.findall(r"^OTPP_REASON\(\s*(\w+),", table, re.MULTILINE))
    assert {case["reason"] for case in cases if "reason" in case} <= reasons
    notes = {what for case in cases for what, _ in case.get("notes", [])}
    assert notes <= enumerators("note.hpp", "oddity")


# What follows computes each vector again.


def mac(case: dict, message: bytes) -> bytes:
    hash_function = getattr(hashlib, case["algorithm"].lower())
    return hmac.digest(bytes.fromhex(case["key"]), message, hash_function)


def passcode_and_offset(case: dict, counter: int) -> tuple[str, int]:
    """RFC 4226, section 5.3."""
    code = mac(case, counter.to_bytes(8, "big"))
    offset = code[-1] & 15
    value = int.from_bytes(code[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(value % 10 ** case["digits"]).zfill(case["digits"]), offset


def test_hash(vectors):
    def is_right(case):
        message = bytes.fromhex(case["message"]) * case["times"]
        return hashlib.new(case["algorithm"].lower(), message).hexdigest() == case["digest"]

    assert wrong(cases_of(vectors, "hash_fips180"), is_right) == []


@pytest.mark.parametrize("file", ["hmac_rfc2202", "hmac_rfc4231"])
def test_hmac(vectors, file):
    def is_right(case):
        code, published = mac(case, bytes.fromhex(case["message"])), bytes.fromhex(case["code"])
        whole = len(published) == len(code)
        return published and code.startswith(published) and whole != ("truncated" in case["flags"])

    assert wrong(cases_of(vectors, file), is_right) == []


def test_hotp(vectors):
    def is_right(case):
        if case["counter"] < 0:
            return case["result"] == "invalid" and case["code"] == ""
        code, offset = passcode_and_offset(case, case["counter"])
        return code == case["code"] and offset == case["offset"] and f"offset_{offset}" in case["flags"]

    cases = cases_of(vectors, "hotp_rfc4226")
    assert wrong(cases, is_right) == []
    for algorithm in ALGORITHMS:
        reached = {case["offset"] for case in cases if case["algorithm"] == algorithm and "offset" in case}
        assert reached == set(range(16)), algorithm


def test_totp(vectors):
    def is_right(case):
        elapsed, period = case["time"] - case["t0"], case["period"]
        if case["seconds_left"] != period - elapsed % period:
            return False
        step = elapsed // period
        if step < 0 or step >= 2**63:
            reason = "before_t0" if step < 0 else "step_too_large"
            return case["result"] == "invalid" and case["code"] == "" and case["reason"] == reason
        return step == case["step"] and passcode_and_offset(case, step)[0] == case["code"]

    assert wrong(cases_of(vectors, "totp_rfc6238"), is_right) == []


def test_the_published_tables_are_whole(vectors):
    """Copied from the RFCs once more, so that a table computed twice alike is still theirs."""
    published = {
        "hotp_rfc4226": "755224 287082 359152 969429 338314 254676 287922 162583 399871 520489",
        "totp_rfc6238": "94287082 46119246 90693936 07081804 68084774 25091201 14050471 67062674 99943326 "
        "89005924 91819424 93441116 69279037 90698825 38618901 65353130 77737706 47863826",
    }
    for file, flag in (("hotp_rfc4226", "rfc4226_d"), ("totp_rfc6238", "rfc6238_b")):
        codes = [case["code"] for case in cases_of(vectors, file) if flag in case["flags"]]
        assert codes == published[file].split()


def test_base32(vectors):
    def is_right(case):
        if case["result"] == "invalid":
            return True
        data = bytes.fromhex(case["bytes"])
        symbols = re.sub("[ =-]", "", case["text"]).upper()
        read = base64.b32decode(symbols + "=" * (-len(symbols) % 8))
        canonical = base64.b32encode(data).decode().rstrip("=")
        return read == data and case["encoded"] == canonical and case["trailing_bits"] == (canonical != symbols)

    assert wrong(cases_of(vectors, "base32_rfc4648"), is_right) == []


def test_offsets_lie_in_the_text(vectors):
    for file, field in (("base32_rfc4648", "text"), ("passcode", "text"), ("uri", "uri"), ("migration", "text")):
        for case in cases_of(vectors, file):
            text = case[field]
            size = len(bytes.fromhex(text["hex"]) if isinstance(text, dict) else text.encode())
            places = [case["offset"]] if "offset" in case else [at for _, at in case.get("notes", [])]
            assert all(0 <= place <= size for place in places), (file, case["id"])


STEAM = "23456789BCDFGHJKMNPQRTVWXY"


def truncated(key: bytes, algorithm: str, counter: int) -> int:
    code = hmac.digest(key, counter.to_bytes(8, "big"), algorithm.lower())
    offset = code[-1] & 15
    return int.from_bytes(code[offset : offset + 4], "big") & 0x7FFFFFFF


def in_steams_symbols(value: int, size: int) -> str:
    """Base 26, the least significant symbol first."""
    return "".join(STEAM[value // 26**i % 26] for i in range(size))


def test_steam(vectors):
    def is_right(case):
        step = case["time"] // 30
        if step < 0:
            return case["result"] == "invalid" and case["code"] == ""
        return case["code"] == in_steams_symbols(truncated(bytes.fromhex(case["key"]), "SHA1", step), 5)

    cases = cases_of(vectors, "steam")
    assert wrong(cases, is_right) == []
    assert set("".join(case["code"] for case in cases)) == set(STEAM)
    published = [case["code"] for case in cases if {"keepassxc", "zeros"} & set(case["flags"])]
    assert published == ["FR8RV", "9P3VP", "RYH4D", "DR2DK"]


def test_app_readings(vectors):
    """The codes are those of the parameters that the case says the app uses."""

    def is_right(case):
        if case["outcome"] == "refused" or case["algorithm"] == "":
            return case["code"] == ""
        moving = 59 // case["period"] if case["type"] == "totp" else case["counter"]
        value = truncated(bytes.fromhex(case["secret"]), case["algorithm"], moving)
        if case["symbols"] == "decimal":
            return case["code"] == str(value % 10 ** case["digits"]).zfill(case["digits"])
        symbols = in_steams_symbols(value, case["digits"])
        return case["code"] == (symbols if case["symbols"] == "steam" else symbols[::-1])

    cases = cases_of(vectors, "app_readings")
    assert wrong(cases, is_right) == []
    assert {case["app"] for case in cases} == {
        "google_authenticator", "google_authenticator_ios", "freeotp", "freeotp_plus", "aegis",
        "two_fas", "stratum", "authenticator_pro", "keepassxc", "apple",
    }  # fmt: skip


def fields_of(message: bytes) -> list[tuple[int, int | bytes]]:
    """Numbers and values of a protocol buffer's fields; IndexError where it ends early."""

    def varint(at: int) -> tuple[int, int]:
        value = shift = 0
        while True:
            value |= (message[at] & 127) << shift
            at, shift = at + 1, shift + 7
            if message[at - 1] < 128:
                return value, at

    found, at = [], 0
    while at != len(message):
        key, at = varint(at)
        if key & 7 == 0:
            value, at = varint(at)
        else:
            size, at = varint(at) if key & 7 == 2 else ({1: 8, 5: 4}[key & 7], at)
            value, at = message[at : at + size], at + size
        found.append((key >> 3, value))
    return found


def test_migration(vectors):
    """By a reader of its own, that trusts what it is given."""

    def signed(number: int, bits: int) -> int:
        number %= 1 << bits
        return number - (number >> (bits - 1) << bits)

    def is_right(case):
        if case["result"] == "invalid":
            return True
        data = re.fullmatch(r"otpauth-migration://offline\?data=([^&#]*).*", case["text"])[1]
        data = urllib.parse.unquote(data).replace(" ", "+")
        whole = fields_of(base64.b64decode(data + "=" * (-len(data) % 4), validate=True))
        batch = dict(whole)
        if case["batch"] != signed(batch.get(5, 0), 32):
            return False
        if (case["size"], case["index"]) != (batch.get(3, 0) or 1, batch.get(4, 0)):
            return False
        accounts = [dict(fields_of(value)) for number, value in whole if number == 1]
        if len(accounts) != case["accounts"] or not accounts or case["refused"]:
            return len(accounts) == case["accounts"]
        first = accounts[0]
        label = first.get(2, b"").decode()
        prefix, colon, name = label.rpartition(":") if label.count(":") < 2 else label.partition(":")
        return (
            case["secret"] == first[1].hex()
            and case["issuer_prefix"] == prefix
            and case["name"] == name.lstrip(" ")
            and case["issuer_parameter"] == first.get(3, b"").decode()
            and case["algorithm"] == ("SHA1", "SHA1", "SHA256", "SHA512")[first.get(4, 0)]
            and case["digits"] == (6, 6, 8)[first.get(5, 0)]
            and case["type"] == ("totp", "hotp", "totp")[first.get(6, 0)]
            and case["counter"] == (signed(first.get(7, 0), 64) if case["type"] == "hotp" else 0)
        )

    assert wrong(cases_of(vectors, "migration"), is_right) == []
