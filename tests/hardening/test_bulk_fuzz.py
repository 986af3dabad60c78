"""Tables of any shape and content, by every kernel against the scalar core: tests/hardening/fuzz/bulk.cpp.

It runs for five seconds, or for OTPP_FUZZ_SECONDS. It is separate from test_fuzz.py since the kernels take
long to compile: those of clang's checked build are used if it exists.
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
    """The kernels of the unchanged tree: faults planted in other headers do not affect them."""
    for build in map(Path, request.config.getoption("build")):
        library = ROOT / build / "tests/libbulk_engine.a"
        if "clang" in build.name and "checked" in build.name and library.exists():
            return library
    out = tmp_path_factory.mktemp("engine") / "engine.o"
    compile_("bulk/engine.cpp", "fuzzer-no-link,address", out)
    return out


@pytest.mark.slow
def test_fuzzed_tables_agree_with_scalar_core(tmp_path, engine, record_property):
    done = fuzz(tmp_path, engine)
    assert done.returncode == 0
    runs = int(re.search(r"^Done (\d+) runs", done.stderr, re.MULTILINE)[1])
    assert runs > 200
    record_property("fuzzed tables of the bulk engine", f"{runs:,}")
