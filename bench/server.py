"""Verifications a second on memory and SQLite, beside the limit and the peers.

    python bench/server.py BUILD [--smoke] [--rounds N] [--milliseconds N] [--markdown] [--json FILE]
    python bench/server.py BUILD --readme      put the tables of this run into README.md

BUILD is a Meson folder configured with -Dbench=enabled; its disk is what is measured. Each row is a process of its own
(server.cpp, server_rows.py) that runs alone for some milliseconds, in an order of chance, N rounds; a ratio is the
median of the ratios of the k-th rounds of both. Time by the clock counts: waiting for the disk is what it is about.
Needs the packages of tools/requirements.txt and tools/requirements-bench-server.txt.
"""

import argparse
import datetime
import importlib.metadata
import importlib.util
import json
import os
import pathlib
import platform
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple

import otpp
from run import processor, put_into_readme, table

HERE = pathlib.Path(__file__).parent
BEGIN, END = "<!-- by server.py --readme -->", "<!-- end of server.py -->"

CPP = {
    "match_prepared": "bare match ±1, prepared",
    "match_cold": "bare match ±1, cold",
    "unseal": "a key from its text, unsealed",
    "memory": "memory",
    "memory_sealed": "memory, sealed",
    "bare": "SQLite's own API: one load, two compare-and-sets",
    "sqlite": "SQLite",
    "sqlite_sealed": "SQLite, sealed",
}
PYTHON = {
    "memory": "otpp, memory",
    "sqlite": "otpp, SQLite",
    "passlib": "passlib, a table by hand",
    "django_otp": "django-otp",
}
ONE_CLIENT = {"match_prepared", "match_cold", "unseal"}


class Row(NamedTuple):
    language: str
    name: str
    clients: int

    def __str__(self) -> str:
        return f"{self.language}/{self.name}/{self.clients}"


class Measured(NamedTuple):
    rate: float  # a second
    p50: float  # ms
    p99: float  # ms


ROWS = [
    Row(language, name, clients)
    for language, names in (("C++", CPP), ("Python", PYTHON))
    for name in names
    for clients in ((1,) if name in ONE_CLIENT else (1, 16))
]

class Ratio(NamedTuple):
    row: Row
    beside: Row
    due: float | None = None  # at least
    less: Row | None = None  # what `row` does besides, whose time is not to count


UNSEAL = Row("C++", "unseal", 1)
RATIOS = [
    Ratio(Row("C++", "sqlite", 1), Row("C++", "bare", 1), 0.8),
    Ratio(Row("C++", "sqlite", 16), Row("C++", "bare", 1), 2.0),
    Ratio(Row("C++", "sqlite_sealed", 1), Row("C++", "bare", 1)),
    Ratio(Row("C++", "sqlite", 16), Row("C++", "bare", 16)),
    Ratio(Row("C++", "memory", 1), Row("C++", "match_cold", 1), 0.25, less=UNSEAL),
    Ratio(Row("C++", "memory", 1), Row("C++", "match_cold", 1)),
    Ratio(Row("C++", "memory", 1), Row("C++", "match_prepared", 1)),
    Ratio(Row("Python", "sqlite", 1), Row("C++", "bare", 1)),
    Ratio(Row("Python", "sqlite", 16), Row("C++", "bare", 1)),
    Ratio(Row("Python", "sqlite", 1), Row("Python", "passlib", 1)),
    Ratio(Row("Python", "sqlite", 16), Row("Python", "passlib", 16)),
    Ratio(Row("Python", "sqlite", 1), Row("Python", "django_otp", 1)),
    Ratio(Row("Python", "sqlite", 16), Row("Python", "django_otp", 16)),
]
P99_DUE = (Row("C++", "sqlite", 16), 20.0)


def missing() -> list[str]:
    """Peers that are not installed."""
    return [name for name in ("passlib", "django_otp") if importlib.util.find_spec(name) is None]


def run_once(row: Row, build: pathlib.Path, milliseconds: int) -> Measured:
    program = [build / "bench/bench_server"] if row.language == "C++" else [sys.executable, HERE / "server_rows.py"]
    with tempfile.TemporaryDirectory(prefix="server-", dir=build) as folder:
        done = subprocess.run(
            [*map(str, program), row.name, str(row.clients), str(milliseconds), folder],
            capture_output=True,
            text=True,
        )
    if done.returncode != 0:
        sys.exit(f"{row}: {done.stderr or 'a right code was refused'}")
    said = json.loads(done.stdout)
    return Measured(said["rate"], said["p50_ms"], said["p99_ms"])


