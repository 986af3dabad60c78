"""The `otpp` command: a cold start, a table of a million rows, a migration of 10,000 accounts.

Wall-clock time of whole processes. `otpp bulk` and its peer, a loop over csv.DictReader and pyotp.TOTP.verify,
read the same file; the peer reads its first rows, and its time is scaled to all of them. The migration is read and
written in this process.
"""

import argparse
import csv
import pathlib
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sized

import otpp
import otpp.provisioning.migration

from bench.harness import marks
from bench.harness import report as reports
from bench.harness.rounds import Times, interleaved, process

ROUNDS = 9
NOW = 1_700_000_000
MIGRATED = 10_000
COMMAND = [sys.executable, "-m", "otpp.command"]
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
STARTS = {
    "bare": ([sys.executable, "-c", "pass"], ""),
    "otpp code": ([*COMMAND, "code"], f"{SECRET}\n"),
    "otpp --version": ([*COMMAND, "--version"], ""),
    "otpp lint": ([*COMMAND, "lint"], f"otpauth://totp/alice?secret={SECRET}\n"),
}
STARTS_A_ROUND = 3  # a start is short

# Prints the time of the loop, without imports, as of a service that runs on.
PEER = """
import csv, sys, time
import pyotp
path, now, most = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
begin, right = time.perf_counter(), 0
with open(path, newline="") as rows:
    for number, row in enumerate(csv.DictReader(rows)):
        if number == most:
            break
        right += pyotp.TOTP(row["secret"]).verify(row["code"], for_time=now, valid_window=1)
print(time.perf_counter() - begin, right)
"""


def write_logins(path: pathlib.Path, rows: int) -> None:
    """Secrets and codes, half of which are right."""
    keys = [otpp.Secret(random.randbytes(20)) for _ in range(min(rows, 10_000))]
    good = [(key.base32(), otpp.TOTP(key).at(NOW)) for key in keys]
    with path.open("w", newline="") as file:
        write = csv.writer(file)
        write.writerow(["id", "secret", "code"])
        for number in range(rows):
            secret, code = good[number % len(good)]
            write.writerow([number, secret, code if number % 2 else "000000"])


def start(name: str) -> float:
    command, text = STARTS[name]
    return statistics.mean(process(command, text, allowed=(0, 1)).clock for _ in range(STARTS_A_ROUND))


def bulk(path: pathlib.Path, folder: pathlib.Path) -> float:
    command = [*COMMAND, "bulk", "match", path, "--at", str(NOW), "-o", folder / "out.csv", "--force"]
    return process(command, allowed=(0, 1)).clock


def peer(path: pathlib.Path, rows: int, most: int) -> float:
    command = [sys.executable, "-c", PEER, path, str(NOW), str(most)]
    seconds, right = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    if abs(int(right) - most // 2) > 1:
        sys.exit(f"the loop over pyotp found {right} right codes of {most}")
    return 1000 * float(seconds) * rows / most


def migration(call: Callable[[], Sized], size: int) -> float:
    begin = time.perf_counter()
    found = call()
    taken = time.perf_counter() - begin
    if len(found) != size:
        sys.exit(f"the migration gave {len(found)} instead of {size}")
    return 1000 * taken


def measure(given: argparse.Namespace) -> dict:
    rows, most = (2_000, 200) if given.smoke else (1_000_000, 20_000)
    with tempfile.TemporaryDirectory(prefix="command-") as name:
        folder = pathlib.Path(name)
        logins = folder / "logins.csv"
        write_logins(logins, rows)
        accounts = [
            otpp.Account(otpp.Secret(random.randbytes(20)), name=f"person{i}@example.com", issuer="Example")
            for i in range(MIGRATED)
        ]
        links = otpp.provisioning.migration.write(accounts)
        timers: dict[str, Callable[[], float]] = {name: lambda name=name: start(name) for name in STARTS}
        timers |= {
            "otpp bulk": lambda: bulk(logins, folder),
            "csv and pyotp": lambda: peer(logins, rows, most),
            "migration, read": lambda: migration(lambda: otpp.provisioning.migration.read(links), MIGRATED),
            "migration, written": lambda: migration(lambda: otpp.provisioning.migration.write(accounts), len(links)),
        }
        selected = {name: timer for name, timer in timers.items() if re.search(given.pattern, name)}
        taken = interleaved(selected, given.rounds)
    return {"context": reports.context(given.rounds, "otpp", "pyotp", "pyarrow") | {"rows": rows}, "ms": taken}


def report(measured: dict) -> str:
    known, times = measured["context"], Times(measured["ms"])
    lines = []

    def add(row: str, words: str, compared: str = "", peer: str = "", value: float = 0) -> None:
        mark, _, verdict = marks.judge("command", row, peer, value, known["kind"])
        lines.append([words, f"{times.median(row):,.1f}", compared, mark, verdict])

    for row in times.rows:
        if row in STARTS and row != "bare" and "bare" in times:
            over = times.median(row) - times.median("bare")
            add(row, f"`{row}`", f"{over:+.1f} ms", "bare", over)
        elif row == "otpp bulk" and "csv and pyotp" in times:
            by = times.ratio(row, "csv and pyotp")
            add(row, f"`otpp bulk match`, {known['rows']:,} rows", f"{by:.1f} × faster", "csv and pyotp", by)
        elif row.startswith("migration"):
            add(row, f"a {row}, {MIGRATED:,} accounts", "", "time", times.median(row))
        else:
            add(row, {"bare": "bare Python", "csv and pyotp": "csv and `pyotp.verify` ±1, as many"}.get(row, row))
    return "\n\n".join(
        [
            reports.conditions(known, f"Python {known['python']}", "medians by the clock"),
            reports.table(["", "ms", "compared", "mark", ""], lines),
        ]
    )
