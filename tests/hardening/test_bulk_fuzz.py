"""Tables of any shape and content, by every kernel against the scalar core: tests/hardening/fuzz/bulk.cpp.

Five seconds; OTPP_FUZZ_SECONDS=600 takes longer. Apart from test_fuzz.py, since the kernels take long
to compile: they are those of clang's checked build, if it is there.
"""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def compile_(source, flags, out):
    done = subprocess.run(
        ["clang++", "-std=c++20", "-O1", "-gline-tables-only", f"-fsanitize={flags}", f"-I{ROOT / 'include'}"]
        + [f"-I{ROOT / 'tests'}", "-c", ROOT / "tests/hardening" / source, "-o", out],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def fuzz(folder, engine):
    target, binary, found = folder / "bulk.o", folder / "bulk", folder / "found"
    compile_("fuzz/bulk.cpp", "fuzzer,address", target)
    linked = subprocess.run(
        ["clang++", "-fsanitize=fuzzer,address,undefined", "-pthread", target, engine, "-o", binary],
        capture_output=True,
        text=True,
    )
    assert linked.returncode == 0, linked.stderr
    found.mkdir()
    done = subprocess.run(
        [binary, f"-max_total_time={os.environ.get('OTPP_FUZZ_SECONDS', '5')}", "-timeout=20"]
        + ["-max_len=4096", "-print_final_stats=1", f"-artifact_prefix={folder}/"]
        + [found, ROOT / "tests/hardening/fuzz/corpus/bulk"],
        capture_output=True,
        text=True,
    )
    print(done.stdout[-3000:], done.stderr[-6000:])
    return done


@pytest.fixture(scope="module")
def engine(request, tmp_path_factory):
    """The kernels of the tree as it is: faults in the headers above them leave them alone."""
    for build in map(Path, request.config.getoption("build")):
        library = ROOT / build / "tests/libbulk_engine.a"
        if "clang" in build.name and "checked" in build.name and library.exists():
            return library
    out = tmp_path_factory.mktemp("engine") / "engine.o"
    compile_("bulk/engine.cpp", "fuzzer-no-link,address", out)
    return out


@pytest.mark.slow
def test_any_table(tmp_path, engine, record_property):
    done = fuzz(tmp_path, engine)
    assert done.returncode == 0
    runs = int(re.search(r"^Done (\d+) runs", done.stderr, re.MULTILINE)[1])
    assert runs > 200
    record_property("fuzzed tables of the bulk engine", f"{runs:,}")
