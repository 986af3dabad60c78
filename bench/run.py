"""Runs the benchmarks and sets each row beside its peers.

    python bench/run.py BUILD [PATTERN] [--smoke] [--markdown] [--repetitions N] [--json FILE]
    python bench/run.py BUILD --readme       put the tables of this run into README.md
    python bench/run.py BUILD compile        what the umbrella costs to compile (compile_cost.py)

BUILD is a Meson folder configured with -Dbench=enabled. All rows run interleaved in random order,
N times; a ratio is the median of the ratios of the k-th runs of both. CPU time counts, so that
what else runs on the machine counts less. PATTERN takes the comparisons whose rows match it.
"""

import argparse
import json
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
from typing import NamedTuple

import compile_cost


TABLES_BEGIN = "<!-- by run.py --readme -->"
TABLES_END = "<!-- end -->"


class Comparison(NamedTuple):
    """How many times the time of `row` its peer takes, at least, and as hoped for."""

    row: str
    peer: str
    due: float | None = None
    aim: float | None = None


def comparisons() -> list[Comparison]:
    found = [
        Comparison("code_prepared/sha1/builtin", "code_cold/sha1/liboath", 5, 8),
        Comparison("code_prepared/sha1/builtin", "code_prepared/sha1/openssl", 2),
        Comparison("code_prepared/sha1/builtin", "code_cold/sha1/openssl", 4),
        Comparison("code_cold/sha1/builtin", "code_cold/sha1/liboath", 2.5),
        Comparison("code_cold/sha1/builtin", "code_cold/sha1/openssl", 2),
        Comparison("match_cold/sha1/builtin", "match_cold/sha1/liboath", 6, 8),
        Comparison("code_prepared/sha1/portable", "code_cold/sha1/liboath", 2),
        Comparison("code_cold/sha1/portable", "code_cold/sha1/liboath", 1.2),
        # without a due
        Comparison("match_cold_right/sha1/builtin", "match_cold_right/sha1/liboath"),
        Comparison("match_prepared/sha1/builtin", "match_prepared/sha1/openssl"),
        Comparison("match_cold/sha1/builtin", "match_cold/sha1/openssl"),
        Comparison("match_cold/sha1/portable", "match_cold/sha1/liboath"),
    ]
    for algorithm in ("sha256", "sha512"):
        for what in ("code_prepared", "code_cold", "match_prepared", "match_cold"):
            cold = what.replace("prepared", "cold")
            found.append(Comparison(f"{what}/{algorithm}/builtin", f"{cold}/{algorithm}/liboath"))
            found.append(Comparison(f"{what}/{algorithm}/builtin", f"{what}/{algorithm}/openssl"))
    for algorithm in ("sha1", "sha256", "sha512"):
        for what in ("code_prepared", "code_cold", "match_prepared", "match_cold"):
            end = f"{what}/{algorithm}"
            found.append(Comparison(f"{end}/builtin", f"{end}/cryptopp_hmac"))
            found.append(Comparison(f"{end}/cryptopp", f"{end}/cryptopp_hmac"))
    for what in ("base32_encode", "base32_decode"):
        found.append(Comparison(f"{what}/20_bytes/otpp", f"{what}/20_bytes/liboath"))
    return found


