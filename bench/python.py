"""Times the Python package beside the standard library's HMAC, pyotp, passlib and cryptography.

    python bench/python.py [--smoke] [--rounds N] [--markdown] [--json FILE] [--plot FILE.svg|png]
    python bench/python.py --readme          put the tables of this run into README.md

Every row is first held to its peers: one that gives another result stops the run. Then all rows run
in one process, N rounds of some milliseconds each, in an order of chance in each round; a ratio is
the median of the ratios of the k-th rounds of both. Importing is timed in whole processes, in pairs
with bare Python. CPU time counts, so that what else runs on the machine counts less. Needs the
packages of tools/requirements.txt.
"""

import argparse
import datetime
import importlib.metadata
import json
import os
import pathlib
import platform
import random
import statistics
import sys
import time
import timeit

import python_import
import python_picture
from python_rows import Row, empty_loops, rows
from run import Comparison, processor, put_into_readme, ratio, table, verdict

# What must be reached, and what was hoped for.
COMPARISONS = [
    Comparison("at/otpp", "at/hmac.digest", 6),
    Comparison("at/otpp", "at/pyotp", 20),
    Comparison("at/otpp", "at/passlib"),
    Comparison("at/otpp", "at/cryptography"),
    Comparison("match/otpp", "match/hmac.digest"),
    Comparison("match/otpp", "match/pyotp", 60, 100),
    Comparison("match/otpp", "match/passlib"),
    Comparison("match/otpp", "match/cryptography"),
    Comparison("from_uri/otpp", "from_uri/pyotp", 15),
    Comparison("from_uri/otpp", "from_uri/passlib"),
]
IMPORT_DUE = 10.0  # ms over bare Python, at most

README_BEGIN = "<!-- by python.py --readme -->"
README_END = "<!-- end of python.py -->"


def check(timed: list[Row]) -> int:
    """Results compared, over every argument of every row; stops at the first that differs."""
    compared = 0
    by_operation: dict[str, list[Row]] = {}
    for row in timed:
        by_operation.setdefault(row.operation, []).append(row)
    for same in by_operation.values():
        for arguments in zip(*(row.arguments for row in same), strict=True):
            ours = same[0].result(arguments[0])
            for row, argument in zip(same[1:], arguments[1:], strict=True):
                theirs = row.result(argument)
                if theirs != ours:
                    sys.exit(f"{same[0].name} gives {ours!r} for {argument!r}, {row.name} {theirs!r}")
                compared += 1
    return compared


def timer(row: Row) -> timeit.Timer:
    """Compiles the row's loop; timeit stops the garbage collector while it runs."""
    return timeit.Timer(
        f"for {row.target} in arguments: {row.expression}",
        timer=time.process_time_ns,
        globals=row.names | {"arguments": row.arguments},
    )


def measure(timed: list[Row], rounds: int, milliseconds: float) -> dict[str, list[float]]:
    """Nanoseconds a call, round by round."""
    timers = {row.name: timer(row) for row in timed}
    numbers = {}
    for name, loop in timers.items():
        once = min(loop.repeat(3, number=1))
        numbers[name] = max(1, round(milliseconds * 1e6 / once))
    taken: dict[str, list[float]] = {row.name: [] for row in timed}
    for _ in range(rounds):
        for row in random.sample(timed, len(timed)):
            number = numbers[row.name]
            taken[row.name].append(timers[row.name].timeit(number) / number / len(row.arguments))
    return taken


def context(rounds: int, pairs: int, compared: int) -> dict[str, object]:
    peers = ("otpp", "pyotp", "passlib", "cryptography")
    return {
        "processor": processor(),
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "date": datetime.date.today().isoformat(),
        "versions": {name: importlib.metadata.version(name) for name in peers},
        "rounds": rounds,
        "import_pairs": pairs,
        "results_compared": compared,
    }


def report(measured: dict, markdown: bool) -> str:
    taken, imported, about = measured["ns"], measured["import_ms"], measured["context"]
    median = {name: statistics.median(times) for name, times in taken.items()}
    ratios = []
    for compared in COMPARISONS:
        by = ratio(taken, compared.row, compared.peer)
        ratios.append(
            [
                compared.row,
                compared.peer,
                f"{median[compared.row]:.1f}",
                f"{median[compared.peer]:,.1f}",
                f"{by:.1f}",
                f"{compared.due:g}" if compared.due else "",
                f"{compared.aim:g}" if compared.aim else "",
                verdict(compared, by),
            ]
        )
    loops = ", ".join(
        f"{name.split('/')[0]} {median[name]:.1f}" for name in median if name.endswith("/empty loop")
    )
    bare = imported["python"]
    imports = [["python -c pass"] + [f"{statistics.median(part):.1f}" for part in zip(*bare)] + [""] * 4]
    for who, statement in python_import.IMPORTS.items():
        over = python_import.over_bare(imported, who)
        due = ["", ""]
        if who == "otpp":
            due = [f"{IMPORT_DUE:g}", "met" if over.cpu <= IMPORT_DUE else "NOT MET"]
        both = [f"{statistics.median(part):.1f}" for part in zip(*imported[who])]
        imports.append([statement] + both + [f"{over.cpu:.1f}", f"{over.clock:.1f}"] + due)
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    return "\n\n".join(
        [
            f"{about['processor']}, {about['cpus']} CPUs, Python {about['python']}, {versions}; "
            f"{about['date']}; {about['rounds']} rounds, interleaved; "
            f"{about['results_compared']:,} results compared, 0 differences.",
            table(["row", "beside", "ns", "its ns", "times", "due", "aim", ""], ratios, markdown),
            f"An empty loop, which is in every row, ns: {loops}.",
            table(
                ["process", "ms of CPU", "by the clock", "over bare: CPU", "clock", "at most", ""],
                imports,
                markdown,
            ),
            f"{about['import_pairs']} rounds of processes, interleaved.",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--smoke", action="store_true", help="each row once, for an instant")
    parser.add_argument("--rounds", type=int, default=41)
    parser.add_argument("--pairs", type=int, default=31, help="of processes that import")
    parser.add_argument("--markdown", action="store_true", help="tables for README.md")
    parser.add_argument("--readme", action="store_true", help="put them there")
    parser.add_argument("--json", type=pathlib.Path, help="every time of every round")
    parser.add_argument("--plot", type=pathlib.Path, help="a picture, .svg or .png")
    given = parser.parse_args()
    rounds, pairs, milliseconds = (1, 1, 0.0) if given.smoke else (given.rounds, given.pairs, 5.0)

    timed = rows()
    compared = check(timed)
    measured = {
        "context": context(rounds, pairs, compared),
        "ns": measure(timed + empty_loops(), rounds, milliseconds),
        "import_ms": python_import.measure(pairs),
    }
    tables = report(measured, given.markdown or given.readme)
    print(tables)
    if given.json:
        given.json.write_text(json.dumps(measured, indent=1))
    if given.readme:
        put_into_readme(README_BEGIN, README_END, tables)
    if given.plot:
        python_picture.draw(measured, given.plot)


if __name__ == "__main__":
    main()
