"""Faults that must never pass: tests/hardening/faults.toml, planted by tools/plant_faults.py.

The usual run plants three, one of each kind of test, and looks for the places of all; --all plants all.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import tomllib

ROOT = Path(__file__).resolve().parents[2]
FAULTS = ROOT / "tests/hardening/faults.toml"
MOST = 80  # what mutation testing finds does not belong there


@pytest.fixture(scope="module")
def plant(first_build):
    def run(*arguments):
        command = [sys.executable, ROOT / "tools/plant_faults.py", "--build", first_build, *arguments]
        done = subprocess.run(command, capture_output=True, text=True)
        print(done.stdout, done.stderr)
        return done

    return run


def seen(done) -> int:
    return int(re.search(r"^(\d+) of \d+ faults seen$", done.stdout, re.MULTILINE)[1])


@pytest.mark.slow
def test_every_fault_has_its_place():
    faults = tomllib.loads(FAULTS.read_text())["fault"]
    assert len({fault["id"] for fault in faults}) == len(faults) <= MOST
    counts = {fault["id"]: (ROOT / fault["file"]).read_text().count(fault["old"]) for fault in faults}
    assert {name: count for name, count in counts.items() if count != 1} == {}
    tests = [ROOT / fault["test"].split("::")[0] for fault in faults]
    assert [test for test in tests if not test.exists()] == []


@pytest.mark.slow
def test_gate_faults_are_seen(plant):
    done = plant("--gate")
    assert done.returncode == 0
    assert seen(done) == 3


@pytest.mark.matrix
def test_every_fault_is_seen(plant):
    done = plant()
    assert done.returncode == 0
    faults = tomllib.loads(FAULTS.read_text())["fault"]
    assert seen(done) >= sum("needs" not in fault for fault in faults)


UNSOUND = {
    "harmless": ("6 to 10. RFC", "six to ten. RFC", "passes"),
    "not_there": ("no such text", "", "stands 0 times"),
    "more_than_once": ("digits", "figures", "times in"),
    "not_c++": ("class digits :", "klass digits :", "not for an assertion"),
}


@pytest.mark.slow
def test_unsound_faults_are_reported(plant, tmp_path):
    entries = [
        f'[[fault]]\nid = "{name}"\nfile = "include/otpp/digits.hpp"\nold = "{old}"\nnew = "{new}"\n'
        'test = "tests/otpp/digits.cpp"\n'
        for name, (old, new, _) in UNSOUND.items()
    ]
    (tmp_path / "faults.toml").write_text("\n".join(entries))
    done = plant("--faults", tmp_path / "faults.toml")
    assert done.returncode == 1
    assert seen(done) == 0
    for name, (_, _, message) in UNSOUND.items():
        shown = re.search(rf"^FAILED {re.escape(name)}: [^\n]*(?:\n    [^\n]*)*", done.stdout, re.MULTILINE)
        assert shown and message in shown[0]
