"""Gates on speed that repeat to the digit: callgrind counts the instructions of a call, or of the bulk
engine for a row.

More than 1 % above tests/hardening/instructions/baseline.toml fails; more than 1 % below asks for a new baseline,
so that what was gained is held from then on. Renew it, with a reason in the commit, by

    python tests/hardening/test_instructions.py --renew

A count holds for one compiler only: with another version it is reported and not judged.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import warnings

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "hardening"))

from engine import ONLY_SHA1, OPTIMISED, SUPPORT, compile_engine, shared_folder  # noqa: E402

PROGRAMS = ROOT / "tests" / "hardening" / "instructions"
BASELINE = PROGRAMS / "baseline.toml"
COMPILERS = ("g++", "clang++")
SUBJECTS = ("prepared_at", "cold_match")
BULK_KERNELS = ("portable", "avx2")  # of what valgrind knows
BULK_CALLS = ("passcodes_prepared", "match_prepared", "match_cold")  # in the order of bulk.cpp
BULK_ROWS = (256, 768)  # whole blocks: the difference is a row's share of them
TOLERANCE = 0.01
RENEW = "python tests/hardening/test_instructions.py --renew"


def version(compiler: str) -> str:
    shown = subprocess.run([compiler, "--version"], check=True, capture_output=True, text=True)
    return shown.stdout.splitlines()[0]


def compile_subject(
    compiler: str, subject: str, folder: pathlib.Path, include: pathlib.Path
) -> pathlib.Path:
    program = folder / f"{subject}-{compiler}"
    source = PROGRAMS / f"{subject}.cpp"
    command = [compiler, "-std=c++20", "-O2", "-I", include, source, "-o", program]
    subprocess.run(command, check=True)
    return program


def count(program: pathlib.Path, calls: int) -> int:
    """The instructions inside `counted` and what it calls, over all calls."""
    done = subprocess.run(
        [
            "valgrind",
            "--tool=callgrind",
            "--toggle-collect=counted",
            f"--callgrind-out-file={program}.out",
            program,
            str(calls),
        ],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{program.name} computes something wrong:\n{done.stderr}"
    found = re.search(r"Collected *: *(\d+)", done.stderr)
    assert found, done.stderr
    return int(found[1])


def instructions_of_a_call(
    compiler: str, subject: str, folder: pathlib.Path, include: pathlib.Path = ROOT / "include"
) -> int:
    program = compile_subject(compiler, subject, folder, include)
    few, many = 10, 110
    # The difference: what only the first call does (and the checked call at the end) drops out.
    each, rest = divmod(count(program, many) - count(program, few), many - few)
    assert rest == 0, "the calls differ: the count depends on the values"
    return each


def compile_bulk(
    compiler: str, folder: pathlib.Path, engines: pathlib.Path, include: pathlib.Path
) -> pathlib.Path:
    program = folder / f"bulk-{compiler}"
    # g++'s whole engine is compiled anyway: other tests look at it as well
    flags = OPTIMISED if compiler == "g++" else f"-O2 {ONLY_SHA1}"
    engine = compile_engine(engines, compiler, flags, include)
    places = ["-I", include, "-I", SUPPORT]
    source = PROGRAMS / "bulk.cpp"
    subprocess.run([compiler, "-std=c++20", "-O2", *places, source, engine, "-o", program], check=True)
    return program


def instructions_of_a_row(program: pathlib.Path, kernel: str) -> dict[str, float]:
    """By call: what it does for a row, to a tenth of an instruction."""
    out = program.with_name(f"{program.name}-{kernel}.out")
    done = subprocess.run(
        [
            "valgrind",
            "--tool=callgrind",
            "--toggle-collect=counted",
            "--dump-after=counted",
            f"--callgrind-out-file={out}",
            program,
            kernel,
            *map(str, BULK_ROWS),
        ],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{kernel} computes something wrong:\n{done.stderr}"
    totals = []
    for dump in range(1, 2 * len(BULK_CALLS) + 1):
        found = re.search(r"^totals: (\d+)$", pathlib.Path(f"{out}.{dump}").read_text(), re.MULTILINE)
        totals.append(int(found[1]))
    few, many = totals[: len(BULK_CALLS)], totals[len(BULK_CALLS) :]
    return {
        call: round((b - a) / (BULK_ROWS[1] - BULK_ROWS[0]), 1)
        for call, a, b in zip(BULK_CALLS, few, many, strict=True)
    }


def instructions_of_rows(
    compiler: str, folder: pathlib.Path, engines: pathlib.Path, include: pathlib.Path = ROOT / "include"
) -> dict[str, float]:
    program = compile_bulk(compiler, folder, engines, include)
    return {
        f"bulk_{kernel}_{call}": counted
        for kernel in BULK_KERNELS
        for call, counted in instructions_of_a_row(program, kernel).items()
    }


def judge(expected: float, counted: float, renew: str = RENEW) -> str:
    """What is wrong with a count, or nothing."""
    change = f"{expected} -> {counted} instructions ({counted / expected - 1:+.1%})"
    if counted > expected * (1 + TOLERANCE):
        return f"slower: {change}. If it must be, say why in the commit and run: {renew}"
    if counted < expected * (1 - TOLERANCE):
        return f"faster: {change}. So that it stays so, run: {renew}"
    return ""


@pytest.mark.slow
@pytest.mark.parametrize("compiler", COMPILERS)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_instructions(compiler, subject, tmp_path):
    if not shutil.which(compiler):
        pytest.skip(f"{compiler} is not installed")
    baseline = tomllib.loads(BASELINE.read_text())[compiler]
    counted = instructions_of_a_call(compiler, subject, tmp_path)
    fault = judge(baseline[subject], counted)
    if version(compiler) != baseline["version"]:
        warnings.warn(
            f"not judged: {subject}: {counted} with {version(compiler)}; "
            f"the baseline is {baseline[subject]} with {baseline['version']}"
        )
        return
    print(f"{subject}, {compiler}: {counted} instructions a call")
    if fault:
        pytest.fail(f"{subject}, {compiler}: {fault}", pytrace=False)


@pytest.mark.slow
@pytest.mark.parametrize("compiler", COMPILERS)
def test_instructions_of_bulk_rows(compiler, tmp_path, tmp_path_factory):
    if not shutil.which(compiler):
        pytest.skip(f"{compiler} is not installed")
    baseline = tomllib.loads(BASELINE.read_text())[compiler]
    counted = instructions_of_rows(compiler, tmp_path, shared_folder(tmp_path_factory))
    held = {name for name in baseline if name.startswith("bulk_")}
    assert counted.keys() == held, f"other rows: {RENEW}"
    faults = [f"{name}: {fault}" for name, n in counted.items() if (fault := judge(baseline[name], n))]
    if version(compiler) != baseline["version"]:
        warnings.warn(f"not judged, {version(compiler)} for {baseline['version']}: {counted}")
    elif faults:
        pytest.fail(f"{compiler}:\n" + "\n".join(faults), pytrace=False)


def renew() -> None:
    lines = [
        "# Instructions of one call on the portable path, or of the bulk engine for a row (bulk_), by",
        "# callgrind; -std=c++20 -O2. Not edited by hand:",
        f"#   {RENEW}",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for compiler in COMPILERS:
            lines += ["", f'["{compiler}"]', f'version = "{version(compiler)}"']
            for subject in SUBJECTS:
                counted = instructions_of_a_call(compiler, subject, pathlib.Path(folder))
                lines.append(f"{subject} = {counted}")
            rows = instructions_of_rows(compiler, pathlib.Path(folder), pathlib.Path(folder))
            lines += [f"{name} = {counted}" for name, counted in rows.items()]
    BASELINE.write_text("\n".join(lines) + "\n")
    print(BASELINE.read_text(), end="")


if __name__ == "__main__":
    if sys.argv[1:] != ["--renew"]:
        sys.exit(__doc__)
    renew()
