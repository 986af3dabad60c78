"""One of several processes on one file that do the same at the same moment: the twin of race_process.cpp.

    race_process.py FILE KEYS NOTES LIMIT        KEYS: a file, or "plaintext"
"""

import os
import sys
import time
import warnings

import otpp


class Noting:
    """Keys that note every secret that is opened, which is once for each code that is evaluated: a byte more
    in a file, written before the code is looked at, so that it outlives the process."""

    def __init__(self, keys: str, notes: str) -> None:
        self._ring = otpp.PLAINTEXT if keys == "plaintext" else otpp.KeyRing.from_file(keys)
        self._notes = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    @property
    def version(self) -> int:
        return self._ring.version

    def seal(self, secret, context):
        return self._ring.seal(secret, context)

    def open(self, version, sealed, context):
        os.write(self._notes, b".")
        return self._ring.open(version, sealed, context)


def verifier_of(file: str, keys: str, notes: str, limit: int = 1_000_000) -> otpp.Verifier:
    warnings.simplefilter("ignore", otpp.PolicyWarning)
    policy = otpp.Policy(delay=0, budget=86_400, limit=limit)
    return otpp.Verifier(otpp.stores.SQLite(file, time_out=60), policy=policy, keys=Noting(keys, notes))


def main() -> None:
    file, keys, notes, limit = sys.argv[1:]
    people = verifier_of(file, keys, notes, int(limit))
    print("ready", flush=True)
    for line in sys.stdin:
        factor, code, at, moment = line.split()
        time.sleep(max(0.0, (int(moment) - time.monotonic_ns()) / 1e9))
        print(people.verify(factor, code, at=int(at)).kind, flush=True)


if __name__ == "__main__":
    main()
