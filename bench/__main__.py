"""Measures one subject, compares its rows with their peers, and judges them by marks.toml.

    python -m bench SUBJECT [PATTERN] [--smoke] [--rounds N] [--readme] [--draw FOLDER] [--from FILE] …

SUBJECT: core, python, bulk, server, command or compile. PATTERN: a regular expression that selects rows.
`./dev bench` builds what a subject needs and calls this.
"""

import argparse
import importlib
import json
import pathlib
import sys

from bench.harness import report

SUBJECTS = ("core", "python", "bulk", "server", "command", "compile")


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("subject", choices=SUBJECTS)
    parser.add_argument("pattern", nargs="?", default=".")
    parser.add_argument("--build", type=pathlib.Path, default=report.ROOT / "build" / "bench", help="the Meson folder")
    parser.add_argument("--smoke", action="store_true", help="one short round of every row, on small inputs")
    parser.add_argument("--rounds", type=int, help="default: the subject's own")
    parser.add_argument("--all-peers", action="store_true", help="bulk: peers in Rust and Go too")
    parser.add_argument("--from", dest="earlier", type=pathlib.Path, help="report the JSON of an earlier run")
    parser.add_argument("--json", type=pathlib.Path, help="where to write the times; default: build/bench-SUBJECT.json")
    parser.add_argument("--readme", action="store_true", help="write the tables into README.md")
    parser.add_argument("--draw", type=pathlib.Path, metavar="FOLDER", help="draw the subject's pictures")
    given = parser.parse_args()

    subject = importlib.import_module(f"bench.{given.subject}.subject")
    given.rounds = 1 if given.smoke else given.rounds or subject.ROUNDS
    if given.earlier:
        measured = json.loads(given.earlier.read_text())
    else:
        measured = subject.measure(given)
        file = given.json or report.ROOT / "build" / f"bench-{given.subject}.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(measured, indent=1))
    tables = subject.report(measured)
    print(tables)
    if given.readme:
        report.put_into(report.ROOT / "bench" / "README.md", given.subject, tables)
        if hasattr(subject, "first_page"):
            report.put_into(report.ROOT / "README.md", given.subject, subject.first_page(measured))
    if given.draw:
        if not hasattr(subject, "draw"):
            sys.exit(f"{given.subject} has no pictures")
        subject.draw(measured, given.draw)


if __name__ == "__main__":
    main()
