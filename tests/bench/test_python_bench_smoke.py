"""The benchmarks from Python: every row is there, agrees with its peers, and is timed."""

import json
import subprocess
import sys

import pytest

PEERS = {
    "at": {"hmac.digest", "pyotp", "passlib", "cryptography"},
    "match": {"hmac.digest", "pyotp", "passlib", "cryptography"},
    "from_uri": {"pyotp", "passlib"},
}
EXPECTED = {
    f"{operation}/{library}"
    for operation, peers in PEERS.items()
    for library in peers | {"otpp", "empty loop"}
}
RESULTS = {"at": 1000, "match": 500, "from_uri": 100}  # of each row
MARKED = [f"at/otpp | at/{peer}" for peer in ("hmac.digest", "pyotp")]
MARKED += [f"{operation}/otpp | {operation}/pyotp" for operation in ("match", "from_uri")]


@pytest.mark.matrix
def test_python_rows_are_compared_and_timed(root, tmp_path):
    out, picture = tmp_path / "results.json", tmp_path / "python-speed.svg"
    done = subprocess.run(
        [sys.executable, "-m", "bench", "python", "--smoke", "--json", out, "--draw", tmp_path],
        cwd=root,
        capture_output=True,
        text=True,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stderr

    measured = json.loads(out.read_text())
    assert set(measured["ns"]) == EXPECTED
    for name, times in measured["ns"].items():
        assert len(times) == 1 and times[0] > 0, name
    assert set(measured["import_ms"]) == {"python", "otpp", "pyotp", "passlib", "cryptography"}
    for library, processes in measured["import_ms"].items():
        assert all(clock > 0 for _, clock in processes) and processes, library
    assert measured["context"]["results_compared"] == sum(
        RESULTS[operation] * len(peers) for operation, peers in PEERS.items()
    )

    # A round this short decides nothing: any verdict will do.
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    for row in MARKED:
        (line,) = [line for line in lines if line.startswith(f"| {row} |")]
        assert line.endswith((" met |", "aim |", "NOT MET |", "no mark for this processor |")), line

    for words in ("OTP++", "hmac.digest", "passlib", measured["context"]["date"]):
        assert words in picture.read_text()


def test_a_wrong_result_stops_the_run(root, monkeypatch):
    monkeypatch.syspath_prepend(root)
    from bench.python import rows, subject

    for operation in (rows.at, rows.match, rows.from_uri):
        right = operation()
        assert subject.check(right) == RESULTS[right[0].operation] * (len(right) - 1)
        for wrong, row in enumerate(right):
            last = row.result(row.arguments[-1])

            def read(result, row=row, last=last):
                return "wrong" if row.read(result) == last else row.read(result)

            with pytest.raises(SystemExit, match=f"{row.name}.* gives|gives .*{row.name}.*"):
                subject.check(right[:wrong] + [row._replace(read=read)] + right[wrong + 1 :])
