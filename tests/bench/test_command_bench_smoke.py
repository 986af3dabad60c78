"""The command's benchmark: every row is there and is timed, and the marks are judged."""

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


@pytest.mark.matrix
def test_command_rows_are_timed(root, tmp_path):
    out = tmp_path / "results.json"
    done = subprocess.run(
        [sys.executable, "-m", "bench", "command", "--smoke", "--json", out], cwd=root, capture_output=True, text=True
    )
    print(done.stdout)
    assert done.returncode == 0, done.stderr
    taken = json.loads(out.read_text())["ms"]
    assert set(taken) == ROWS
    assert all(each and min(each) > 0 for each in taken.values())
    verdicts = ("met |", "NOT MET |", "no mark for this processor |")
    for row in ("`otpp code`", "`otpp bulk match`", "a migration, read, 10,000 accounts"):
        (line,) = [line for line in done.stdout.splitlines() if row in line]
        assert line.endswith(verdicts), line
