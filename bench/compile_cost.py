"""What the umbrella costs to compile: beside <string> + <span> + <optional>, and by header; and what a
program costs that uses it, or the bulk engine, in seconds of the compiler and bytes of text.

    python bench/compile_cost.py [--pairs N] [--markdown] [COMPILER ...]

Headers are compiled in turn, -O0, to an object file that is thrown away; a ratio is the median of the
ratios of the pairs. Programs are compiled and linked once, -O2. CPU time of the compiler counts.
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


def cpu_seconds_of(command: list[str | pathlib.Path]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def cpu_seconds(compiler: str, folder: pathlib.Path, headers: list[str]) -> float:
    source = folder / "include.cpp"
    source.write_text("".join(f"#include <{header}>\n" for header in headers))
    command = [compiler, "-std=c++20", "-O0", "-I", ROOT / "include", "-c", source]
    return cpu_seconds_of([*command, "-o", folder / "include.o"])


def program_cost(compiler: str, header: str) -> tuple[float, int]:
    """Seconds to compile and link the program of a header, and the bytes of its text."""
    with tempfile.TemporaryDirectory() as name:
        source, program = pathlib.Path(name, "program.cpp"), pathlib.Path(name, "program")
        source.write_text(PROGRAMS[header])
        flags = ["-std=c++20", "-O2", "-pthread", "-I", ROOT / "include"]
        seconds = cpu_seconds_of([compiler, *flags, source, "-o", program])
        sizes = subprocess.run(["size", program], check=True, capture_output=True, text=True).stdout
    return seconds, int(sizes.splitlines()[1].split()[0])


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
    for header in PROGRAMS:
        for compiler in here:
            seconds, text = program_cost(compiler, header)
            print(f"{compiler}: a program of <{header}>, -O2: {seconds:.1f} s, {text / 1000:.0f} kB of text")
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
