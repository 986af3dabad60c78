"""otpp bulk: passcodes and matches of many keys, a table in and a table out, block by block."""

import contextlib
import sys
import time
from importlib import import_module

from . import texts, writing
from .exits import DONE, TROUBLE, USAGE, Fault
from .screen import is_terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator
    from typing import Any

    from .tables import Table


def configure(parser: "ArgumentParser") -> None:
    parser.description = (
        "Match a column of codes against a column of keys, or make their passcodes. The table that is\n"
        "written has the other columns, and the answers: keys and codes do not go along. A row that\n"
        "cannot be right says why, and stops nothing."
    )
    what = parser.add_subparsers(metavar="WHAT", dest="what", required=True)
    for name, summary in (
        ("match", "whether each code fits its key: columns fits, drift and fault"),
        ("passcodes", "the passcode of each key: columns passcode and fault"),
    ):
        made = what.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        made.add_argument("source", metavar="FILE", nargs="?", help="CSV or Parquet; - is the standard input")
        made.add_argument("-o", "--output", metavar="FILE", help="CSV or Parquet; else the standard output")
        made.add_argument("--force", action="store_true", help="replace a file that exists")
        made.add_argument("--key", metavar="COLUMN", default="secret", help="of base32 keys; secret")
        if name == "match":
            made.add_argument("--code", metavar="COLUMN", default="code", help="of codes; code")
            made.add_argument("--window", type=int, metavar="STEPS", default=1, help="0 to 100; 1")
        made.add_argument("--time", metavar="COLUMN", help="of times: Unix seconds, or ISO 8601 with its zone")
        made.add_argument("--at", metavar="TIME", help="one time for all rows; now")
        made.add_argument("--digits", type=int, metavar="N", default=6, help="6 to 10; 6")
        made.add_argument("--period", type=int, metavar="SECONDS", default=30, help="30")
        made.add_argument("--algorithm", choices=["SHA1", "SHA256", "SHA512"], default="SHA1", help="SHA1")
        made.add_argument("--threads", type=int, metavar="N", help="else as many as pay")
        made.add_argument("--kernel", metavar="NAME", help="one of otpp kernels; else the fastest")
        made.add_argument("--without-pyarrow", action="store_true", help="read CSV by Python alone")
        made.add_argument("--json", action="store_true", help="the count on the standard error as JSON")


def run(options: "Any") -> int:
    if options.source is None and is_terminal(sys.stdin):
        raise Fault("name the table, or - for the standard input", USAGE)
    if options.time is not None and options.at is not None:
        raise Fault("--time and --at: one of them", USAGE)
    try:
        import numpy  # noqa: F401
    except ImportError:
        raise Fault("bulk needs the extra: pip install 'otpp[bulk]'", TROUBLE) from None
    from . import tables

    at = None if options.time is not None else texts.time_of(options.at)
    began = time.perf_counter()
    counts = {"rows": 0, "fits": 0, "faults": 0}
    with tables.opened(options) as table, _output(options, table) as write:
        with _progress(table, counts) as advance:
            for block in table.blocks():
                answers = _answers(block, options, at)
                counts["rows"] += block.rows
                counts["faults"] += answers.faults
                counts["fits"] += answers.fits
                write(block, answers)
                advance()
    _summary(options, counts, time.perf_counter() - began)
    return DONE


def _answers(block: "Any", options: "Any", at: "Any") -> "Any":
    from .. import bulk
    from . import tables

    parameters = {name: getattr(options, name) for name in ("digits", "period", "algorithm", "threads", "kernel")}
    keys = block.column(options.key)
    times = block.times(options.time) if options.time is not None else at
    if options.what == "match":
        found = bulk.match(keys, block.column(options.code), times, window=options.window, **parameters)
        return tables.Answers.of_match(found, keys, times)
    return tables.Answers.of_passcodes(bulk.passcodes(keys, times, **parameters), keys, times, options.digits)


@contextlib.contextmanager
def _output(options: "Any", table: "Table") -> "Iterator[Any]":
    from . import tables

    secret = options.what == "passcodes"
    kind = tables.kind_of(options.output) if options.output else "csv"
    left_out = {options.key} | ({options.code} if options.what == "match" else set())
    if not options.output or options.output == "-":
        with tables.writer(sys.stdout.buffer, "csv", table, left_out, options.what) as write:
            yield write
        sys.stdout.buffer.flush()
        return
    with writing.new_file(options.output, force=options.force, secret=secret) as file:
        with tables.writer(file, kind, table, left_out, options.what) as write:
            yield write


@contextlib.contextmanager
def _progress(table: "Table", counts: "dict[str, int]") -> "Iterator[Any]":
    """A bar on a terminal: how far it is, how fast. The standard output stays the table's."""
    if not is_terminal(sys.stderr):
        yield lambda: None
        return
    try:
        console = import_module("rich.console").Console(stderr=True)
        rich = import_module("rich.progress")
    except ImportError:
        began = time.perf_counter()
        try:
            yield lambda: print(f"\r\x1b[K{_rate(counts['rows'], began)}", end="", file=sys.stderr, flush=True)
        finally:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        return
    began = time.perf_counter()
    how_far = [rich.TextColumn("{task.percentage:>3.0f} %")] if table.size else []
    left = [rich.TimeRemainingColumn()] if table.size else []
    columns = (rich.BarColumn(), *how_far, rich.TextColumn("{task.fields[rate]}"), *left)
    with rich.Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=table.size, rate="")
        yield lambda: progress.update(task, completed=table.position(), rate=_rate(counts["rows"], began))


def _rate(rows: int, began: float) -> str:
    return f"{rows:,} rows, {rows / max(1e-9, time.perf_counter() - began):,.0f} a second"


def _summary(options: "Any", counts: "dict[str, int]", seconds: float) -> None:
    rate = counts["rows"] / max(1e-9, seconds)
    if options.json:
        import json

        print(json.dumps(counts | {"seconds": round(seconds, 3)}), file=sys.stderr)
        return
    said = f"{counts['rows']:,} rows in {seconds:.2f} s, {rate:,.0f} a second"
    if options.what == "match":
        said += f": {counts['fits']:,} fit, {counts['rows'] - counts['fits'] - counts['faults']:,} do not"
    said += f", {counts['faults']:,} cannot be right" if counts["faults"] else ""
    print(said, file=sys.stderr)
