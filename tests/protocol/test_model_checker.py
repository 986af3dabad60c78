"""Every interleaving of small scenarios of the verification protocol (SECURITY.md, S1-S12).

tests/protocol/model_checker.cpp drives the library's own calls over a store of one line: with replies
that are lost, clocks that are set, and 3 or 4 calls at once. The bugs that it must find are in
tests/hardening/faults.toml.
"""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def model_checker(tmp_path_factory):
    binary = tmp_path_factory.mktemp("model") / "model_checker"
    done = subprocess.run(
        ["g++", "-std=c++20", "-O2", "-I", ROOT / "include", "-I", ROOT / "tests", "-I", ROOT / "tests/protocol"]
        + [ROOT / "tests/protocol/model_checker.cpp", "-o", binary],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return binary


def explore(model_checker, record_property, *arguments, states):
    done = subprocess.run([model_checker, *arguments], capture_output=True, text=True)
    print(done.stdout)
    assert done.returncode == 0
    counted = re.search(r"^(\d+) scenarios, (\d+) states, (\S+) s, 0 broken$", done.stdout, re.MULTILINE)
    assert int(counted[1]) >= 30
    assert int(counted[2]) >= states, "less was explored than there is"
    record_property("model checker", counted[0])


@pytest.mark.slow
def test_the_invariants_hold(model_checker, record_property):
    explore(model_checker, record_property, states=1_000_000)


@pytest.mark.matrix
def test_the_invariants_hold_with_more_faults(model_checker, record_property):
    explore(model_checker, record_property, "--all", states=10_000_000)
