"""The server's benchmark: every row is there, every code in it is accepted, and the marks are judged."""

import importlib.util
import json
import subprocess
import sys

import pytest

CPP = {"match_prepared/1", "match_cold/1", "unseal/1"} | {
    f"{name}/{clients}"
    for name in ("memory", "memory_sealed", "limit", "sqlite", "sqlite_sealed")
    for clients in (1, 16)
}
PEERS = {"passlib": "passlib", "django_otp": "django_otp"}
MARKED = ["C++: SQLite, 1 client", "C++: SQLite, 16 clients", "C++: memory, 1 client, without unsealing"]


@pytest.mark.matrix
def test_server_rows_are_accepted_and_timed(root, tmp_path, first_build):
    if not (first_build / "bench/server/bench_server").exists():
        pytest.skip("the build has no SQLite or no Crypto++")
    out = tmp_path / "results.json"
    done = subprocess.run(
        [sys.executable, "-m", "bench", "server", "--build", first_build, "--smoke", "--json", out],
        cwd=root,
        capture_output=True,
        text=True,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stderr
    installed = [name for name, module in PEERS.items() if importlib.util.find_spec(module)]
    expected = {f"C++/{row}" for row in CPP}
    expected |= {f"Python/{name}/{n}" for name in ("memory", "sqlite", *installed) for n in (1, 16)}
    measured = json.loads(out.read_text())
    assert set(measured["rows"]) == expected
    for name, runs in measured["rows"].items():
        ((rate, p50, p99),) = runs
        assert rate > 0 and 0 < p50 <= p99, name
    for name in set(PEERS) - set(installed):
        assert f"skipped: {name}" in done.stdout
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    verdicts = ("met |", "NOT MET |", "no mark for this processor |")  # a round this short decides nothing
    for row in MARKED:
        assert any(line.startswith(f"| {row} |") and line.endswith(verdicts) for line in lines), row
    assert any("99th percentile, ms" in line and line.endswith(verdicts) for line in lines)


@pytest.mark.matrix
def test_a_refused_code_ends_the_run(root, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(root)
    from bench.server import rows as server_rows

    refused = lambda clients, folder: lambda client, number: number < 3  # noqa: E731
    monkeypatch.setitem(server_rows.ROWS, "memory", refused)
    monkeypatch.setattr(sys, "argv", ["rows.py", "memory", "2", "1000", str(tmp_path)])
    with pytest.raises(RuntimeError, match="a right code was refused"):
        server_rows.main()
