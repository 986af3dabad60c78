"""Random keys, parameters and times against HMAC of the standard library, truncated in Python."""

import hmac
import random
import struct

import otpp
import pytest

CASES = 100_000
ALGORITHMS = ("SHA1", "SHA256", "SHA512")


def passcode(key, counter, digits, algorithm):
    """RFC 4226, section 5.3, word by word."""
    digest = hmac.digest(key, struct.pack(">q", counter), algorithm.lower())
    offset = digest[-1] & 0x0F
    truncated = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return str(truncated % 10**digits).zfill(digits)


@pytest.fixture(scope="module")
def compared():
    """What was compared, and the cases that differ."""
    chance = random.Random(4226)
    seen = {"algorithm": set(), "digits": set(), "length": set(), "leading zeros": 0, "cases": 0}
    differ = []
    while seen["cases"] != CASES:
        # every length, digits and algorithm comes often; the key itself never twice
        length = 1 + seen["cases"] % 128
        key = chance.randbytes(length)
        algorithm, digits = chance.choice(ALGORITHMS), chance.randint(6, 10)
        period = chance.choice((30, 60, 1, chance.randint(1, 2**31 - 1)))
        t0 = chance.choice((0, 0, chance.randint(-(10**9), 10**9)))
        time = t0 + (chance.getrandbits(chance.randint(1, 62)))
        step = (time - t0) // period
        expected = passcode(key, step, digits, algorithm)
        totp = otpp.TOTP(key, digits=digits, period=period, algorithm=algorithm, t0=t0)
        hotp = otpp.HOTP(key, digits=digits, algorithm=algorithm)
        got = (
            totp.at(time),
            totp.step(time),
            hotp.at(step),
            totp.match(expected, at=time, window=0),
        )
        if got != (expected, step, expected, (step, 0)):
            differ.append((seen["cases"], length, algorithm, digits))
        seen["cases"] += 1
        seen["algorithm"].add(algorithm)
        seen["digits"].add(digits)
        seen["length"].add(length)
        seen["leading zeros"] += expected[0] == "0"
    return seen, differ


@pytest.mark.slow
def test_none_differs(compared, record_property):
    seen, differ = compared
    record_property("cases", seen["cases"])
    record_property("differences", len(differ))
    print(f"{seen['cases']} random cases, {len(differ)} differences")
    assert differ == []


@pytest.mark.slow
def test_all_kinds_came(compared):
    seen, _ = compared
    assert seen["cases"] == CASES
    assert seen["algorithm"] == set(ALGORITHMS)
    assert seen["digits"] == set(range(6, 11))
    assert seen["length"] == set(range(1, 129))
    assert seen["leading zeros"] > 1000


def test_the_oracle_is_that_of_the_rfc():
    key = b"12345678901234567890"
    assert [passcode(key, counter, 6, "SHA1") for counter in range(3)] == [
        "755224",
        "287082",
        "359152",
    ]
    assert passcode((key * 4)[:64], 1, 8, "SHA512") == "90693936"


def test_wrong_guesses_do_not_match():
    """Of 20,000 random codes of 10 digits none is near the right one, by a window of 201 steps."""
    chance = random.Random(6238)
    totp = otpp.TOTP(chance.randbytes(20), digits=10)
    near = {totp.at(30 * step) for step in range(900, 1101)}
    guesses = [f"{chance.randrange(2**31):010}" for _ in range(20_000)]
    assert not near & set(guesses)
    assert all(totp.match(guess, at=30_000, window=100) is None for guess in guesses)
