"""Every available kernel of the bulk engine, by name, against the scalar core.

The programs are tests/hardening/bulk/*.cpp. They print the number of rows compared on each kernel, name the
unavailable kernels, and fail if an available one was given no rows. NEON runs under qemu-user.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "tests" / "hardening" / "bulk"

NAMES = {"automatic", "portable", "sse2", "neon", "sha_ni", "avx2", "avx512"}
ARM = "aarch64-linux-gnu-g++"


def pytest_generate_tests(metafunc):
    """Parametrizes `program` with the test program of every build that has it."""
    if "program" in metafunc.fixturenames:
        name = metafunc.function.program
        found = [ROOT / build / "tests" / name for build in metafunc.config.getoption("build")]
        found = [program for program in found if program.exists()]
        metafunc.parametrize("program", found, ids=[program.parts[-3] for program in found])


def of_builds(name):
    def mark(test):
        test.program = name
        return test

    return mark


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    print(done.stdout[-10000:], done.stderr[-10000:])
    return done


def cases(printed: str) -> dict[str, int]:
    """The number of rows of each kernel; the others must be named as skipped."""
    found = {name: int(n) for name, n in re.findall(r"^kernel (\w+): (\d+) cases$", printed, re.MULTILINE)}
    skipped = set(re.findall(r"^skipped: kernel (\w+) ", printed, re.MULTILINE))
    assert set(found) | skipped == NAMES and not set(found) & skipped
    assert {"automatic", "portable"} <= set(found)
    return found


def counted(printed: str) -> str:
    return ", ".join(f"{name} {n:,}" for name, n in cases(printed).items()) + " rows"


@of_builds("bulk_kernels")
def test_every_kernel_agrees_with_scalar_core(program, record_property):
    done = run(program)
    assert done.returncode == 0
    assert all(n > 200_000 for n in cases(done.stdout).values())
    record_property(f"kernels, {program.parts[-3]}", counted(done.stdout))


@of_builds("bulk_random_rows")
@pytest.mark.parametrize(
    "rows, seed",
    [pytest.param(300_000, 1, id="300k"), pytest.param(10_000_000, 2, id="10M", marks=pytest.mark.matrix)],
)
def test_random_rows_agree_with_scalar_core(program, rows, seed, record_property):
    build = program.parts[-3]
    if "checked" in build:  # sanitisers look at what is done, not at how many times
        rows //= 10
    done = run(program, str(rows), str(seed))
    assert done.returncode == 0
    assert int(re.search(r"^(\d+) rows in \d+ tables", done.stdout, re.MULTILINE)[1]) == rows
    assert all(n > rows for n in cases(done.stdout).values())
    record_property(f"random rows, {build}", f"{rows:,} by {len(cases(done.stdout))} kernels, 0 differences")


@of_builds("bulk_threads")
def test_threads_and_forks_give_same_results(program):
    assert run(program).returncode == 0


def compile_(compiler, flags, sources, binary):
    done = run(
        *[compiler, "-std=c++20", *flags.split(), f"-I{ROOT / 'include'}", f"-I{ROOT / 'tests'}", "-pthread"],
        *[HERE / f"{source}.cpp" for source in sources],
        *["-o", binary],
    )
    assert done.returncode == 0


@pytest.mark.slow
def test_neon_agrees_with_scalar_core_under_qemu(tmp_path, record_property):
    for tool in (ARM, "qemu-aarch64"):
        if shutil.which(tool) is None:
            pytest.skip(f"kernel neon: {tool} is not installed")
    binary = tmp_path / "kernels"
    compile_(ARM, "-O1 -static", ["kernels", "engine"], binary)
    done = run("qemu-aarch64", binary, "--brief")
    assert done.returncode == 0
    assert set(cases(done.stdout)) == {"automatic", "portable", "neon"}
    assert cases(done.stdout)["neon"] > 50_000
    record_property("kernels, aarch64 under qemu-user", counted(done.stdout))


@pytest.mark.matrix
@pytest.mark.parametrize("compiler", ["g++", "clang++"])
def test_threads_do_not_race(tmp_path, compiler):
    binary = tmp_path / "threads"
    compile_(compiler, "-O1 -g -fsanitize=thread", ["threads", "engine"], binary)
    done = run(binary, "--without-fork")
    assert done.returncode == 0 and "WARNING: ThreadSanitizer" not in done.stderr
