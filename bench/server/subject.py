"""Verifications a second on memory and SQLite, beside a hand-written limit and other packages.

The disk of the build folder is measured. Each row is a process of its own (rows.cpp, rows.py) that runs alone.
Wall-clock time counts, since the rows wait for the disk.
"""

import argparse
import importlib.util
import json
import os
import pathlib
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple

from bench.harness import marks
from bench.harness import report as reports
from bench.harness.rounds import interleaved

ROUNDS = 9
MILLISECONDS = 700  # of each row in each round

ROWS = {
    "C++/match_prepared": "C++: match ±1 alone, prepared",
    "C++/match_cold": "C++: match ±1 alone, cold",
    "C++/unseal": "C++: parsing and opening an unsealed key alone",
    "C++/memory": "C++: memory",
    "C++/memory_sealed": "C++: memory, sealed",
    "C++/limit": "C++: SQLite's own API: one load, two compare-and-sets",
    "C++/sqlite": "C++: SQLite",
    "C++/sqlite_sealed": "C++: SQLite, sealed",
    "Python/memory": "Python: otpp, memory",
    "Python/sqlite": "Python: otpp, SQLite",
    "Python/passlib": "Python: passlib, a table by hand",
    "Python/django_otp": "Python: django-otp",
}
ONE_CLIENT = {"C++/match_prepared", "C++/match_cold", "C++/unseal"}
WITHOUT_UNSEALING = "C++/memory/1, without unsealing"
PAIRS = [
    ("C++/sqlite/1", "C++/limit/1"),
    ("C++/sqlite/16", "C++/limit/1"),
    ("C++/sqlite_sealed/1", "C++/limit/1"),
    ("C++/sqlite/16", "C++/limit/16"),
    (WITHOUT_UNSEALING, "C++/match_cold/1"),
    ("C++/memory/1", "C++/match_cold/1"),
    ("C++/memory/1", "C++/match_prepared/1"),
    ("Python/sqlite/1", "C++/limit/1"),
    ("Python/sqlite/16", "C++/limit/1"),
    ("Python/sqlite/1", "Python/passlib/1"),
    ("Python/sqlite/16", "Python/passlib/16"),
    ("Python/sqlite/1", "Python/django_otp/1"),
    ("Python/sqlite/16", "Python/django_otp/16"),
]
LATENCY = "C++/sqlite/16"  # the row whose 99th percentile has a mark
PEERS = {"passlib": ["passlib"], "django_otp": ["Django", "django-otp"]}  # module, distributions


class Measured(NamedTuple):
    rate: float  # a second
    p50: float  # milliseconds
    p99: float


def missing() -> list[str]:
    return [module for module in PEERS if importlib.util.find_spec(module) is None]


def rows() -> list[str]:
    """Language/row/clients, of what is installed."""
    there = [name for name in ROWS if name.split("/")[1] not in missing()]
    return [f"{name}/{clients}" for name in there for clients in ((1,) if name in ONE_CLIENT else (1, 16))]


def run_once(row: str, build: pathlib.Path, milliseconds: int) -> Measured:
    language, name, clients = row.split("/")
    in_python = [sys.executable, "-m", "bench.server.rows"]
    program = in_python if language == "Python" else [build / "bench/server/bench_server"]
    with tempfile.TemporaryDirectory(prefix="server-", dir=build) as folder:
        command = [*program, name, clients, str(milliseconds), folder]
        done = subprocess.run(command, capture_output=True, text=True, cwd=reports.ROOT)
    if done.returncode != 0:
        sys.exit(f"{row}: {done.stderr or 'a right code was refused'}")
    printed = json.loads(done.stdout)
    return Measured(printed["rate"], printed["p50_ms"], printed["p99_ms"])


def disk(build: pathlib.Path) -> float:
    """The median time of fdatasync after writing one page, in milliseconds."""
    taken = []
    with tempfile.NamedTemporaryFile(dir=build) as file:
        for number in range(100):
            os.pwrite(file.fileno(), b"x" * 4096, number * 4096)
            begin = time.perf_counter()
            os.fdatasync(file.fileno())
            taken.append(time.perf_counter() - begin)
    return statistics.median(taken) * 1000


def measure(given: argparse.Namespace) -> dict:
    build, milliseconds = given.build.resolve(), 60 if given.smoke else MILLISECONDS
    selected = [row for row in rows() if re.search(given.pattern, row)]
    timers = {row: lambda row=row: run_once(row, build, milliseconds) for row in selected}
    before = disk(build)
    taken = interleaved(timers, given.rounds)
    installed = [name for module, names in PEERS.items() if module not in missing() for name in names]
    known = reports.context(given.rounds, "otpp", *installed)
    more = {"sqlite": sqlite3.sqlite_version, "milliseconds": milliseconds, "fdatasync_ms": (before + disk(build)) / 2}
    return {"context": known | more, "rows": taken}


def title(row: str) -> str:
    row, _, rest = row.partition(", ")
    name, _, clients = row.rpartition("/")
    return f"{ROWS[name]}, {clients} client{'s' * (clients != '1')}" + (f", {rest}" if rest else "")


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def report(measured: dict) -> str:
    known = measured["context"]
    rates = {row: [run[0] for run in runs] for row, runs in measured["rows"].items()}
    if {"C++/memory/1", "C++/unseal/1"} <= set(rates):
        both = zip(rates["C++/memory/1"], rates["C++/unseal/1"], strict=True)
        rates[WITHOUT_UNSEALING] = [1 / (1 / memory - 1 / unseal) for memory, unseal in both]
    lines = []
    for row, peer in PAIRS:
        if row in rates and peer in rates:
            by = statistics.median(a / b for a, b in zip(rates[row], rates[peer], strict=True))
            mark, _, verdict = marks.judge("server", row, peer, by, known["kind"])
            lines.append([title(row), title(peer), f"{by:.2f}", mark, verdict])
    every = {row: [statistics.median(part) for part in zip(*runs)] for row, runs in measured["rows"].items()}
    if LATENCY in every:
        p99 = every[LATENCY][2]
        mark, _, verdict = marks.judge("server", LATENCY, "p99", p99, known["kind"])
        lines.append([title(LATENCY), "99th percentile, ms", f"{p99:.2f}", mark, verdict])
    versions = f"Python {known['python']}, SQLite {known['sqlite']}"
    of_disk = f"the disk takes {known['fdatasync_ms']:.2f} ms for a page (fdatasync)"
    skipped = [f"skipped: {module} is not installed" for module in PEERS if f"Python/{module}/1" not in every]
    return "\n\n".join(
        [
            reports.conditions(known, versions, f"{known['milliseconds']} ms a row", of_disk),
            reports.table(["row", "beside", "of its rate", "mark", ""], lines),
            reports.table(
                ["row", "a second", "p50, ms", "p99, ms"],
                [[title(row), *map(number, each)] for row, each in every.items()],
            ),
            *skipped,
        ]
    )