def disk(build: pathlib.Path) -> float:
    """Milliseconds, median, until the disk says that a page is written."""
    taken = []
    with tempfile.NamedTemporaryFile(dir=build) as file:
        for number in range(100):
            os.pwrite(file.fileno(), b"x" * 4096, number * 4096)
            begun = time.perf_counter()
            os.fdatasync(file.fileno())
            taken.append(time.perf_counter() - begun)
    return statistics.median(taken) * 1000


def measure(build: pathlib.Path, rounds: int, milliseconds: int) -> dict:
    rows = [row for row in ROWS if row.name not in missing()]
    taken: dict[str, list[Measured]] = {str(row): [] for row in rows}
    syncs = []
    for _ in range(rounds):
        syncs.append(disk(build))
        for row in random.sample(rows, len(rows)):
            taken[str(row)].append(run_once(row, build, milliseconds))
    peers = {"passlib": ["passlib"], "django_otp": ["Django", "django-otp"]}
    there = [name for row, names in peers.items() if row not in missing() for name in names]
    versions = {"otpp": otpp.__version__} | {name: importlib.metadata.version(name) for name in there}
    return {
        "rows": taken,
        "context": {
            "processor": processor(),
            "cpus": os.cpu_count(),
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            "date": datetime.date.today().isoformat(),
            "versions": versions,
            "rounds": rounds,
            "milliseconds": milliseconds,
            "fdatasync_ms": statistics.median(syncs),
        },
    }


def ratio(measured: dict, which: Ratio) -> float:
    def rates(row: Row) -> list[float]:
        return [run[0] for run in measured["rows"][str(row)]]

    own = rates(which.row)
    if which.less is not None:
        own = [1 / (1 / rate - 1 / less) for rate, less in zip(own, rates(which.less), strict=True)]
    return statistics.median(a / b for a, b in zip(own, rates(which.beside), strict=True))


def title(row: Row) -> str:
    said = CPP[row.name] if row.language == "C++" else PYTHON[row.name]
    return f"{row.language}: {said}, {row.clients} client{'s' * (row.clients > 1)}"


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def report(measured: dict, markdown: bool) -> str:
    about = measured["context"]
    median = {
        name: Measured(*(statistics.median(part) for part in zip(*runs, strict=True)))
        for name, runs in measured["rows"].items()
    }
    ratios = []
    for each in RATIOS:
        if str(each.beside) not in median:
            continue
        by = ratio(measured, each)
        met = "" if each.due is None else "met" if by >= each.due else "NOT MET"
        of = title(each.row) + (f", without {CPP[each.less.name]}" if each.less else "")
        ratios.append([of, title(each.beside), f"{by:.2f}", f"{each.due:g}" if each.due else "", met])
    late, most = P99_DUE
    p99 = median[str(late)].p99
    every = [
        [title(row), number(median[str(row)].rate), number(median[str(row)].p50), number(median[str(row)].p99)]
        for row in ROWS
        if str(row) in median
    ]
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    return "\n\n".join(
        [
            f"{about['processor']}, {about['cpus']} CPUs, Python {about['python']}, SQLite {about['sqlite']}, {versions}; "
            f"{about['date']}; {about['rounds']} rounds of {about['milliseconds']} ms, interleaved. The disk takes "
            f"{about['fdatasync_ms']:.2f} ms for a page (fdatasync).",
            table(["row", "beside", "of its rate", "at least", ""], ratios, markdown),
            f"p99 of {title(late)}: {p99:.2f} ms, due at most {most:g}: {'met' if p99 <= most else 'NOT MET'}.",
            table(["row", "a second", "p50, ms", "p99, ms"], every, markdown),
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--smoke", action="store_true", help="each row once, for an instant")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--milliseconds", type=int, default=700)
    parser.add_argument("--markdown", action="store_true", help="tables for README.md")
    parser.add_argument("--readme", action="store_true", help="put them there")
    parser.add_argument("--json", type=pathlib.Path, help="default: BUILD/bench/server.json")
    given = parser.parse_args()
    rounds, milliseconds = (1, 60) if given.smoke else (given.rounds, given.milliseconds)
    measured = measure(given.build, rounds, milliseconds)
    (given.json or given.build / "bench/server.json").write_text(json.dumps(measured, indent=1))
    print(report(measured, given.markdown))
    for name in missing():
        print(f"skipped: {name} is not installed")
    if given.readme:
        put_into_readme(BEGIN, END, report(measured, True))


if __name__ == "__main__":
    main()
