"""What the umbrella costs to compile: beside <string> + <span> + <optional>, and by header.

    python bench/compile_cost.py [--pairs N] [--markdown] [COMPILER ...]

Compiled in turn, -O0, to an object file that is thrown away; a ratio is the median of the ratios of
the pairs. CPU time of the compiler counts.
"""

import argparse
import pathlib
import resource
import shutil
import statistics
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMPILERS = ("g++", "clang++")
BASE = ["string", "span", "optional"]
DUE = 1.3


def cpu_seconds(compiler: str, folder: pathlib.Path, headers: list[str]) -> float:
    source = folder / "include.cpp"
    source.write_text("".join(f"#include <{header}>\n" for header in headers))
    command = [compiler, "-std=c++20", "-O0", "-I", ROOT / "include", "-c", source]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*command, "-o", folder / "include.o"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def ratio(compiler: str, headers: list[str], base: list[str], pairs: int) -> tuple[float, float]:
    """The median ratio, and the median difference in milliseconds."""
    ratios, differences = [], []
    with tempfile.TemporaryDirectory() as name:
        for _ in range(pairs):
            of = cpu_seconds(compiler, pathlib.Path(name), headers)
            beside = cpu_seconds(compiler, pathlib.Path(name), base)
            ratios.append(of / beside)
            differences.append(1000 * (of - beside))
    return statistics.median(ratios), statistics.median(differences)


def public_headers() -> list[str]:
    folder = ROOT / "include" / "otpp"
    found = [*folder.glob("*.hpp"), *folder.glob("hash/*.hpp"), *folder.glob("uri/*.hpp")]
    return sorted(f"otpp/{path.relative_to(folder)}" for path in found)


def report(pairs: int, markdown: bool, compilers: tuple[str, ...] = COMPILERS) -> None:
    here = [compiler for compiler in compilers if shutil.which(compiler)]
    for compiler in here:
        by, more = ratio(compiler, ["otpp/otpp.hpp"], BASE, pairs)
        print(
            f"{compiler}: <otpp/otpp.hpp> costs {by:.2f} × <string> + <span> + <optional> "
            f"({more:+.0f} ms); due {DUE:g}: {'met' if by <= DUE else 'NOT MET'}"
        )
    print()
    print("each header after <string>, <span> and <optional>, in ms more than these:")
    if markdown:
        print("\n| header | " + " | ".join(here) + " |\n| --- |" + " ---: |" * len(here))
    for header in public_headers():
        more = [ratio(c, BASE + [header], BASE, max(3, pairs // 3))[1] for c in here]
        cells = [f"{ms:.0f}" for ms in more]
        if markdown:
            print(f"| {header} | " + " | ".join(cells) + " |")
        else:
            print(header.ljust(28) + "".join(cell.rjust(8) for cell in cells))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("compiler", nargs="*", default=list(COMPILERS))
    parser.add_argument("--pairs", type=int, default=15)
    parser.add_argument("--markdown", action="store_true")
    given = parser.parse_args()
    report(given.pairs, given.markdown, tuple(given.compiler))


if __name__ == "__main__":
    main()
