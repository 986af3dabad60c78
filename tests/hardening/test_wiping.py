"""What the library held is not left in memory (SECURITY.md, S18).

The programs of tests/hardening/wiping take keys through every path of the library and then search all the
writable memory of their process for the keys, their pads, the prepared states and the digests.
"""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "hardening"))

from engine import ONLY_SHA1, OPTIMISED, SUPPORT, compile_engine, shared_folder  # noqa: E402

HERE = ROOT / "tests" / "hardening" / "wiping"

PROGRAMS = ("secrets", "hmacs", "generators", "accounts", "server", "provisioning")
USUAL = (("g++", "-O0"), ("g++", "-O2"), ("clang++", "-O2"))
MATRIX = (
    ("g++", "-O1"),
    ("g++", "-O3"),
    ("g++", "-O2 -flto"),
    ("clang++", "-O0"),
    ("clang++", "-O3"),
    ("clang++", "-O2 -flto -fuse-ld=gold"),
)

# The bulk engine takes longer to compile, and g++'s is compiled anyway.
BULK_USUAL = (("g++", OPTIMISED), ("g++", f"-O0 {ONLY_SHA1}"))
BULK_MATRIX = (("g++", "-O0"), *MATRIX, ("clang++", "-O2"))
BULK_ROWS, MANY_ROWS = 20_000, 1_000_000


class Found(NamedTuple):
    path: str
    needles: int
    scanned: int
    finds: int


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    """A folder with the compiled search and the listing of what is sought."""
    folder = tmp_path_factory.mktemp("wiping")
    spec = importlib.util.spec_from_file_location("needles", HERE / "needles.py")
    needles = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(needles)
    (folder / "listing").write_text(needles.listing(seed=20240229))
    for rows in (BULK_ROWS, MANY_ROWS):
        (folder / f"bulk-{rows}").write_text(needles.bulk_listing(20240229, rows))
    compile_(["g++", "-std=c++20", "-O2", "-c", HERE / "harness.cpp", "-o", folder / "harness.o"])
    return folder


def compile_(command):
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def search(scratch, program, compiler, flags) -> list[Found]:
    binary = scratch / "program"
    # Bound at the start: a function that is bound at its first call saves all vector registers on
    # the stack, and with them the last thing that was copied.
    compile_(
        [compiler, "-std=c++20", *flags.split(), f"-I{ROOT / 'include'}", HERE / f"{program}.cpp"]
        + [scratch / "harness.o", "-Wl,-z,now", "-o", binary]
    )
    return run(binary, scratch / "listing")


def search_bulk(scratch, engines, compiler, flags, rows=BULK_ROWS) -> list[Found]:
    binary, paths = scratch / "bulk", scratch / "bulk.o"
    engine = compile_engine(engines, compiler, flags)
    # The paths themselves without link-time optimisation, whose form of them clang 14 cannot read again.
    own = [flag for flag in flags.split() if flag.startswith(("-O", "-D"))]
    compile_(
        [compiler, "-std=c++20", *own, f"-I{ROOT / 'include'}", f"-I{SUPPORT}", "-c", HERE / "bulk.cpp", "-o", paths]
    )
    compile_(
        [compiler, *flags.split(), paths, engine, scratch / "harness.o"]
        + ["-pthread", "-Wl,-z,now", "-o", binary]
    )
    return run(binary, scratch / f"bulk-{rows}")


def run(binary, listing, bound=True) -> list[Found]:
    # Nor may the libraries bind theirs at the first call: see `search`.
    environment = os.environ | ({"LD_BIND_NOW": "1"} if bound else {})
    done = subprocess.run([binary, listing], capture_output=True, text=True, env=environment)
    print(done.stdout)
    assert done.returncode in (0, 1), done.stderr
    line = re.compile(r"^(\S.*): (\d+) needles, \d+ windows, (\d+) bytes, (\d+) finds$", re.MULTILINE)
    found = [Found(m[1], int(m[2]), int(m[3]), int(m[4])) for m in line.finditer(done.stdout)]
    paths = int(re.search(r"^(\d+) paths$", done.stdout, re.MULTILINE)[1])
    assert len(found) == paths >= 8, "a path did not come to its end"
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    "compiler, flags",
    [*USUAL, *(pytest.param(*each, marks=pytest.mark.matrix) for each in MATRIX)],
)
@pytest.mark.parametrize("program", PROGRAMS)
def test_nothing_is_left(scratch, program, compiler, flags):
    found = search(scratch, program, compiler, flags)
    assert all(each.needles > 500 and each.scanned > 100_000 for each in found)
    assert [each for each in found if each.finds] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "compiler, flags",
    [
        *USUAL,
        *(pytest.param(*each, marks=pytest.mark.matrix) for each in MATRIX if "-flto" not in each[1]),
        pytest.param("g++", "-O2 -DWITH_KERNELS", marks=pytest.mark.matrix),
        pytest.param("clang++", "-O2 -DWITH_KERNELS", marks=pytest.mark.matrix),
    ],
)
def test_stack_depths_cover_functions(tmp_path, compiler, flags):
    binary = tmp_path / "stack_depth"
    compile_(
        [compiler, "-std=c++20", *flags.split(), f"-I{ROOT / 'include'}"]
        + [HERE / "stack_depth.cpp", "-o", binary]
    )
    done = subprocess.run([binary], capture_output=True, text=True)
    print(done.stdout)
    assert done.returncode == 0, done.stdout
    assert len(re.findall(r"^.+ \d+ of +\d+$", done.stdout, re.MULTILINE)) >= 30


@pytest.mark.slow
@pytest.mark.parametrize(
    "compiler, flags",
    [*BULK_USUAL, *(pytest.param(*each, marks=pytest.mark.matrix) for each in BULK_MATRIX)],
)
def test_nothing_is_left_by_the_bulk_engine(scratch, tmp_path_factory, compiler, flags):
    found = search_bulk(scratch, shared_folder(tmp_path_factory), compiler, flags)
    assert all(each.needles > 1000 and each.scanned > 1_000_000 for each in found)
    assert [each for each in found if each.finds] == []


@pytest.mark.slow
@pytest.mark.matrix
def test_nothing_is_left_of_a_million_keys(scratch, tmp_path_factory, record_property):
    found = search_bulk(scratch, shared_folder(tmp_path_factory), "g++", OPTIMISED, MANY_ROWS)
    (of_many,) = (each for each in found if each.path == "key_set: of many keys")
    assert of_many.scanned > 40 * MANY_ROWS  # what the set had stays with the process
    assert [each for each in found if each.finds] == []
    record_property("bytes searched after a set of 1,000,000 keys", of_many.scanned)
