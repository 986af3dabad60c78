"""Gates on speed that repeat to the digit: callgrind counts the instructions of a call.

More than 1 % above tests/instructions/baseline.toml fails; more than 1 % below asks for a new baseline,
so that what was gained is held from then on. Renew it, with a reason in the commit, by

    python tests/project/test_instructions.py --renew

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
PROGRAMS = ROOT / "tests" / "instructions"
BASELINE = PROGRAMS / "baseline.toml"
COMPILERS = ("g++", "clang++")
SUBJECTS = ("prepared_at", "cold_match")
TOLERANCE = 0.01
RENEW = "python tests/project/test_instructions.py --renew"


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


def judge(expected: int, counted: int, renew: str = RENEW) -> str:
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


def renew() -> None:
    lines = [
        "# Instructions of one call, portable path, -std=c++20 -O2, by callgrind. Not edited by hand:",
        f"#   {RENEW}",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for compiler in COMPILERS:
            lines += ["", f'["{compiler}"]', f'version = "{version(compiler)}"']
            for subject in SUBJECTS:
                counted = instructions_of_a_call(compiler, subject, pathlib.Path(folder))
                lines.append(f"{subject} = {counted}")
    BASELINE.write_text("\n".join(lines) + "\n")
    print(BASELINE.read_text(), end="")


if __name__ == "__main__":
    if sys.argv[1:] != ["--renew"]:
        sys.exit(__doc__)
    renew()
