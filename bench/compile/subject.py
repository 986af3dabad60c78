"""What the umbrella header costs to compile, beside <string>, <span> and <optional>, and by header; and what a
program that uses it, or the bulk engine, costs in seconds of the compiler and bytes of text.

Headers are compiled in turn at -O0; programs are compiled and linked once at -O2. CPU time counts.
"""

import argparse
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile

from bench.harness import marks
from bench.harness import report as reports
from bench.harness.rounds import interleaved, process

ROUNDS = 15
COMPILERS = ("g++", "clang++")
BASE = ["string", "span", "optional"]
UMBRELLA = "otpp/otpp.hpp"

PROGRAMS = {
    "otpp/otpp.hpp": """
#include <otpp/otpp.hpp>
int main(int argc, char** argv)
{
    auto const secret = otpp::secret::from_base32(argv[1]);
    if (!secret) return 2;
    otpp::totp const totp{*secret};
    otpp::unix_time const now{argc};
    return totp.match(argv[2], now) || totp.at(now) == argv[3];
}
""",
    "otpp/bulk.hpp": """
#include <otpp/bulk.hpp>
int main(int argc, char** argv)
{
    std::vector<unsigned char> const keys(20 * static_cast<std::size_t>(argc), argv[0][0]);
    otpp::bulk::key_rows const rows{keys, 20};
    otpp::bulk::key_set set;
    set.append(rows);
    std::vector<std::uint32_t> codes(set.size());
    std::vector<std::int8_t> drifts(set.size());
    otpp::unix_time const now{argc};
    return otpp::bulk::passcodes(set, now, codes).has_value() +
           otpp::bulk::match(set, codes, now, {}, drifts).has_value() +
           otpp::bulk::passcodes(rows, {}, now, codes).has_value() +
           otpp::bulk::match(rows, {}, codes, now, {}, drifts).has_value();
}
""",
}


def header_cost(compiler: str, headers: list[str], folder: pathlib.Path) -> float:
    """Milliseconds to compile a file that includes the headers."""
    source = folder / "include.cpp"
    source.write_text("".join(f"#include <{header}>\n" for header in headers))
    options = ["-std=c++20", "-O0", "-I", reports.ROOT / "include", "-c", source, "-o", folder / "include.o"]
    return process([compiler, *options]).cpu


def program_cost(compiler: str, header: str) -> tuple[float, int]:
    """Seconds to compile and link the program of a header, and the bytes of its text."""
    with tempfile.TemporaryDirectory() as name:
        source, program = pathlib.Path(name, "program.cpp"), pathlib.Path(name, "program")
        source.write_text(PROGRAMS[header])
        options = ["-std=c++20", "-O2", "-pthread", "-I", reports.ROOT / "include"]
        milliseconds = process([compiler, *options, source, "-o", program]).cpu
        sizes = subprocess.run(["size", program], check=True, capture_output=True, text=True).stdout
    return milliseconds / 1000, int(sizes.splitlines()[1].split()[0])


def public_headers() -> list[str]:
    folder = reports.ROOT / "include" / "otpp"
    found = [*folder.glob("*.hpp"), *folder.glob("hash/*.hpp"), *folder.glob("uri/*.hpp")]
    return sorted(f"otpp/{path.relative_to(folder)}" for path in found)


def measure(given: argparse.Namespace) -> dict:
    compilers = [compiler for compiler in COMPILERS if shutil.which(compiler)]
    headers = [header for header in public_headers() if re.search(given.pattern, header)]
    known = reports.context(given.rounds) | {"compilers": compilers}
    measured: dict = {"context": known, "headers": {}, "programs": {}}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for compiler in compilers:
            included = {"base": BASE, "umbrella": [UMBRELLA]} | {header: [*BASE, header] for header in headers}
            timers = {name: lambda of=of: header_cost(compiler, of, folder) for name, of in included.items()}
            measured["headers"][compiler] = interleaved(timers, given.rounds)
            measured["programs"][compiler] = {header: program_cost(compiler, header) for header in PROGRAMS}
    return measured


def report(measured: dict) -> str:
    known = measured["context"]
    compilers = known["compilers"]

    def over_base(compiler: str, header: str) -> float:
        taken = measured["headers"][compiler]
        return statistics.median(own - base for own, base in zip(taken[header], taken["base"], strict=True))

    umbrella, programs = [], []
    for compiler in compilers:
        taken = measured["headers"][compiler]
        by = statistics.median(own / base for own, base in zip(taken["umbrella"], taken["base"], strict=True))
        mark, _, verdict = marks.judge("compile", UMBRELLA, compiler, by, known["kind"])
        umbrella.append([compiler, f"{by:.2f}", f"{over_base(compiler, 'umbrella'):+.0f}", mark, verdict])
        for header, (seconds, text) in measured["programs"][compiler].items():
            programs.append([f"{compiler}, <{header}>", f"{seconds:.1f}", f"{text / 1000:.0f}"])
    headers = []
    for header in measured["headers"][compilers[0]] if compilers else ():
        if header not in ("base", "umbrella"):
            headers.append([header, *(f"{over_base(compiler, header):.0f}" for compiler in compilers)])
    return "\n\n".join(
        [
            reports.conditions(known),
            "`<otpp/otpp.hpp>` beside `<string>`, `<span>` and `<optional>`:",
            reports.table(["compiler", "ratio", "ms more", "mark", ""], umbrella),
            reports.table(["a program, -O2", "s", "kB of text"], programs),
            "Each header after these three, in ms more:",
            reports.table(["header", *compilers], headers),
        ]
    )
