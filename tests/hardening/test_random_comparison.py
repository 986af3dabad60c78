"""Codes of pseudo-random keys by every backend, against Python's hmac (OpenSSL's).

The lines come from tests/support/random_codes.cpp; nothing of ours computes what they are compared
with.
"""

import collections
import hashlib
import hmac
import struct
import subprocess

import pytest

ALGORITHMS = ("SHA1", "SHA256", "SHA512")
# lines of each kind for every backend and algorithm: key lengths 0 to 200; 1 to 128, three counters
EXPECTED = {"hmac": 201, "otp": 3 * 128}


def column(text: str) -> bytes:
    assert text.startswith("-")
    return bytes.fromhex(text[1:])


def code(key: bytes, algorithm: str, message: bytes) -> bytes:
    return hmac.digest(key, message, getattr(hashlib, algorithm.lower()))


def passcode(key: bytes, algorithm: str, counter: int, digits: int) -> str:
    """RFC 4226, section 5.3, as it is written there."""
    mac = code(key, algorithm, struct.pack(">q", counter))
    offset = mac[-1] & 15
    value = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(value % 10**digits).zfill(digits)


def is_right(line: str) -> bool:
    kind, _, algorithm, key, *rest = line.split(" ")
    if kind == "hmac":
        message, found = rest
        return code(column(key), algorithm, column(message)) == column(found)
    counter, digits, found = rest
    return passcode(column(key), algorithm, int(counter), int(digits)) == found


@pytest.fixture(scope="module")
def lines(first_build) -> list[str]:
    program = first_build / "tests/random_codes"
    return subprocess.run([program], check=True, capture_output=True, text=True).stdout.splitlines()


def test_every_code_of_every_backend_is_that_of_python(lines, record_property):
    different = [line for line in lines if not is_right(line)]
    summary = f"{len(lines)} codes compared, {len(different)} differences"
    record_property("random comparison", summary)
    print(summary)
    assert not different


def test_no_backend_and_no_key_length_is_left_out(lines):
    counted = collections.Counter(tuple(line.split(" ")[:3]) for line in lines)
    backends = sorted({backend for _, backend, _ in counted})
    print(*(f"{' '.join(what)}: {n}" for what, n in sorted(counted.items())), sep="\n")
    assert {"builtin", "portable"} <= set(backends)
    assert counted == {
        (kind, backend, algorithm): n
        for kind, n in EXPECTED.items()
        for backend in backends
        for algorithm in ALGORITHMS
    }
    lengths = collections.defaultdict(set)
    for line in lines:
        kind, backend, algorithm, key = line.split(" ")[:4]
        lengths[kind, backend, algorithm].add(len(column(key)))
    for (kind, *_), seen in lengths.items():
        assert seen == set(range(201) if kind == "hmac" else range(1, 129))


def test_a_wrong_code_would_be_seen(lines):
    """The comparison itself, on lines with one character changed."""
    for line in (lines[0], lines[-1]):
        last = line[-1]
        assert is_right(line)
        assert not is_right(line[:-1] + ("0" if last != "0" else "1"))
