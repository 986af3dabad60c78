"""Each check has a fault that makes it red: tests/hardening/faults.toml, planted by tools/plant_faults.py.

The usual run plants those marked `gate`, one of each kind; --all plants every one.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def plant(*arguments):
    done = subprocess.run(
        [sys.executable, ROOT / "tools/plant_faults.py", *arguments],
        capture_output=True,
        text=True,
    )
    print(done.stdout, done.stderr)
    return done


def seen(done) -> int:
    return int(re.search(r"^(\d+) of \d+ faults seen red", done.stdout, re.MULTILINE)[1])


def test_every_fault_has_its_place():
    """The usual run plants few; that the code has moved away from under one is seen at once."""
    faults = tomllib.loads((ROOT / "tests/hardening/faults.toml").read_text())["fault"]
    times = {each["id"]: (ROOT / each["file"]).read_text().count(each["old"]) for each in faults}
    assert {name: count for name, count in times.items() if count != 1} == {}


@pytest.mark.slow
def test_a_fault_of_each_kind_is_seen():
    done = plant("--gate")
    assert done.returncode == 0
    assert seen(done) >= 8


@pytest.mark.matrix
def test_every_fault_is_seen():
    done = plant()
    assert done.returncode == 0
    faults = tomllib.loads((ROOT / "tests/hardening/faults.toml").read_text())["fault"]
    assert seen(done) >= sum("needs" not in fault for fault in faults)


UNSOUND = {
    "harmless": ("6 to 10. RFC", "six to ten. RFC", "green"),
    "not_there": ("no such text", "", "stands 0 times"),
    "more_than_once": ("digits", "figures", "times in"),
    "not_c++": ("class digits :", "klass digits :", "not for an assertion"),
}


@pytest.mark.slow
def test_a_fault_that_proves_nothing_is_told(tmp_path):
    entries = [
        f'[[fault]]\nid = "{name}"\nfile = "include/otpp/digits.hpp"\nold = "{old}"\nnew = "{new}"\n'
        'test = {kind = "catch", source = "digits"}\n'
        for name, (old, new, _) in UNSOUND.items()
    ]
    (tmp_path / "faults.toml").write_text("\n".join(entries))
    done = plant("--faults", tmp_path / "faults.toml")
    assert done.returncode == 1
    assert seen(done) == 0
    for name, (_, _, says) in UNSOUND.items():
        told = re.search(rf"^FAILED {re.escape(name)}: [^\n]*(?:\n    [^\n]*)*", done.stdout, re.MULTILINE)
        assert told and says in told[0]
