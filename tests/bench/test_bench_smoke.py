"""The benchmarks of single calls in C++: every row is there, checked against a second implementation, and timed;
and the marks are judged by kind of processor."""

import json
import pathlib
import subprocess
import sys

import pytest

ALGORITHMS = ("sha1", "sha256", "sha512")
PASSCODES = ("code_prepared", "code_cold", "match_prepared", "match_cold")


def expected_rows(cryptopp: bool, sha_instructions: bool) -> set[str]:
    rows = {
        f"{what}/{algorithm}/{library}"
        for what in PASSCODES
        for algorithm in ALGORITHMS
        for library in ("builtin", "portable", "openssl")
    }
    # liboath keeps no prepared key
    rows |= {f"{what}/{a}/liboath" for what in ("code_cold", "match_cold") for a in ALGORITHMS}
    rows |= {"match_cold_right/sha1/builtin", "match_cold_right/sha1/liboath"}
    for what in ("encode", "decode"):
        rows |= {f"base32_{what}/20_bytes/{library}" for library in ("otpp", "liboath")}
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
            f"{what}/{algorithm}/{library}"
            for what in PASSCODES
            for algorithm in ALGORITHMS
            for library in ("cryptopp", "cryptopp_hmac")
        }
    return rows


def options(build: pathlib.Path) -> dict[str, str]:
    listed = subprocess.run(
        ["meson", "introspect", "--buildoptions", build], check=True, capture_output=True, text=True
    ).stdout
    return {option["name"]: option["value"] for option in json.loads(listed)}


@pytest.mark.matrix
def test_core_rows_are_checked_and_timed(first_build, root, tmp_path):
    chosen = options(first_build)
    if chosen["bench"] != "enabled":
        pytest.skip(f"{first_build.name} is configured without -Dbench=enabled")
    out = tmp_path / "results.json"
    done = subprocess.run(
        [sys.executable, "-m", "bench", "core", "--build", first_build, "--smoke", "--json", out],
        cwd=root,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr

    measured = json.loads(out.read_text())
    cryptopp = chosen["cryptopp"] != "disabled"
    sha_instructions = " sha_ni" in pathlib.Path("/proc/cpuinfo").read_text()
    expected = expected_rows(cryptopp, sha_instructions)
    assert set(measured["ns"]) == expected
    assert all(len(ns) == 1 and ns[0] > 0 for ns in measured["ns"].values())
    assert int(measured["context"]["rows_checked"]) == len(expected)

    skipped = [line for line in done.stdout.splitlines() if line.startswith("skipped: ")]
    assert bool(skipped) == (not cryptopp), skipped
    assert all("cryptopp" in line for line in skipped)
    print(done.stdout)


def test_marks_are_judged_by_kind_of_processor(root, monkeypatch):
    monkeypatch.syspath_prepend(root)
    from bench.harness import marks

    avx512 = {"avx512f", "avx512bw", "avx512vl", "sha_ni"}
    kinds = [
        ("AuthenticAMD", avx512, "zen"),
        ("AuthenticAMD", avx512 - {"avx512f"}, None),  # Zen 3
        ("GenuineIntel", avx512 | {"avx512_fp16"}, "sapphire_rapids"),
        ("GenuineIntel", avx512, None),  # Ice Lake
        ("", set(), None),
    ]
    for vendor, flags, kind in kinds:
        assert marks.kind(marks.Processor("a processor", vendor, frozenset(flags))) == kind

    least = ("core", "match_cold/sha1/builtin", "match_cold/sha1/liboath")
    for value, verdict in ((5.9, "NOT MET"), (6, "met, not the aim"), (8, "met, and the aim")):
        assert marks.judge(*least, value, "zen") == ["≥ 6", "8", verdict]
    most = ("python", "import otpp", "python")
    for value, verdict in ((10.1, "NOT MET"), (10, "met")):
        assert marks.judge(*most, value, "zen") == ["≤ 10", "", verdict]
    assert marks.judge("bulk", "SHA-2", "openssl", 6.9, "zen") == ["", "7", "met, not the aim"]
    for other in (None, "unmeasured"):
        assert marks.judge(*least, 1, other) == ["", "", "no mark for this processor"]
    assert marks.judge("core", "match_cold/sha1/builtin", "no such peer", 1, "zen") == ["", "", ""]


def test_marks_are_of_rows_that_are_measured(root, monkeypatch):
    monkeypatch.syspath_prepend(root)
    from bench.harness import marks

    rows = expected_rows(cryptopp=True, sha_instructions=True)
    assert {name for pair in marks.pairs("core") for name in pair} <= rows
    fields = {"row", "peer", *marks.data()["kinds"]}
    for subject, entries in marks.data()["marks"].items():
        assert len({(entry["row"], entry["peer"]) for entry in entries}) == len(entries), subject
        for entry in entries:
            assert entry.keys() <= fields and len(entry) > 2, entry
            assert all(mark.keys() <= {"least", "most", "aim"} and mark for mark in list(entry.values())[2:]), entry
