"""Tables of a report, and where they are written."""

import datetime
import importlib.metadata
import os
import pathlib
import platform
import statistics
from collections.abc import Iterable

from bench.harness import marks
from bench.harness.rounds import Times

ROOT = pathlib.Path(__file__).resolve().parents[2]


def context(rounds: int, *packages: str) -> dict:
    return {
        "processor": marks.processor().name,
        "kind": marks.kind(marks.processor()),
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "versions": {name: importlib.metadata.version(name) for name in packages},
        "date": datetime.date.today().isoformat(),
        "rounds": rounds,
    }


def conditions(known: dict, *more: str) -> str:
    """The first line of a report: processor, versions, date, rounds."""
    versions = [f"{name} {version}" for name, version in known["versions"].items()]
    machine = ", ".join([known["processor"], f"{known['cpus']} CPUs", *versions])
    return "; ".join([machine, known["date"], f"{known['rounds']} rounds, interleaved", *more]) + "."


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    """Markdown with aligned columns."""
    rows = list(rows)
    widths = [max(3, *(len(line[i]) for line in [head, *rows])) for i in range(len(head))]
    rule = ["-" * widths[0]] + ["-" * (width - 1) + ":" for width in widths[1:]]
    lines = [
        [line[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        for line in [head, rule, *rows]
    ]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def every_row(times: Times) -> str:
    functions = (statistics.median, min, max)
    rows = ([name, *(f"{of(each):.1f}" for of in functions)] for name, each in sorted(times.rows.items()))
    return table(["every row", "ns, median", "lowest", "highest"], rows)


def ratios(times: Times, subject: str, pairs: Iterable[tuple[str, str]], kind: str | None) -> str:
    """A line for each (row, peer) of which both were measured, and the peers that are missing."""
    lines, missing = [], set()
    for row, peer in pairs:
        if row in times and peer not in times:
            missing.add(peer)
        elif row in times:
            by = times.ratio(row, peer)
            line = [row, peer, f"{times.median(row):.1f}", f"{times.median(peer):,.1f}", f"{by:.2f}"]
            lines.append(line + marks.judge(subject, row, peer, by, kind))
    skipped = [f"skipped: {peer} is not in this build" for peer in sorted(missing)]
    return "\n\n".join([table(["row", "peer", "ns", "peer's ns", "ratio", "mark", "aim", ""], lines), *skipped])


def put_into(readme: pathlib.Path, subject: str, tables: str) -> None:
    """Replaces the text between the two comments of the subject."""
    begin, end = f"<!-- begin {subject}: ./dev bench {subject} --readme -->\n", f"\n<!-- end {subject} -->"
    before, rest = readme.read_text().split(begin)
    readme.write_text(before + begin + tables + end + rest.split(end)[1])
