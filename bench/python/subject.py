"""Single calls from Python, beside hmac.digest, pyotp, passlib and cryptography; and imports."""

import argparse
import pathlib
import re
import statistics
import sys

from bench.harness import marks
from bench.harness import report as reports
from bench.harness.rounds import Times, interleaved, loop
from bench.python import imports, picture
from bench.python.rows import Row, empty_loops, rows

ROUNDS = 41
IMPORT_ROUNDS = 31
MILLISECONDS = 5.0  # of each row in each round
PEERS = {
    "at": ("hmac.digest", "pyotp", "passlib", "cryptography"),
    "match": ("hmac.digest", "pyotp", "passlib", "cryptography"),
    "from_uri": ("pyotp", "passlib"),
}


def check(timed: list[Row]) -> int:
    """Compares the results of the rows of each operation, over all arguments; exits at a difference. Returns
    the number of comparisons."""
    compared = 0
    by_operation: dict[str, list[Row]] = {}
    for row in timed:
        by_operation.setdefault(row.operation, []).append(row)
    for ours, *peers in by_operation.values():
        for row in peers:
            for own, argument in zip(ours.arguments, row.arguments, strict=True):
                expected, found = ours.result(own), row.result(argument)
                if found != expected:
                    sys.exit(f"{ours.name} gives {expected!r} for {argument!r}, {row.name} {found!r}")
                compared += 1
    return compared


def timer(row: Row, milliseconds: float):
    code = f"for {row.target} in arguments: {row.expression}"
    return loop(code, row.names | {"arguments": row.arguments}, milliseconds, len(row.arguments))


def measure(given: argparse.Namespace) -> dict:
    every = [row for row in rows() if re.search(given.pattern, row.operation)]
    compared = check(every)
    loops = [row for row in empty_loops() if row.operation in {one.operation for one in every}]
    timers = {row.name: timer(row, 0 if given.smoke else MILLISECONDS) for row in every + loops}
    import_rounds = 1 if given.smoke else IMPORT_ROUNDS
    known = reports.context(given.rounds, "otpp", "pyotp", "passlib", "cryptography")
    return {
        "context": known | {"import_rounds": import_rounds, "results_compared": compared},
        "ns": interleaved(timers, given.rounds),
        "import_ms": imports.measure(import_rounds),
    }


def import_lines(taken: dict, kind: str | None) -> list[list[str]]:
    lines = []
    for name, statement in imports.STATEMENTS.items():
        line = [f"python -c '{statement}'", *(f"{statistics.median(part):.1f}" for part in zip(*taken[name]))]
        if name == "python":
            lines.append(line + [""] * 4)
            continue
        over = imports.over_bare(taken, name)
        mark, _, verdict = marks.judge("python", statement, "python", over.cpu, kind)
        lines.append(line + [f"{over.cpu:.1f}", f"{over.clock:.1f}", mark, verdict])
    return lines


def report(measured: dict) -> str:
    known, times = measured["context"], Times(measured["ns"])
    loops = [name for name in times.rows if name.endswith("/empty loop")]
    empty = ", ".join(f"{name.split('/')[0]} {times.median(name):.1f}" for name in loops)
    pairs = [(f"{operation}/otpp", f"{operation}/{peer}") for operation, peers in PEERS.items() for peer in peers]
    head = ["process", "ms of CPU", "by the clock", "over bare: CPU", "clock", "mark", ""]
    return "\n\n".join(
        [
            reports.conditions(known, f"Python {known['python']}", f"{known['results_compared']:,} results compared"),
            reports.ratios(times, "python", pairs, known["kind"]),
            f"An empty loop, which is part of every row, in ns: {empty}.",
            reports.table(head, import_lines(measured["import_ms"], known["kind"])),
            f"{known['import_rounds']} rounds of processes, interleaved.",
        ]
    )


def draw(measured: dict, folder: pathlib.Path) -> None:
    picture.draw(measured, folder / "python-speed.svg")
