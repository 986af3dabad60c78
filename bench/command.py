"""What people wait for at the shell: a cold start, a table of a million rows, 10,000 accounts moved.

    python bench/command.py [--smoke] [--rounds N] [--markdown] [--json FILE]
    python bench/command.py --readme           put the tables of this run into README.md

Whole processes by the clock, in rounds, each row of a round once in an order of chance. `otpp bulk` and its peer, a
loop over csv.DictReader and pyotp.TOTP.verify, read the same file; the peer reads its first rows, and its time is taken
for as many as ours. The migration is read and written in this process. Needs the packages of tools/requirements.txt.
"""

import argparse
import csv
import datetime
import importlib.metadata
import importlib.util
import json
import os
import pathlib
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sized

import otpp
import otpp.migration
import pyotp
from run import processor, put_into_readme, table

BEGIN, END = "<!-- by command.py --readme -->", "<!-- end of command.py -->"
NOW = 1_700_000_000
START_DUE = 45.0  # milliseconds over bare Python
BULK_DUE = 20.0  # times
MIGRATION_DUE = 50.0  # milliseconds
MIGRATED = 10_000

COMMAND = [sys.executable, "-m", "otpp.command"]
STARTS = {
    "bare": [sys.executable, "-c", "pass"],
    "otpp code": [*COMMAND, "code"],
    "otpp --version": [*COMMAND, "--version"],
    "otpp lint": [*COMMAND, "lint"],
}
INPUT = {"otpp lint": "otpauth://totp/alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n"}
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n"

# Taken to be imported by whoever runs it: only the loop counts, as of a service that lives on.
PEER = """
import csv, sys, time
import pyotp
path, now, most = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
begun, right = time.perf_counter(), 0
with open(path, newline="") as rows:
    for number, row in enumerate(csv.DictReader(rows)):
        if number == most:
            break
        right += pyotp.TOTP(row["secret"]).verify(row["code"], for_time=now, valid_window=1)
print(time.perf_counter() - begun, right)
"""


def clock(command: list[str], text: str = "") -> float:
    begun = time.perf_counter()
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    taken = time.perf_counter() - begun
    if done.returncode not in (0, 1):
        sys.exit(f"{command}: {done.stderr}")
    return taken


def table_of_logins(path: pathlib.Path, rows: int) -> None:
    """Secrets and codes, half of which are right."""
    keys = [otpp.Secret(random.randbytes(20)) for _ in range(min(rows, 10_000))]
    good = [(key.base32(), otpp.TOTP(key).at(NOW)) for key in keys]
    with path.open("w", newline="") as file:
        write = csv.writer(file)
        write.writerow(["id", "secret", "code"])
        for number in range(rows):
            secret, code = good[number % len(good)]
            write.writerow([number, secret, code if number % 2 else "000000"])


def bulk(path: pathlib.Path, folder: pathlib.Path) -> float:
    return clock([*COMMAND, "bulk", "match", str(path), "--at", str(NOW), "-o", str(folder / "out.csv"), "--force"])


