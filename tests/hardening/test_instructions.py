"""Gates on speed that repeat to the digit: callgrind counts the instructions of a call, or of the bulk
engine for a row.

tests/hardening/instructions/baseline.toml holds the counts, by the rules of baseline.py. Renew it, with a reason in
the commit, on each Debian that it holds a compiler of, by

    python tests/hardening/test_instructions.py --renew
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import pytest
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "hardening"))

import baseline  # noqa: E402
from engine import ONLY_SHA1, OPTIMISED, SUPPORT, compile_engine, shared_folder  # noqa: E402

PROGRAMS = ROOT / "tests" / "hardening" / "instructions"
BASELINE = PROGRAMS / "baseline.toml"
COMPILERS = ("g++", "clang++")
G_PLUS_PLUS_USUALLY = ("g++", pytest.param("clang++", marks=pytest.mark.matrix))
SUBJECTS = ("prepared_at", "cold_match")
BULK_KERNELS = ("portable", "avx2")  # of what valgrind knows
BULK_CALLS = ("passcodes_prepared", "match_prepared", "match_cold")  # in the order of bulk.cpp
BULK_ROWS = (256, 768)  # whole blocks: the difference is a row's share of them
RENEW = "python tests/hardening/test_instructions.py --renew"


def compile_subject(compiler: str, subject: str, folder: pathlib.Path) -> pathlib.Path:
    program = folder / f"{subject}-{compiler}"
    source = PROGRAMS / f"{subject}.cpp"
    command = [compiler, "-std=c++20", "-O2", "-I", ROOT / "include", source, "-o", program]
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
    assert found and int(found[1]) > 0, f"nothing was counted:\n{done.stderr}"
    return int(found[1])


def instructions_of_a_call(compiler: str, subject: str, folder: pathlib.Path) -> int:
    program = compile_subject(compiler, subject, folder)
    few, many = 10, 110
    # The difference: what only the first call does (and the checked call at the end) drops out.
    each, rest = divmod(count(program, many) - count(program, few), many - few)
    assert rest == 0, "the calls differ: the count depends on the values"
    return each


def compile_bulk(compiler: str, folder: pathlib.Path, engines: pathlib.Path) -> pathlib.Path:
    program = folder / f"bulk-{compiler}"
    # g++'s whole engine is compiled anyway: other tests look at it as well
    flags = OPTIMISED if compiler == "g++" else f"-O2 {ONLY_SHA1}"
    engine = compile_engine(engines, compiler, flags)
    places = ["-I", ROOT / "include", "-I", SUPPORT]
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
    dumps = len(list(out.parent.glob(f"{out.name}.*")))
    assert dumps >= 2 * len(BULK_CALLS), f"{dumps} calls of `counted` were seen:\n{done.stderr}"
    totals = []
    for dump in range(1, 2 * len(BULK_CALLS) + 1):
        found = re.search(r"^totals: (\d+)$", pathlib.Path(f"{out}.{dump}").read_text(), re.MULTILINE)
        totals.append(int(found[1]))
    few, many = totals[: len(BULK_CALLS)], totals[len(BULK_CALLS) :]
    return {
        call: round((b - a) / (BULK_ROWS[1] - BULK_ROWS[0]), 1)
        for call, a, b in zip(BULK_CALLS, few, many, strict=True)
    }


def instructions_of_rows(compiler: str, folder: pathlib.Path, engines: pathlib.Path) -> dict[str, float]:
    program = compile_bulk(compiler, folder, engines)
    return {
        f"bulk_{kernel}_{call}": counted
        for kernel in BULK_KERNELS
        for call, counted in instructions_of_a_row(program, kernel).items()
    }


def check(compiler: str, counted: dict[str, float]) -> None:
    if found := baseline.faults(BASELINE, compiler, baseline.version(compiler), counted, RENEW):
        pytest.fail(f"{compiler}:\n" + "\n".join(found), pytrace=False)


@pytest.mark.slow
@pytest.mark.parametrize("compiler", COMPILERS)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_instructions(compiler, subject, tmp_path):
    if not shutil.which(compiler):
        pytest.skip(f"{compiler} is not installed")
    counted = {subject: instructions_of_a_call(compiler, subject, tmp_path)}
    print(f"{compiler}: {counted} instructions a call")
    check(compiler, counted)


@pytest.mark.slow
@pytest.mark.parametrize("compiler", G_PLUS_PLUS_USUALLY)
def test_instructions_of_bulk_rows(compiler, tmp_path, tmp_path_factory):
    if not shutil.which(compiler):
        pytest.skip(f"{compiler} is not installed")
    check(compiler, instructions_of_rows(compiler, tmp_path, shared_folder(tmp_path_factory)))


def test_every_version_holds_what_is_counted():
    rows = {f"bulk_{kernel}_{call}" for kernel in BULK_KERNELS for call in BULK_CALLS}
    assert all(names == rows | set(SUBJECTS) for names in baseline.names(BASELINE))


HELD = """
["g++ 1"]
compiler = "g++"
at = 100
"avx2 step" = {all = 10, vector = 8}
["g++ 2"]
compiler = "g++"
at = 200
"avx2 step" = {all = 20, vector = 8}
["clang++ 1"]
compiler = "clang++"
at = 1000
"avx2 step" = {all = 1000, vector = 8}
"""


@pytest.mark.parametrize(
    "version, counted, found",
    [
        ("g++ 1", {"at": 101}, []),
        ("g++ 1", {"at": 99}, []),
        ("g++ 1", {"at": 102}, ["at: slower: 100 -> 102"]),
        ("g++ 1", {"at": 98}, ["at: faster: 100 -> 98"]),
        ("g++ 1", {"avx2 step": {"all": 20, "vector": 8}}, ["avx2 step, all: slower: 10 -> 20"]),
        ("g++ 1", {"at": 100, "match": 1}, ["held.toml has no match"]),
        ("g++ 3", {"at": 250, "avx2 step": {"all": 1, "vector": 8}}, []),
        ("g++ 3", {"at": 251}, ["at: slower than with any version that is held: 200 -> 251"]),
    ],
)
@pytest.mark.filterwarnings("ignore:held.toml has no g")
def test_counts_are_judged_by_the_version_of_the_compiler(version, counted, found, tmp_path):
    held = tmp_path / "held.toml"
    held.write_text(HELD)
    faults = baseline.faults(held, "g++", version, counted, "RENEW")
    assert len(faults) == len(found) and all(map(str.startswith, faults, found)), faults


def test_a_renewal_keeps_the_other_versions(tmp_path):
    held = tmp_path / "held.toml"
    held.write_text(HELD)
    before = tomllib.loads(HELD)
    baseline.renew(held, ["counts"], {"g++": {"at": 7, "avx2 step": {"all": 5}}})
    renewed = {"compiler": "g++", "at": 7, "avx2 step": {"all": 5}}
    assert tomllib.loads(held.read_text()) == before | {baseline.version("g++"): renewed}


def renew() -> None:
    counted = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for compiler in COMPILERS:
            counted[compiler] = {s: instructions_of_a_call(compiler, s, folder) for s in SUBJECTS}
            counted[compiler] |= instructions_of_rows(compiler, folder, folder)
    head = [
        "Instructions of one call on the portable path, or of the bulk engine for a row (bulk_), by",
        "callgrind; -std=c++20 -O2. Not edited by hand:",
        f"  {RENEW}",
    ]
    baseline.renew(BASELINE, head, counted)


if __name__ == "__main__":
    if sys.argv[1:] != ["--renew"]:
        sys.exit(__doc__)
    renew()
