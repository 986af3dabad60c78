"""A disk that is full, or may not be written, under the stores of both languages; to be run where it may mount.

    unshare -Urm python full_disk.py FOLDER RACE_PROCESS

FOLDER becomes a disk of a megabyte; RACE_PROCESS is the compiled program. Prints what was said.
"""

import os
import subprocess
import sys
import warnings

import otpp
import otpp.testing
from otpp.testing import START


def mount(*options: str) -> None:
    subprocess.run(["mount", *options], check=True)


def main() -> None:
    folder, program = sys.argv[1:]
    warnings.simplefilter("ignore", otpp.PolicyWarning)
    mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", folder)
    keys = otpp.KeyRing.create_file(f"{folder}/keys")
    store = otpp.stores.SQLite(f"{folder}/factors.db")
    people = otpp.Verifier(store, policy=otpp.testing.UNTHROTTLED, keys=keys)
    account = people.begin("alice", name="a", at=START - 30)
    totp = otpp.TOTP(account.secret)
    assert people.confirm("alice", totp.at(START - 30), at=START - 30)
    command = [program, f"{folder}/factors.db", f"{folder}/keys", "/dev/null", "1000000"]
    other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert other.stdout.readline() == "ready\n"

    def ask(step: int, what: str) -> None:
        """C++ first, then Python, each with a code of its own."""
        at = START + 60 * step
        other.stdin.write(f"alice {totp.at(at)} {at} 0\n")
        other.stdin.flush()
        print(what, "C++", other.stdout.readline().strip())
        at += 30
        said = people.verify("alice", totp.at(at), at=at)
        print(what, "Python", said.kind, said.reason.name if said.reason else "")

    ask(0, "room")
    with open(f"{folder}/fill", "wb", buffering=0) as fill:
        try:
            while fill.write(b"x" * 4096):
                pass
        except OSError:
            pass
    # What the log of SQLite already has of the disk can be written still.
    for _ in range(400):
        if not store_grows(store):
            break
    ask(1, "full")
    os.unlink(f"{folder}/fill")
    ask(2, "room again")
    other.kill()
    other.wait()
    store.close()
    mount("-o", "remount,ro", folder)
    opened = subprocess.run(command, input="", capture_output=True, text=True)
    print("read-only C++", opened.returncode, opened.stderr.strip())
    try:
        otpp.stores.SQLite(f"{folder}/factors.db")
    except otpp.Unavailable as refused:
        print("read-only Python", refused)
    mount("-o", "remount,rw", folder)
    said = people.verify("alice", totp.at(START + 300), at=START + 300)
    print("writable again", said.kind)


def store_grows(store: otpp.stores.SQLite) -> bool:
    line = store.load("filler")
    try:
        return store.compare_and_set("filler", line, "x" * (1000 if line and len(line) > 1000 else 2000))
    except otpp.Unavailable:
        return False


if __name__ == "__main__":
    main()
