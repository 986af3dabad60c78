"""Verifies until it is killed: the twin of kill_worker.cpp.

    kill_worker.py FILE KEYS NOTES SECRET        KEYS: a file, or "plaintext"
"""

import itertools
import os
import sys

import otpp
from race_process import verifier_of


def main() -> None:
    file, keys, notes, secret = sys.argv[1:]
    people = verifier_of(file, keys, notes)
    totp = otpp.TOTP(secret)
    os.write(1, b"ready\n")
    for step in itertools.count(int(sys.stdin.readline())):
        at = step * 30
        if step % 3 == 0:
            people.verify("alice", totp.at(at + 3_000_000), at=at)
        said = people.verify("alice", totp.at(at), at=at)
        if said:
            os.write(1, f"{step}\n".encode())
        elif said.kind is otpp.VerdictKind.UNAVAILABLE:
            sys.exit(3)


if __name__ == "__main__":
    main()
