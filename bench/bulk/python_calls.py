"""Bulk calls from Python beside loops over pyotp, passlib and hmac.digest, and beside the C++ call.

All in one process. The peers are loops over the first rows of the same table, with prepared objects.
"""

import base64
import ctypes
import hmac
import pathlib
import struct
import sys
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import otpp
import otpp.bulk
import passlib.exc
import passlib.totp
import pyotp
from bench.harness.rounds import interleaved, loop

PACKAGES = ("otpp", "pyotp", "passlib", "numpy")
ROWS = 1_000_000
SMALL = (1, 16, 256, 4_096, 65_536)
LOOPED = 1_000  # rows of the peers
NOW = 1_900_000_000
KEY_SIZE = 20


class Timed(NamedTuple):
    name: str
    rows: int
    call: Callable[[], object]
    matches: Callable[[], list[bool]]  # whether the code of each row matches


def codes_of(keys: np.ndarray, random_numbers: np.random.Generator) -> np.ndarray:
    """Half of them are right, at a random step of the three."""
    found = random_numbers.integers(0, 1_000_000, len(keys), dtype=np.uint32)
    drifts = random_numbers.integers(-1, 2, len(keys))
    right = random_numbers.random(len(keys)) < 0.5
    for drift in (-1, 0, 1):
        rows = right & (drifts == drift)
        found[rows] = otpp.bulk.passcodes(np.ascontiguousarray(keys[rows]), NOW + 30 * drift)
    return found


def loops(keys: np.ndarray, codes: np.ndarray) -> list[Timed]:
    """The peers: one call a row."""
    raw = [bytes(key) for key in keys]
    texts = [f"{code:06}" for code in codes]
    found = []

    def add(peer: str, subjects: list, match: Callable[[object, str], bool]) -> None:
        pairs = list(zip(subjects, texts, strict=True))

        def call() -> None:
            for subject, text in pairs:
                match(subject, text)

        found.append(Timed(f"match/{peer}", len(pairs), call, lambda: [match(*pair) for pair in pairs]))

    def by_pyotp(totp: pyotp.TOTP, text: str) -> bool:
        return totp.verify(text, for_time=NOW, valid_window=1)

    def by_passlib(totp: passlib.totp.TOTP, text: str) -> bool:
        try:
            totp.match(text, NOW, window=30)
            return True
        except passlib.exc.InvalidTokenError:
            return False

    digest, compare = hmac.digest, hmac.compare_digest
    counter, word = struct.Struct(">Q").pack, struct.Struct(">I").unpack_from

    def by_hmac(key: bytes, text: str) -> bool:
        for moment in (NOW - 30, NOW, NOW + 30):
            mac = digest(key, counter(moment // 30), "sha1")
            value = word(mac, mac[19] & 15)[0] & 0x7FFFFFFF
            if compare(str(value % 1_000_000).zfill(6), text):
                return True
        return False

    add("pyotp", [pyotp.TOTP(base64.b32encode(key).decode()) for key in raw], by_pyotp)
    add("passlib", [passlib.totp.TOTP(key, "raw") for key in raw], by_passlib)
    add("hmac.digest", raw, by_hmac)
    return found


def engine(keys: np.ndarray, codes: np.ndarray, name: str) -> list[Timed]:
    rows = len(keys)
    keyset = otpp.KeySet(keys)

    def matched(call: Callable[[], np.ndarray]) -> Callable[[], list[bool]]:
        return lambda: (np.asarray(call()) > otpp.BAD_ROW).tolist()

    def cold() -> np.ndarray:
        return otpp.bulk.match(keys, codes, NOW, threads=1)

    def prepared() -> np.ndarray:
        return keyset.match(codes, NOW, threads=1)

    return [
        Timed(f"match/cold/{name}", rows, cold, matched(cold)),
        Timed(f"match/prepared/{name}", rows, prepared, matched(prepared)),
    ]


def other_forms(keys: np.ndarray, codes: np.ndarray) -> list[Timed]:
    """Keys and codes as lists."""
    rows = len(keys)
    raw = [bytes(key) for key in keys]
    base32 = [base64.b32encode(key).decode() for key in raw]
    texts = [f"{code:06}" for code in codes]
    forms = {"list of bytes": (raw, codes), "list of base32": (base32, codes), "list of str codes": (keys, texts)}

    def timed(form: str, some_keys: object, some_codes: object) -> Timed:
        def call() -> np.ndarray:
            return otpp.bulk.match(some_keys, some_codes, NOW, threads=1)

        return Timed(f"match/cold/{form}", rows, call, lambda: (np.asarray(call()) > otpp.BAD_ROW).tolist())

    return [timed(form, *given) for form, given in forms.items()]


def in_cpp(library: pathlib.Path, keys: np.ndarray, codes: np.ndarray) -> list[Timed]:
    """The same calls in C++, on the same memory."""
    called = ctypes.CDLL(str(library))
    called.prepare.restype = ctypes.c_void_p
    rows = len(keys)
    at = [array.ctypes.data_as(ctypes.c_void_p) for array in (keys, codes)]
    keyset = ctypes.c_void_p(called.prepare(at[0], ctypes.c_size_t(rows)))
    now = ctypes.c_int64(NOW)

    # Each call allocates its results, as otpp.bulk.match does.
    def cold() -> np.ndarray:
        found = np.empty(rows, np.int8)
        called.match_cold(at[0], at[1], ctypes.c_size_t(rows), now, found.ctypes.data_as(ctypes.c_void_p))
        return found

    def prepared() -> np.ndarray:
        found = np.empty(rows, np.int8)
        called.match_prepared(keyset, at[1], now, found.ctypes.data_as(ctypes.c_void_p))
        return found

    return [
        Timed("match/cold/C++", rows, cold, lambda: (cold() > otpp.BAD_ROW).tolist()),
        Timed("match/prepared/C++", rows, prepared, lambda: (prepared() > otpp.BAD_ROW).tolist()),
    ]


def timed_rows(library: pathlib.Path, rows: int) -> list[Timed]:
    chance = np.random.default_rng(4226)
    keys = chance.integers(0, 256, (rows, KEY_SIZE), dtype=np.uint8)
    codes = codes_of(keys, chance)
    found = engine(keys, codes, f"{rows}") + in_cpp(library, keys, codes)
    for size in SMALL:
        if size < rows:
            found += engine(keys[:size].copy(), codes[:size].copy(), f"{size}")
    some = min(rows, 65_536)
    found += other_forms(keys[:some].copy(), codes[:some].copy())
    found += loops(keys[:LOOPED], codes[:LOOPED])
    return found


def check(timed: list[Timed]) -> int:
    """Compares the results of every row with those of the first; exits at a difference."""
    compared = 0
    right = timed[0].matches()
    for one in timed[1:]:
        theirs = one.matches()
        for row, (found, expected) in enumerate(zip(theirs, right)):
            if bool(found) != expected:
                sys.exit(f"{one.name}, row {row}: {found} instead of {expected}")
        compared += len(theirs)
    return compared


def measure(library: pathlib.Path, rounds: int, milliseconds: float, rows: int = ROWS) -> dict:
    """Nanoseconds a row, round by round."""
    timed = timed_rows(library, rows)
    compared = check(timed)
    timers = {one.name: loop(one.call, None, milliseconds, one.rows) for one in timed}
    return {"rows": rows, "compared": compared, "ns": interleaved(timers, rounds)}
