"""The command's benchmark runs: every row is there and is timed, and the dues are told."""

import json
import subprocess
import sys

import pytest

ROWS = {
    "bare",
    "otpp code",
    "otpp --version",
    "otpp lint",
    "otpp bulk",
    "csv and pyotp",
    "migration, read",
    "migration, written",
}


@pytest.mark.slow
def test_benchmarks(root, tmp_path):
    out = tmp_path / "results.json"
    done = subprocess.run(
        [sys.executable, root / "bench/command.py", "--smoke", "--json", out], capture_output=True, text=True
    )
    print(done.stdout)
    assert done.returncode == 0, done.stderr
    taken = json.loads(out.read_text())["taken"]
    assert set(taken) == ROWS
    assert all(each and min(each) > 0 for each in taken.values())
    for due in ("45", "20 ×", "50 ms"):
        assert due in done.stdout
