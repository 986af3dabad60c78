"""The benchmarks run: every row is there, gives what a second implementation gives, and is timed."""

import json
import pathlib
import subprocess
import sys

import pytest

ALGORITHMS = ("sha1", "sha256", "sha512")
PASSCODES = ("code_prepared", "code_cold", "match_prepared", "match_cold")


def expected_rows(cryptopp: bool, sha_instructions: bool) -> set[str]:
    rows = {
        f"{what}/{algorithm}/{who}"
        for what in PASSCODES
        for algorithm in ALGORITHMS
        for who in ("builtin", "portable", "openssl")
    }
    # liboath keeps no prepared key
    rows |= {f"{what}/{a}/liboath" for what in ("code_cold", "match_cold") for a in ALGORITHMS}
    rows |= {"match_cold_right/sha1/builtin", "match_cold_right/sha1/liboath"}
    for what in ("encode", "decode"):
        rows |= {f"base32_{what}/20_bytes/{who}" for who in ("otpp", "liboath")}
    rows |= {"base32_decode/20_bytes/otpp_secret", "parse_uri/otpp", "build_uri/otpp"}
    for how in ("chained", "independent"):
        for algorithm in ("sha1", "sha256"):
            rows.add(f"compress_{how}/{algorithm}/portable/1")
            if sha_instructions:
                rows |= {f"compress_{how}/{algorithm}/sha_ni/{n}" for n in range(1, 5)}
    if sha_instructions:
        rows |= {f"two_compressions/sha1/sha_ni/{n}" for n in range(1, 5)}
    if cryptopp:
        rows |= {
            f"{what}/{algorithm}/{who}"
            for what in PASSCODES
            for algorithm in ALGORITHMS
            for who in ("cryptopp", "cryptopp_hmac")
        }
    return rows


def options(build: pathlib.Path) -> dict[str, str]:
    listed = subprocess.run(
        ["meson", "introspect", "--buildoptions", build], check=True, capture_output=True, text=True
    ).stdout
    return {option["name"]: option["value"] for option in json.loads(listed)}


@pytest.mark.slow
def test_benchmarks(first_build, root, tmp_path):
    chosen = options(first_build)
    if chosen["bench"] != "enabled":
        pytest.skip(f"{first_build.name} is configured without -Dbench=enabled")
    out = tmp_path / "results.json"
    done = subprocess.run(
        [sys.executable, root / "bench" / "run.py", first_build, "--smoke", "--json", out],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr

    measured = json.loads(out.read_text())
    cryptopp = chosen["cryptopp"] != "disabled"
    sha_instructions = " sha_ni" in pathlib.Path("/proc/cpuinfo").read_text()
    expected = expected_rows(cryptopp, sha_instructions)
    runs = {run["run_name"]: run for run in measured["benchmarks"]}
    assert set(runs) == expected
    for name, run in runs.items():
        assert "error_occurred" not in run and run["iterations"] >= 1 and run["cpu_time"] > 0, name
    assert int(measured["context"]["rows_checked"]) == len(expected)

    skipped = [line for line in done.stdout.splitlines() if line.startswith("skipped: ")]
    assert bool(skipped) == (not cryptopp), skipped
    assert all("cryptopp" in line for line in skipped)
    print(done.stdout)