def peer(path: pathlib.Path, rows: int, most: int) -> float:
    done = subprocess.run(
        [sys.executable, "-c", PEER, str(path), str(NOW), str(most)], capture_output=True, text=True, check=True
    )
    taken, right = done.stdout.split()
    if abs(int(right) - most // 2) > 1:
        sys.exit(f"the loop over pyotp found {right} right codes of {most}")
    return float(taken) * rows / most


def migration(call: Callable[[], Sized], size: int) -> float:
    begun = time.perf_counter()
    found = call()
    taken = time.perf_counter() - begun
    if len(found) != size:
        sys.exit("accounts were lost")
    return taken


def measure(rounds: int, rows: int, most: int) -> dict:
    with tempfile.TemporaryDirectory(prefix="command-") as name:
        folder = pathlib.Path(name)
        logins = folder / "logins.csv"
        table_of_logins(logins, rows)
        accounts = [
            otpp.Account(otpp.Secret(random.randbytes(20)), name=f"person{i}@example.com", issuer="Example")
            for i in range(MIGRATED)
        ]
        links = otpp.migration.write(accounts)
        calls: dict[str, Callable[[], float]] = {
            name: lambda name=name, command=command: clock(command, INPUT.get(name, SECRET))
            for name, command in STARTS.items()
        }
        calls["otpp bulk"] = lambda: bulk(logins, folder)
        calls["csv and pyotp"] = lambda: peer(logins, rows, most)
        calls["migration, read"] = lambda: migration(lambda: otpp.migration.read(links), MIGRATED)
        calls["migration, written"] = lambda: migration(lambda: otpp.migration.write(accounts), len(links))
        taken: dict[str, list[float]] = {name: [] for name in calls}
        for _ in range(rounds):
            # A start is short: more of them count for one.
            for name in random.sample([*calls, *STARTS, *STARTS], len(calls) + 2 * len(STARTS)):
                taken[name].append(calls[name]())
    return {
        "taken": taken,
        "context": {
            "processor": processor(),
            "cpus": os.cpu_count(),
            "python": platform.python_version(),
            "otpp": otpp.__version__,
            "pyotp": importlib.metadata.version("pyotp"),
            "pyarrow": importlib.metadata.version("pyarrow") if importlib.util.find_spec("pyarrow") else None,
            "date": datetime.date.today().isoformat(),
            "rounds": rounds,
            "rows": rows,
        },
    }


def report(measured: dict, markdown: bool) -> str:
    about, taken = measured["context"], measured["taken"]
    median = {name: statistics.median(each) for name, each in taken.items()}
    starts = [["bare Python, `-c pass`", f"{1000 * median['bare']:.1f}", "", "", ""]]
    for name in STARTS:
        if name == "bare":
            continue
        over = 1000 * (median[name] - median["bare"])
        due = START_DUE if name == "otpp code" else None
        starts.append(
            [f"`{name}`", f"{1000 * median[name]:.1f}", f"{over:.1f}"]
            + (["", ""] if due is None else [f"{due:g}", "met" if over <= due else "NOT MET"])
        )
    times = statistics.median(p / o for o, p in zip(taken["otpp bulk"], taken["csv and pyotp"], strict=True))
    rows = about["rows"]
    tables = [
        [f"`otpp bulk match`, {rows:,} rows", f"{median['otpp bulk']:.2f} s", "", "", ""],
        [
            "csv and `pyotp.verify` ±1, as many",
            f"{median['csv and pyotp']:.1f} s",
            f"{times:.1f} ×",
            f"{BULK_DUE:g} ×",
            "met" if times >= BULK_DUE else "NOT MET",
        ],
    ]
    for part in ("read", "written"):
        milliseconds = 1000 * median[f"migration, {part}"]
        due = MIGRATION_DUE if part == "read" else None
        tables.append(
            [f"a migration of {MIGRATED:,} accounts, {part}", f"{milliseconds:.1f} ms", ""]
            + (["", ""] if due is None else [f"{due:g} ms", "met" if milliseconds <= due else "NOT MET"])
        )
    arrow = f"pyarrow {about['pyarrow']}" if about["pyarrow"] else "without pyarrow"
    return "\n\n".join(
        [
            f"{about['processor']}, {about['cpus']} CPUs, Python {about['python']}, otpp {about['otpp']}, pyotp "
            f"{about['pyotp']}, {arrow}; {about['date']}; {about['rounds']} rounds, interleaved, medians by the clock.",
            table(["a cold start", "ms", "over bare", "due, at most", ""], starts, markdown),
            table(["a table, a migration", "takes", "times ours", "due", ""], tables, markdown),
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--smoke", action="store_true", help="each row once, and few rows")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--markdown", action="store_true", help="tables for README.md")
    parser.add_argument("--readme", action="store_true", help="put them there")
    parser.add_argument("--json", type=pathlib.Path)
    given = parser.parse_args()
    rounds, rows, most = (1, 2_000, 200) if given.smoke else (given.rounds, 1_000_000, 20_000)
    measured = measure(rounds, rows, most)
    if given.json:
        given.json.write_text(json.dumps(measured, indent=1))
    print(report(measured, given.markdown))
    if given.readme:
        put_into_readme(BEGIN, END, report(measured, True))


if __name__ == "__main__":
    main()
