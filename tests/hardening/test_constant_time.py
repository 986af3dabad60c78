"""No branch, address or division depends on a secret (SECURITY.md, S19).

tests/hardening/constant_time/paths.cpp, and bulk.cpp for the bulk engine, run under valgrind with their secrets
marked undefined, so that memcheck reports what depends on them. Divisions it does not report: those are looked for in the listing.
Both are seen to find what is planted.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "hardening"))

from engine import OPTIMISED, SUPPORT, compile_engine, shared_folder  # noqa: E402

HERE = ROOT / "tests" / "hardening" / "constant_time"

COMPILERS = ["g++", pytest.param("clang++", marks=pytest.mark.matrix)]


def compile_(compiler, source, out, *flags):
    done = subprocess.run(
        [compiler, "-std=c++20", "-O2", f"-I{ROOT / 'include'}", source, "-o", out, *flags],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def reports(folder, compiler) -> tuple[int, str]:
    """How often memcheck saw something depend on a secret, and what it printed."""
    binary = folder / "paths"
    # DWARF 5 of clang is more than Debian's valgrind can read.
    compile_(compiler, HERE / "paths.cpp", binary, "-gdwarf-4")
    done = subprocess.run(
        ["valgrind", f"--suppressions={HERE / 'published.supp'}", "--num-callers=20", binary],
        capture_output=True,
        text=True,
    )
    print(done.stdout, done.stderr)
    assert done.returncode == 0
    ran = re.search(r"^(\d+) calls, valgrind (\d), SHA instructions (\d)$", done.stdout, re.MULTILINE)
    calls, under_valgrind, sha = map(int, ran.groups())
    assert calls > 200 and under_valgrind and not sha
    summary = re.search(r"ERROR SUMMARY: (\d+) errors .*suppressed: (\d+) from", done.stderr)
    assert int(summary[2]) > 0, "nothing was published: the secrets were not hidden"
    return int(summary[1]), done.stderr


def divisions(folder, compiler) -> list[str]:
    """The division instructions between a counter and a passcode."""
    listed = folder / "divisions.o"
    compile_(compiler, HERE / "divisions.cpp", listed, "-c")
    listing = subprocess.run(
        ["objdump", "-d", "--no-show-raw-insn", listed], check=True, capture_output=True, text=True
    ).stdout
    functions = re.findall(r"^[0-9a-f]+ <(\S+)>:$", listing, re.MULTILINE)
    for needed in ("at", "portable_at", "match", "scan", "passcode", "equal"):
        assert any(re.match(rf"_Z{len(needed)}{needed}", name) for name in functions), needed
    return re.findall(r"^.*\s(?:i?div[bwlq]?|v?div[sp][sd])\s.*$", listing, re.MULTILINE)


def bulk_program(folder, engine, compiler) -> Path:
    binary = folder / "bulk"
    compile_(
        compiler, HERE / "bulk.cpp", binary, "-g1", "-gdwarf-4", f"-I{SUPPORT}", engine
    )
    return binary


def bulk_reports(binary, *hashes) -> tuple[int, str]:
    """The same of the bulk engine, which publishes nothing but its results."""
    done = subprocess.run(
        ["valgrind", f"--suppressions={HERE / 'shifts.supp'}", "--num-callers=20", binary, *hashes],
        capture_output=True,
        text=True,
    )
    print(done.stdout, done.stderr)
    assert done.returncode == 0
    ran = re.search(r"^(\d+) calls, valgrind (\d), AVX2 (\d), AVX-512 (\d)$", done.stdout, re.MULTILINE)
    calls, under_valgrind, avx2, avx512 = map(int, ran.groups())
    assert calls >= 144 and under_valgrind and avx2 and not avx512
    return int(re.search(r"ERROR SUMMARY: (\d+) errors", done.stderr)[1]), done.stderr


# Of the bulk engine's functions, those that divide what is no secret: a time by the period, rows by the
# width of a kernel, rows among threads, a constant by a power of 10.
PUBLIC_DIVISIONS = ("step_at", "wide_end", "threads_for", "rows_of_a_share", "divide", "comparison")


def bulk_divisions(binary) -> list[str]:
    """The division instructions in the bulk engine, by function, but for the public ones."""
    listing = subprocess.run(
        ["objdump", "-d", "--no-show-raw-insn", binary], check=True, capture_output=True, text=True
    ).stdout
    places = re.findall(r"^\s+([0-9a-f]+):\t(?:i?div[bwlq]?|v?div[sp][sd])\s", listing, re.MULTILINE)
    assert places, "a step is divided by its period somewhere: nothing was found"
    named = subprocess.run(
        ["addr2line", "-a", "-f", "-i", "-C", "-e", binary, *places], check=True, capture_output=True, text=True
    ).stdout
    found = []
    for one in re.split(r"^0x[0-9a-f]+\n", named, flags=re.MULTILINE)[1:]:
        function, place = one.splitlines()[:2]  # the innermost of what was inlined there
        name = re.match(r"(?:.*::)?(\w+)(?:<.*>)?(?:\(.*)?$", function)
        if "/include/otpp/" in place and (name is None or name[1] not in PUBLIC_DIVISIONS):
            found.append(f"{function} at {place}")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("compiler", COMPILERS)
def test_no_branch_or_address_depends_on_a_secret(tmp_path, compiler):
    count, printed = reports(tmp_path, compiler)
    assert count == 0, printed


@pytest.mark.slow
@pytest.mark.parametrize("compiler", COMPILERS)
def test_no_division_between_a_counter_and_a_passcode(tmp_path, compiler):
    assert divisions(tmp_path, compiler) == []


@pytest.mark.slow
@pytest.mark.parametrize("compiler", COMPILERS)
def test_nothing_in_the_bulk_engine_depends_on_a_secret(tmp_path, tmp_path_factory, compiler):
    engine = compile_engine(shared_folder(tmp_path_factory), compiler, OPTIMISED)
    binary = bulk_program(tmp_path, engine, compiler)
    count, printed = bulk_reports(binary)
    assert count == 0, printed
    assert bulk_divisions(binary) == []