def measure(build: pathlib.Path, pattern: str, repetitions: int, min_time: float) -> dict:
    """The JSON of one run of the program; it fails where a row computes something wrong."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "out.json"
        done = subprocess.run(
            [
                build / "bench" / "bench",
                f"--benchmark_filter={pattern}",
                f"--benchmark_repetitions={repetitions}",
                f"--benchmark_min_time={min_time}",
                "--benchmark_enable_random_interleaving=true",
                f"--benchmark_out={out}",
                "--benchmark_out_format=json",
            ],
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            sys.exit(done.stderr)
        return json.loads(out.read_text())


def times(measured: dict) -> dict[str, list[float]]:
    """Nanoseconds of CPU time an operation, by row, in the order of the repetitions."""
    found: dict[str, list[tuple[int, float]]] = {}
    for run in measured["benchmarks"]:
        if run["run_type"] == "iteration":
            found.setdefault(run["run_name"], []).append(
                (run.get("repetition_index", 0), run["cpu_time"])
            )
    return {name: [time for _, time in sorted(runs)] for name, runs in found.items()}


def ratio(of: dict[str, list[float]], row: str, peer: str) -> float:
    return statistics.median(p / r for r, p in zip(of[row], of[peer], strict=True))


def verdict(compared: Comparison, measured: float) -> str:
    if compared.due is None:
        return ""
    if measured < compared.due:
        return "NOT MET"
    if compared.aim is not None:
        return "met, and the aim" if measured >= compared.aim else "met, not the aim"
    return "met"


def table(head: list[str], rows: list[list[str]], markdown: bool) -> str:
    if markdown:
        lines = [head, ["---"] + ["---:"] * (len(head) - 1)] + rows
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)
    widths = [max(len(line[i]) for line in [head] + rows) for i in range(len(head))]
    return "\n".join(
        "  ".join(
            [line[0].ljust(widths[0])] + [cell.rjust(w) for cell, w in zip(line[1:], widths[1:])]
        ).rstrip()
        for line in [head] + rows
    )


def processor() -> str:
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown processor"


def report(measured: dict, wanted: re.Pattern, markdown: bool) -> str:
    taken = times(measured)
    rows, skipped = [], []
    for compared in comparisons():
        if not (wanted.search(compared.row) or wanted.search(compared.peer)):
            continue
        if compared.row not in taken or compared.peer not in taken:
            skipped.append(f"skipped: {compared.row} beside {compared.peer}: not in this build")
            continue
        by = ratio(taken, compared.row, compared.peer)
        rows.append(
            [
                compared.row,
                compared.peer,
                f"{statistics.median(taken[compared.row]):.1f}",
                f"{statistics.median(taken[compared.peer]):.1f}",
                f"{by:.2f}",
                f"{compared.due:g}" if compared.due else "",
                f"{compared.aim:g}" if compared.aim else "",
                verdict(compared, by),
            ]
        )
    context = measured["context"]
    repetitions = max(len(runs) for runs in taken.values())
    parts = [
        f"{processor()}, {context['num_cpus']} CPUs, compiler {context['compiler']}, "
        f"SHA instructions: {context['sha_instructions']}; {repetitions} repetitions, interleaved; "
        f"{context['rows_checked']} rows checked against a second implementation."
    ]
    if rows:
        head = ["row", "beside", "ns", "its ns", "times", "due", "aim", ""]
        parts.append(table(head, rows, markdown))
    parts.append(
        table(
            ["every row", "ns, median", "lowest", "highest"],
            [
                [name] + [f"{f(taken[name]):.1f}" for f in (statistics.median, min, max)]
                for name in sorted(taken)
                if wanted.search(name)
            ],
            markdown,
        )
    )
    return "\n\n".join(parts) + "".join("\n" + line for line in skipped)


def put_into_readme(
    begin: str, end: str, tables: str, readme: pathlib.Path = pathlib.Path(__file__).with_name("README.md")
) -> None:
    """Between two markers, which stay."""
    before, rest = readme.read_text().split(begin)
    after = rest.split(end)[1]
    readme.write_text(f"{before}{begin}\n{tables}\n{end}{after}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("pattern", nargs="?", default=".")
    parser.add_argument("--smoke", action="store_true", help="each row once, for an instant")
    parser.add_argument("--markdown", action="store_true", help="tables for README.md")
    parser.add_argument("--readme", action="store_true", help="put them there")
    parser.add_argument("--repetitions", type=int, default=21)
    parser.add_argument("--json", type=pathlib.Path, help="default: BUILD/bench/results.json")
    given = parser.parse_args()

    if given.pattern == "compile":
        compile_cost.report(pairs=2 if given.smoke else 15, markdown=given.markdown)
        return
    wanted = re.compile(given.pattern)
    # The peers of the rows that are wanted run too, whatever they are called.
    names = {
        name
        for compared in comparisons()
        if wanted.search(compared.row) or wanted.search(compared.peer)
        for name in (compared.row, compared.peer)
    }
    run = "|".join([given.pattern] + sorted(f"^{name}$" for name in names))
    if given.pattern == ".":
        run = "."
    repetitions, min_time = (1, 1e-6) if given.smoke else (given.repetitions, 0.01)
    measured = measure(given.build, run, repetitions, min_time)
    (given.json or given.build / "bench" / "results.json").write_text(json.dumps(measured, indent=1))
    tables = report(measured, wanted, given.markdown or given.readme)
    print(tables)
    if given.readme:
        put_into_readme(TABLES_BEGIN, TABLES_END, tables)


if __name__ == "__main__":
    main()
