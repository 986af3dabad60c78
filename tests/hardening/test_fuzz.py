"""Any bytes at all: no crash, no allocation, and the oracles of tests/hardening/fuzz hold (SECURITY.md, S25).

Five seconds a target; OTPP_FUZZ_SECONDS=600 takes longer.
"""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "tests" / "hardening" / "fuzz"
UNROLLED = ROOT / "tests" / "support" / "unrolled.txt"

TARGETS = ("base32", "uri", "passcode", "migration", "provisioning", "record")


def fuzz(target, folder):
    binary = folder / target
    done = subprocess.run(
        ["clang++", "-std=c++20", "-O1", "-gline-tables-only", "-fsanitize=fuzzer,address,undefined"]
        + ["-fno-sanitize-recover=all", f"-fsanitize-ignorelist={UNROLLED}"]
        + [f"-I{ROOT / 'include'}", HERE / f"{target}.cpp", "-o", binary],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found = folder / "found"
    found.mkdir()
    dictionary = HERE / f"{target}.dict"
    done = subprocess.run(
        [binary, f"-max_total_time={os.environ.get('OTPP_FUZZ_SECONDS', '5')}"]
        + ["-timeout=10", "-print_final_stats=1", f"-artifact_prefix={folder}/"]
        + ([f"-dict={dictionary}"] if dictionary.exists() else [])
        + [found, HERE / "corpus" / target],  # what is new goes to the first
        capture_output=True,
        text=True,
    )
    print(done.stderr[-6000:])
    return done


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS)
def test_any_input(target, tmp_path):
    done = fuzz(target, tmp_path)
    assert done.returncode == 0
    assert int(re.search(r"^Done (\d+) runs", done.stderr, re.MULTILINE)[1]) > 1000
