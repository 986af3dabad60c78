"""Times bulk calls from Python beside loops over pyotp, passlib and hmac.digest, and beside the C++ call.

All in one process and in rounds, as bench/python.py does it. The peers are looped over rows of the same
table, on objects that were made before: as many rows as a round has time for, for each costs the same.
"""

import base64
import ctypes
import hmac
import importlib.metadata
import pathlib
import platform
import random
import struct
import sys
import time
import timeit
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import otpp
import otpp.bulk
import passlib.exc
import passlib.totp
import pyotp

ROWS = 1_000_000
SMALL = (1, 16, 256, 4_096, 65_536)
LOOPED = 1_000  # rows of the peers
NOW = 1_900_000_000
KEY_SIZE = 20


class Timed(NamedTuple):
    name: str
    rows: int
    call: Callable[[], object]
    matches: Callable[[], list[bool]]  # whether the code of each row fits, to be compared


def codes_of(keys: np.ndarray, random_numbers: np.random.Generator) -> np.ndarray:
    """Half of them right, at one of the three steps, in an order of chance."""
    found = random_numbers.integers(0, 1_000_000, len(keys), dtype=np.uint32)
    drifts = random_numbers.integers(-1, 2, len(keys))
    right = random_numbers.random(len(keys)) < 0.5
    for drift in (-1, 0, 1):
        rows = right & (drifts == drift)
        found[rows] = otpp.bulk.passcodes(np.ascontiguousarray(keys[rows]), NOW + 30 * drift)
    return found


def loops(keys: np.ndarray, codes: np.ndarray) -> list[Timed]:
    """What there is without a bulk engine: a row after the other."""
    raw = [bytes(key) for key in keys]
    texts = [f"{code:06}" for code in codes]
    found = []

    def add(who: str, subjects: list, match: Callable[[object, str], bool]) -> None:
        pairs = list(zip(subjects, texts, strict=True))

        def call() -> None:
            for subject, text in pairs:
                match(subject, text)

        found.append(Timed(f"match/{who}", len(pairs), call, lambda: [match(*pair) for pair in pairs]))

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

    def fits(call: Callable[[], np.ndarray]) -> Callable[[], list[bool]]:
        return lambda: (np.asarray(call()) > otpp.BAD_ROW).tolist()

    def cold() -> np.ndarray:
        return otpp.bulk.match(keys, codes, NOW, threads=1)

    def prepared() -> np.ndarray:
        return keyset.match(codes, NOW, threads=1)

    return [
        Timed(f"match/cold/{name}", rows, cold, fits(cold)),
        Timed(f"match/prepared/{name}", rows, prepared, fits(prepared)),
    ]


def other_forms(keys: np.ndarray, codes: np.ndarray) -> list[Timed]:
    """Keys and codes as Python programs often have them."""
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

    # As from Python, where each call makes the array of its results.
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
    """Every row's result beside that of the first; stops where one differs."""
    compared = 0
    right = timed[0].matches()
    for one in timed[1:]:
        theirs = one.matches()
        for row, (said, expected) in enumerate(zip(theirs, right)):
            if bool(said) != expected:
                sys.exit(f"{one.name}, row {row}: {said} instead of {expected}")
        compared += len(theirs)
    return compared


def measure(library: pathlib.Path, rounds: int, milliseconds: float, rows: int = ROWS) -> dict:
    """Nanoseconds a row, round by round."""
    timed = timed_rows(library, rows)
    compared = check(timed)
    timers = [timeit.Timer(one.call, timer=time.process_time_ns) for one in timed]
    numbers = [
        max(1, round(milliseconds * 1e6 / max(1, min(timer.repeat(3, number=1))))) for timer in timers
    ]
    taken: dict[str, list[float]] = {one.name: [] for one in timed}
    for _ in range(rounds):
        for i in random.sample(range(len(timed)), len(timed)):
            taken[timed[i].name].append(timers[i].timeit(numbers[i]) / numbers[i] / timed[i].rows)
    versions = {name: importlib.metadata.version(name) for name in ("otpp", "pyotp", "passlib", "numpy")}
    return {
        "rows": rows,
        "ns": taken,
        "compared": compared,
        "python": platform.python_version(),
        "versions": versions,
    }

