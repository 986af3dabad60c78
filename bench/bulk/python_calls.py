"""Bulk calls from Python beside loops over pyotp, passlib and hmac.digest, and beside the C++ call.

All in one process. The peers are loops over the first rows of the same table, with prepared objects.
"""

import base64
import ctypes
import pathlib
import sys
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import otpp
import otpp.bulk

from bench.harness.rounds import interleaved, loop
from bench.peers import python as peers

PACKAGES = ("otpp", "pyotp", "passlib", "numpy")
ROWS = 1_000_000
SMALL = (1, 16, 256, 4_096, 65_536)
LISTED = 65_536  # rows of lists
LOOPED = 1_000  # rows of the peers
NOW = 1_900_000_000
KEY_SIZE = 20


class Timed(NamedTuple):
    name: str
    rows: int
    call: Callable[[], object]  # returns drifts, or whether each row matches


def codes_of(keys: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Half of them are right, at a random step of the three."""
    found = random.integers(0, 1_000_000, len(keys), dtype=np.uint32)
    drifts = random.integers(-1, 2, len(keys))
    right = random.random(len(keys)) < 0.5
    for drift in (-1, 0, 1):
        rows = right & (drifts == drift)
        found[rows] = otpp.bulk.passcodes(np.ascontiguousarray(keys[rows]), NOW + 30 * drift)
    return found


def match(keys: object, codes: object) -> Callable[[], object]:
    return lambda: otpp.bulk.match(keys, codes, NOW, threads=1)


def arrays(keys: np.ndarray, codes: np.ndarray) -> list[Timed]:
    size, keyset = len(keys), otpp.KeySet(keys)
    return [
        Timed(f"match/cold/{size}", size, match(keys, codes)),
        Timed(f"match/prepared/{size}", size, lambda: keyset.match(codes, NOW, threads=1)),
    ]


def lists(keys: np.ndarray, codes: np.ndarray) -> list[Timed]:
    raw = [bytes(key) for key in keys]
    texts = [f"{code:06}" for code in codes]
    base32 = [base64.b32encode(key).decode() for key in raw]
    forms = {"list of bytes": (raw, codes), "list of base32": (base32, codes), "list of str codes": (keys, texts)}
    return [Timed(f"match/cold/{form}", len(raw), match(*given)) for form, given in forms.items()]


def loops(keys: np.ndarray, codes: np.ndarray) -> list[Timed]:
    """The peers: one call a row."""
    texts = [f"{code:06}" for code in codes]
    made = {"pyotp": peers.pyotp_match, "passlib": peers.passlib_match, "hmac.digest": peers.hmac_match}

    def call(make: Callable[[bytes], peers.Match]) -> Callable[[], list[bool]]:
        pairs = [(make(bytes(key)), text) for key, text in zip(keys, texts, strict=True)]
        return lambda: [match(text, NOW) for match, text in pairs]

    return [Timed(f"match/{peer}", len(texts), call(make)) for peer, make in made.items()]


def in_cpp(library: pathlib.Path, keys: np.ndarray, codes: np.ndarray) -> list[Timed]:
    """The same calls in C++, on the same memory; each allocates its results, as those from Python do."""
    called = ctypes.CDLL(str(library))
    called.prepare.restype = ctypes.c_void_p
    rows, now = ctypes.c_size_t(len(keys)), ctypes.c_int64(NOW)
    at = [array.ctypes.data_as(ctypes.c_void_p) for array in (keys, codes)]
    keyset = ctypes.c_void_p(called.prepare(at[0], rows))

    def cold() -> np.ndarray:
        found = np.empty(len(keys), np.int8)
        called.match_cold(*at, rows, now, found.ctypes.data_as(ctypes.c_void_p))
        return found

    def prepared() -> np.ndarray:
        found = np.empty(len(keys), np.int8)
        called.match_prepared(keyset, at[1], now, found.ctypes.data_as(ctypes.c_void_p))
        return found

    return [Timed("match/cold/C++", len(keys), cold), Timed("match/prepared/C++", len(keys), prepared)]


def check(timed: list[Timed]) -> int:
    """Compares the rows of every call with those of the first; exits at a difference. Returns their number."""

    def matched(result: object) -> np.ndarray:
        found = np.asarray(result)
        return found if found.dtype == bool else found > otpp.BAD_ROW

    compared, expected = 0, matched(timed[0].call())
    for one in timed[1:]:
        found = matched(one.call())
        for row in np.flatnonzero(found != expected[: one.rows]):
            sys.exit(f"{one.name}, row {row}: {found[row]} instead of {expected[row]}")
        compared += len(found)
    return compared


def measure(library: pathlib.Path, rounds: int, milliseconds: float, rows: int = ROWS) -> dict:
    """Nanoseconds a row, round by round."""
    random = np.random.default_rng(4226)
    keys = random.integers(0, 256, (rows, KEY_SIZE), dtype=np.uint8)
    codes = codes_of(keys, random)
    timed = arrays(keys, codes) + in_cpp(library, keys, codes)
    for size in SMALL:
        if size < rows:
            timed += arrays(keys[:size].copy(), codes[:size].copy())
    timed += lists(keys[:LISTED].copy(), codes[:LISTED].copy()) + loops(keys[:LOOPED], codes[:LOOPED])
    compared = check(timed)
    timers = {one.name: loop(one.call, None, milliseconds, one.rows) for one in timed}
    return {"rows": rows, "compared": compared, "ns": interleaved(timers, rounds)}
