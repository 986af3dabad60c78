"""100,000 random rows (key, code, time), half of the codes right somewhere near: in bulk the same as what
pyotp says of each, by every kernel and in every form of the columns."""

import base64
import datetime
import random

import numpy
import otpp
import pyotp
import pytest

ROWS = 100_000
UTC = datetime.timezone.utc

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def table():
    """Keys of 20 bytes, times, codes, and whether pyotp verifies them."""
    chance = random.Random(100_000)
    keys = numpy.random.default_rng(100_000).integers(0, 256, (ROWS, 20), dtype=numpy.uint8)
    times, codes, verified = [], [], []
    for key in keys:
        peer = pyotp.TOTP(base64.b32encode(key).decode())
        time = chance.randrange(0, 2**34)
        code = f"{chance.randrange(10**6):06}"
        if chance.random() < 0.5:
            code = peer.at(max(0, time + 30 * chance.randint(-2, 2)))
        times.append(time)
        codes.append(code)
        moment = datetime.datetime.fromtimestamp(time, UTC)
        verified.append(peer.verify(code, for_time=moment, valid_window=1))
    return keys, codes, numpy.array(times), numpy.array(verified)


@pytest.fixture(scope="module")
def drifts(table):
    """The drifts that TOTP.match finds, held to pyotp's."""
    keys, codes, times, verified = table
    found = [otpp.TOTP(key.tobytes()).match(code, at=int(time)) for key, code, time in zip(keys, codes, times)]
    drifts = numpy.array([otpp.NO_MATCH if match is None else match.drift for match in found])
    assert ((drifts != otpp.NO_MATCH) == verified).all()
    return drifts


@pytest.mark.parametrize("kernel", otpp.bulk.kernels())
def test_every_kernel_says_what_pyotp_says(kernel, table, drifts, record_property):
    keys, codes, times, verified = table
    numbers = numpy.array(codes).astype(numpy.uint32)
    for found in (
        otpp.bulk.match(keys, numbers, times, kernel=kernel),
        otpp.KeySet(keys).match(numbers, times, kernel=kernel),
    ):
        assert ((found != otpp.NO_MATCH) == verified).all()
        assert (found == drifts).all()
    assert {-1, 0, 1, otpp.NO_MATCH} == set(drifts.tolist())
    assert 0.2 < verified.mean() < 0.4
    record_property(f"rows as pyotp verifies them, kernel {kernel}", ROWS)


def test_every_form_says_so(table, drifts):
    keys, codes, times, _ = table
    texts = numpy.array(codes)
    stamps = times.astype("M8[s]").astype("M8[ms]")
    base32 = [base64.b32encode(key).decode() for key in keys]
    for of_keys in (keys, [key.tobytes() for key in keys], base32, numpy.array(base32)):
        for of_codes in (codes, texts, texts.astype("S"), texts.astype(numpy.int64)):
            assert (otpp.bulk.match(of_keys, of_codes, stamps) == drifts).all()


def test_one_time_for_all(table):
    keys, codes, times, _ = table
    at = int(times[0])
    found = otpp.bulk.match(keys, codes, at, window=2)
    expected = [otpp.TOTP(key.tobytes()).match(code, at=at, window=2) for key, code in zip(keys, codes)]
    assert found.tolist() == [otpp.NO_MATCH if match is None else match.drift for match in expected]
