"""The bulk engine from C++ and from Python, beside its limits and its peers."""

import argparse
import pathlib

from bench.bulk import pictures, python_calls, tables
from bench.bulk.tables import SIZES, WORKS, Bulk
from bench.harness import report as reports
from bench.harness.rounds import google_benchmark, repetitions
from bench.peers import foreign

ROUNDS = 9
MILLISECONDS = 5.0  # of each row in each round
SMOKE = r"/(1|4|17|64|1024)$|^cycle/"


def by_table_row(times: dict[str, list[float]]) -> dict[str, list[float]]:
    """Nanoseconds a row of the table, whose size is the fourth part of the name."""
    return {name: [ns / int(name.split("/")[3]) for ns in each] for name, each in times.items()}


def measure(given: argparse.Namespace) -> dict:
    folder = given.build / "bench" / "bulk"
    libraries = foreign.libraries(given.build / "bench" / "peers") if given.all_peers else {}
    milliseconds, rows = (1e-3, 2_048) if given.smoke else (MILLISECONDS, python_calls.ROWS)
    selected = SMOKE if given.smoke else given.pattern
    measured = google_benchmark(folder / "bench_bulk", selected, given.rounds, milliseconds, libraries)
    clock = by_table_row(repetitions(measured, "real_time"))
    ns = by_table_row(repetitions(measured, "cpu_time"))
    ns |= {name: each for name, each in clock.items() if name.endswith("_threads")}
    from_python = None
    if given.pattern == ".":
        from_python = python_calls.measure(folder / "libbench_bulk_calls.so", given.rounds, milliseconds, rows)
    return {
        "context": measured["context"] | reports.context(given.rounds, *python_calls.PACKAGES),
        "complete": given.pattern == "." and not given.smoke,
        "ns": ns,
        "clock": clock,
        "python": from_python,
    }


def report(measured: dict) -> str:
    bulk = Bulk(measured)
    parts = tables.parts(bulk) if measured["complete"] else [reports.every_row(bulk)]
    return "\n\n".join([bulk.conditions(), *parts, *tables.python_parts(bulk)])


def first_page(measured: dict) -> str:
    """The table of the project's README."""
    bulk = Bulk(measured)
    lines = []
    for work, peer, peer_work, label in tables.COMPARED:
        ratios = [bulk.ratio_cell(f"{work}/sha1/otpp/{n}", f"{peer_work}/sha1/{peer}/{n}") for n in SIZES]
        lines.append([WORKS[work], label, *ratios])
    two = "match_cold/sha1/otpp/10000000/2_threads"
    lines.append(["match ±1, two threads", "one, 10 M rows", "", f"{bulk.threads_ratio(two):.2f}"])
    for keys, words in (("cold", "cold"), ("prepared", "a `KeySet`")):
        by = " / ".join(f"{ratio:.0f}" for ratio in bulk.python_ratios(keys).values())
        lines.append([f"from Python, match ±1, {words}", "loops over pyotp / passlib / `hmac.digest`", "", by])
    rate = 1e3 / bulk.median(f"match_cold/sha1/otpp/{SIZES[1]}")
    return (
        reports.table(["", "beside", "16 k rows", "1 M rows"], lines)
        + f"\n\nThat is {rate:.0f} million codes matched a second by one thread, each in a window of three steps."
    )


def draw(measured: dict, folder: pathlib.Path) -> None:
    pictures.draw(Bulk(measured), folder)
