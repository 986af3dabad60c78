"""otpp bulk: passcodes and matches of many keys, block by block from one table into another."""

import contextlib
import sys
import time
from importlib import import_module

from .. import atomic_file, progress
from ..errors import CommandError, missing_extra
from ..exit_codes import SUCCESS, USAGE
from ..options import ALGORITHMS, add_output_file, add_time, parse_time
from ..output import is_file
from ..terminal import is_terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable, Iterator
    from typing import Any

    from ..table.block import Block
    from ..table.results import Results


def configure(parser: "ArgumentParser") -> None:
    parser.description = (
        "Match a column of codes against a column of keys, or compute the passcodes of the keys. The\n"
        "output has the other columns and the results, without the keys and codes. An invalid row has\n"
        "its reason in the column fault, and does not end the command.\n\n"
        "It needs the extra bulk: pip install 'otpp[bulk]'. The progress bar at a terminal needs the\n"
        "extra cli."
    )
    operations = parser.add_subparsers(metavar="OPERATION", dest="operation", required=True)
    for name, summary in (
        ("match", "whether each code fits its key: columns fits, drift and fault"),
        ("passcodes", "the passcode of each key: columns passcode and fault"),
    ):
        operation = operations.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        operation.add_argument("source", metavar="FILE", nargs="?", help="CSV or Parquet; - is the standard input")
        add_output_file(operation, "CSV or Parquet by the file's suffix")
        operation.add_argument("--key", metavar="COLUMN", default="secret", help="base32 keys; default secret")
        if name == "match":
            operation.add_argument("--code", metavar="COLUMN", default="code", help="codes; default code")
            operation.add_argument("--window", type=int, metavar="STEPS", default=1, help="0 to 100; default 1")
        operation.add_argument("--time", metavar="COLUMN", help="times: Unix seconds, or ISO 8601 with their zone")
        add_time(operation)
        operation.add_argument("--digits", type=int, metavar="N", default=6, help="6 to 10; default 6")
        operation.add_argument("--period", type=int, metavar="SECONDS", default=30, help="default 30")
        operation.add_argument("--algorithm", choices=ALGORITHMS, default="SHA1", help="default SHA1")
        operation.add_argument("--threads", type=int, metavar="N", help="default by the number of rows")
        operation.add_argument("--kernel", metavar="NAME", help="one of otpp kernels; default the fastest")
        operation.add_argument("--no-progress", action="store_true", help="no progress bar at a terminal")
        operation.add_argument("--json", action="store_true", help="print the summary, on the standard error, as JSON")


def run(options: "Any") -> int:
    if options.source is None and is_terminal(sys.stdin):
        raise CommandError("name the table, or - for the standard input", USAGE)
    if options.time is not None and options.at is not None:
        raise CommandError("--time and --at exclude each other", USAGE)
    try:
        for module in ("numpy", "pyarrow"):
            import_module(module)
    except ImportError:
        raise missing_extra("otpp bulk", "bulk") from None
    from ..table import check_columns, open_table

    at = None if options.time is not None else parse_time(options.at)
    began = time.perf_counter()
    rows = faults = fits = 0
    table = open_table(options.source)
    columns = {"key": options.key, "code": getattr(options, "code", None), "time": options.time}
    check_columns(table.names, columns)
    with progress.bar(table.size, shown=not options.no_progress) as advance, _output(options, table.names) as write:
        for block in table.blocks():
            results = _compute(block, options, at)
            write(block, results)
            rows += block.rows
            faults += results.faults
            fits += results.fits
            advance(table.position(), rows)
    _print_summary(options, rows, fits, faults, time.perf_counter() - began)
    return SUCCESS


def _compute(block: "Block", options: "Any", at: "Any") -> "Results":
    from ... import bulk
    from ..table import results

    parameters = {name: getattr(options, name) for name in ("digits", "period", "algorithm", "threads", "kernel")}
    keys = block.columns[options.key]
    times = at if options.time is None else block.times(options.time)
    if options.operation == "match":
        drift = bulk.match(keys, block.columns[options.code], times, window=options.window, **parameters)
        return results.of_match(drift, keys)
    return results.of_passcodes(bulk.passcodes(keys, times, **parameters), keys, options.digits)


@contextlib.contextmanager
def _output(options: "Any", names: "list[str]") -> "Iterator[Callable[[Block, Results], None]]":
    """Yields the function that writes a block with its results."""
    from ..table import is_parquet
    from ..table.block import pa
    from ..table.results import MATCH_COLUMNS, PASSCODE_COLUMNS
    from ..table.writer import csv_writer, parquet_writer

    is_match = options.operation == "match"
    secret_columns = {options.key, options.code} if is_match else {options.key}
    kept = [name for name in names if name not in secret_columns]
    added = MATCH_COLUMNS if is_match else PASSCODE_COLUMNS
    for name in added:
        if name in kept:
            raise CommandError(f"the table already has a column {name}: rename it", USAGE)
    header = [*kept, *added]
    with contextlib.ExitStack() as stack:
        if is_file(options.output):
            created = atomic_file.create(options.output, force=options.force, secret=not is_match)
            file: Any = stack.enter_context(created)
        else:
            file = sys.stdout.buffer
        writer = parquet_writer if is_file(options.output) and is_parquet(options.output) else csv_writer
        write = stack.enter_context(writer(file, header))

        def write_block(block: "Block", results: "Results") -> None:
            columns = [block.columns[name] for name in kept]
            write(pa.record_batch([*columns, *results.columns], names=header))

        yield write_block
    if not is_file(options.output):
        sys.stdout.buffer.flush()


def _print_summary(options: "Any", rows: int, fits: int, faults: int, seconds: float) -> None:
    if options.json:
        import json

        summary = {"rows": rows, "fits": fits, "faults": faults, "seconds": round(seconds, 3)}
        print(json.dumps(summary), file=sys.stderr)
        return
    text = f"{rows:,} rows in {seconds:.2f} s, {progress.format_rate(rows, seconds)}"
    if options.operation == "match":
        text += f": {fits:,} fit, {rows - fits - faults:,} do not"
    text += f", {faults:,} invalid" if faults else ""
    print(text, file=sys.stderr)
