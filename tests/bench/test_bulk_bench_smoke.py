"""The benchmarks of the bulk engine: every row is there, checked against a second implementation, and timed; a wrong
peer stops the run; the tables judge marks; the pictures are drawn."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

HOW = ("cold", "prepared")
PREPARED = {"match_prepared", "generate_prepared", "match_own_times_prepared", "generate_own_times_prepared"}
WORKS = PREPARED | {"match_cold", "generate_cold", "match_own_times_cold", "counters"}
FLAGS = set(pathlib.Path("/proc/cpuinfo").read_text().split())
KERNELS = {"portable"}
if "sse2" in FLAGS:
    KERNELS.add("sse2")
for kernel, flags in {
    "avx2": {"avx2"},
    "sha_ni": {"sha_ni", "ssse3", "sse4_1"},
    "avx512": {"avx512f", "avx512bw", "avx512dq", "avx512vl"},
}.items():
    if flags <= FLAGS:
        KERNELS.add(kernel)


def expected_rows(all_peers: bool) -> set[str]:
    rows = {"cycle/addition/chain/1000000"} if "sse2" in FLAGS else set()
    for algorithm in ("sha1", "sha256", "sha512"):
        kernels = KERNELS - ({"sha_ni"} if algorithm == "sha512" else set())
        for work in WORKS:
            end = f"{work}/{algorithm}"
            rows |= {f"{end}/{subject}/{n}" for subject in kernels | {"otpp"} for n in (1, 4, 64, 1024)}
            rows |= {f"{end}/limit_{kernel}/1024" for kernel in kernels}
            rows |= {f"{end}/limit_{kernel}_together/1024" for kernel in kernels & {"avx2", "avx512"}}
            keep_keys = {"ipsec_mb"} if "sse2" in FLAGS else set()
            if algorithm == "sha1" and "avx2" in kernels:
                keep_keys.add("ipsec_mb_avx2")
            others = {"liboath", "openssl"} | ({"botan", "cryptopp"} if all_peers else set())
            if algorithm == "sha1":
                others |= {"openssl_by_hand", "openssl_by_hand_kept"} | ({"libcotp"} if all_peers else set())
            rows |= {f"{end}/{subject}/1" for subject in keep_keys}
            if work not in PREPARED:
                rows |= {f"{end}/{subject}/1" for subject in others}
    for how in HOW:
        rows |= {f"match_{how}/sha1/totp_loop/{n}" for n in (1, 4, 17, 64)} | {f"match_{how}/sha1/otpp/17"}
    return rows


def options(build: pathlib.Path) -> dict[str, object]:
    listed = subprocess.run(
        ["meson", "introspect", "--buildoptions", build], check=True, capture_output=True, text=True
    ).stdout
    return {option["name"]: option["value"] for option in json.loads(listed)}


@pytest.fixture
def build(first_build):
    if options(first_build)["bench"] != "enabled":
        pytest.skip(f"{first_build.name} is configured without -Dbench=enabled")
    return first_build


@pytest.mark.matrix
def test_bulk_rows_are_checked_and_timed(build, root, tmp_path, record_property):
    out = tmp_path / "bulk.json"
    done = subprocess.run(
        [sys.executable, "-m", "bench", "bulk", "--build", build, "--smoke", "--json", out],
        cwd=root,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    measured = json.loads(out.read_text())
    expected = expected_rows(all_peers=options(build)["all_peers"])
    for times in (measured["ns"], measured["clock"]):
        assert set(times) == expected
        assert all(len(each) == 1 and each[0] > 0 for each in times.values())
    assert int(measured["context"]["rows_checked"]) == len(expected)
    record_property("bulk benchmark rows checked", len(expected))

    timed = measured["python"]["ns"]
    for name in ("cold/C++", "prepared/C++", "cold/16", "prepared/16", "pyotp", "passlib", "hmac.digest"):
        assert timed[f"match/{name}"][0] > 0, name
    assert measured["python"]["compared"] > 10_000
    for keys in HOW:
        for peer in ("pyotp", "passlib", "hmac.digest", "C++"):
            lines = [line for line in done.stdout.splitlines() if line.startswith(f"| match ±1, {keys}")]
            (line,) = [line for line in lines if f" {peer} |" in line]
            assert line.endswith((" met |", "aim |", "NOT MET |", "no mark for this processor |")), line


WRONG_PEER = """
#include <stddef.h>
#include <stdint.h>
#include <string.h>
void peer_passcodes(unsigned char const* keys, int k, int64_t const* times, int t, size_t rows, uint32_t* out)
{ memset(out, 0, 4 * rows); }
void peer_match(unsigned char const* keys, int k, int64_t const* times, int t, char const* codes, size_t rows,
                int8_t* out)
{ memset(out, ANSWER, rows); }
"""


@pytest.mark.matrix
@pytest.mark.parametrize("answer", [0, 1])
def test_a_wrong_peer_stops_the_run(build, tmp_path, answer):
    source, library = tmp_path / "wrong.c", tmp_path / "wrong.so"
    source.write_text(WRONG_PEER)
    subprocess.run(["gcc", "-shared", "-fPIC", f"-DANSWER={answer}", source, "-o", library], check=True)
    done = subprocess.run(
        [build / "bench" / "bulk" / "bench_bulk", "--rows=/wrong/(16|256)$"],
        env=os.environ | {"BENCH_LIBRARIES": f"wrong={library}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and done.stdout == ""
    for work in ("match_cold", "generate_cold", "counters", "match_own_times_cold"):
        assert f"wrong result in {work}/sha1/wrong/256: row " in done.stderr
    assert "no times are taken" in done.stderr


def planted(ns: dict[str, list[float]]) -> dict:
    machine = {"processor": "P", "kind": "zen", "cpus": 2, "versions": {}, "compiler": "12", "python": "3"}
    known = machine | {"rounds": 1, "date": "D", "rows_checked": 1}
    return {"context": known, "complete": True, "ns": ns, "clock": ns, "python": None}


def test_marks_are_judged_in_the_tables(root, monkeypatch):
    monkeypatch.syspath_prepend(root)
    from bench.bulk import tables

    ours, theirs = "match_cold/sha1/otpp/16384", "match_cold/sha1/liboath/16384"
    for ratio, verdict in ((19.9, "NOT MET"), (20.1, "met, not the aim"), (22.1, "met, and the aim")):
        # the median of the ratios of each round, not the ratio of the medians
        bulk = tables.Bulk(planted({ours: [1, 10, 100], theirs: [ratio, 10 * ratio, 100 * ratio]}))
        (line,) = tables.compared(bulk, "otpp")
        assert line[-1] == verdict and float(line[5]) == ratio
        (line,) = tables.compared(tables.Bulk(planted({ours.replace("otpp", "avx2"): [1], theirs: [ratio]})), "avx2")
        assert line[6] == "≥ 9" and line[-1] == "met, and the aim"

    names = {
        f"match_{keys}/sha1/{subject}/8": [ns]
        for keys, subject, ns in (
            ("cold", "otpp", 101.0),
            ("cold", "totp_loop", 100.0),
            ("prepared", "otpp", 99.0),
            ("prepared", "totp_loop", 100.0),
        )
    }
    assert tables.small_batches(tables.Bulk(planted(names)))[0][-1] == "NOT MET"
    names["match_cold/sha1/otpp/8"] = [99.0]
    assert tables.small_batches(tables.Bulk(planted(names)))[0][-1] == "met"


def test_the_report_has_every_table_and_the_pictures_are_drawn(root, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(root)
    from bench.bulk import pictures, subject, tables

    # instead of reading the listing of the kernels: no part of these tests
    for module in (pictures, tables):
        monkeypatch.setattr(module, "counted_ns", lambda work, kernel, ghz: 40.0)
    ns = {
        f"{work}/{algorithm}/{name}/{size}": [30.0]
        for work in tables.WORKS
        for algorithm in tables.ALGORITHMS
        for name in ("otpp", "sse2", *(peer for _, peer, _, _ in tables.COMPARED))
        for size in (16, *tables.SIZES)
    }
    small = [f"match_{keys}/sha1/{name}/{size}" for keys in HOW for name in ("totp_loop", "otpp") for size in (1, 64)]
    ns |= {name: [50.0] for name in small}
    ns |= {f"{work}/sha1/sha_ni/16384": [80.0] for work in tables.WORKS}
    ns |= {f"{work}/sha1/limit_sha_ni/1024": [60.0] for work in tables.WORKS}
    ns |= {f"match_cold/sha1/otpp/10000000{threads}": [t] for threads, t in (("", 30.0), ("/2_threads", 15.0))}
    ns["cycle/addition/chain/1000000"] = [0.25]
    measured = planted(ns)

    report = subject.report(measured)
    assert "4.00 GHz" in report and "2.00" in report and "75 %" in report and "50 %" in report
    python = {f"match/{name}": [9.0] for name in tables.PYTHON_PEERS}
    python |= {f"match/{keys}/{size}": [9.0] for keys in HOW for size in (8, "C++")}
    measured["python"] = {"rows": 8, "compared": 8, "ns": python}
    words = " ".join(subject.report(measured).split())
    assert "| match ±1, prepared | passlib | 9.0 | 9.0 | 1 × | ≥ 185 | 200 | NOT MET |" in words
    assert "33 million codes" in subject.first_page(measured)

    subject.draw(measured, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bulk-few.svg", "bulk-limit.svg", "bulk-speed.svg"]
    assert "liboath" in (tmp_path / "bulk-speed.svg").read_text()
    assert "75 %" in (tmp_path / "bulk-limit.svg").read_text()
    assert "bulk::match" in (tmp_path / "bulk-few.svg").read_text()
