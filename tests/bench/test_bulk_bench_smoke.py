"""The benchmarks of the bulk engine run: every row is there, gives what a second implementation gives, and
is timed; a peer that gives something else stops the run; the tables say what is due."""

import json
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
            rows |= {f"{end}/{who}/{n}" for who in kernels | {"otpp"} for n in (1, 4, 64, 1024)}
            rows |= {f"{end}/limit_{kernel}/1024" for kernel in kernels}
            rows |= {f"{end}/limit_{kernel}_together/1024" for kernel in kernels & {"avx2", "avx512"}}
            keep_keys = {"ipsec_mb"} if "sse2" in FLAGS else set()
            if algorithm == "sha1" and "avx2" in kernels:
                keep_keys.add("ipsec_mb_avx2")
            others = {"liboath", "openssl"} | ({"botan", "cryptopp"} if all_peers else set())
            if algorithm == "sha1":
                others |= {"openssl_by_hand", "openssl_by_hand_kept"} | ({"libcotp"} if all_peers else set())
            rows |= {f"{end}/{who}/1" for who in keep_keys}
            if work not in PREPARED:
                rows |= {f"{end}/{who}/1" for who in others}
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


@pytest.mark.slow
def test_benchmarks(build, root, tmp_path, record_property):
    out = tmp_path / "bulk.json"
    done = subprocess.run(
        [sys.executable, root / "bench" / "bulk.py", build, "--smoke", "--json", out],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    measured = json.loads(out.read_text())
    expected = expected_rows(all_peers=options(build)["all_peers"])
    assert {row["name"] for row in measured["rows"]} == expected
    for row in measured["rows"]:
        assert len(row["cpu"]) == len(row["clock"]) == 1, row["name"]
        assert row["clock"][0] > 0, row["name"]
    assert measured["context"]["rows_checked"] == len(expected)
    record_property("bulk benchmark rows checked", len(expected))

    timed = measured["python"]["ns"]
    for who in ("cold/C++", "prepared/C++", "cold/16", "prepared/16", "pyotp", "passlib", "hmac.digest"):
        assert timed[f"match/{who}"][0] > 0, who
    assert measured["python"]["compared"] > 10_000
    for due in ("pyotp", "passlib", "hmac.digest", "the C++ call"):
        for how in HOW:
            (line,) = [
                line for line in done.stdout.splitlines() if line.startswith(f"match ±1, {how}") and f" {due} " in line
            ]
            assert line.endswith(("met", "met, and the aim", "met, not the aim", "NOT MET")), line


LIAR = """
#include <stddef.h>
#include <stdint.h>
#include <string.h>
void peer_passcodes(unsigned char const* keys, int k, int64_t const* times, int t, size_t rows, uint32_t* out)
{ memset(out, 0, 4 * rows); }
void peer_match(unsigned char const* keys, int k, int64_t const* times, int t, char const* codes, size_t rows,
                int8_t* out)
{ memset(out, WHAT, rows); }
"""


@pytest.mark.slow
@pytest.mark.parametrize("says", [0, 1])
def test_a_wrong_peer_stops_the_run(build, tmp_path, says):
    source, library = tmp_path / "liar.c", tmp_path / "liar.so"
    source.write_text(LIAR)
    subprocess.run(["gcc", "-shared", "-fPIC", f"-DWHAT={says}", source, "-o", library], check=True)
    program = build / "bench" / "bulk"
    command = [program, "--rows", "/liar/(16|256)$", "--library", f"liar={library}", "--rounds", "1"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1 and done.stdout == ""
    for work in ("match_cold", "generate_cold", "counters", "match_own_times_cold"):
        assert f"wrong result in {work}/sha1/liar/256: row " in done.stderr
    assert "no times are taken" in done.stderr


def planted(names: dict[str, list[float]]) -> dict:
    rows = [{"name": name, "rows": 1, "threads": 1, "cpu": ns, "clock": ns} for name, ns in names.items()]
    return {"context": {}, "rows": rows}


def test_what_is_due_is_judged(root, monkeypatch):
    monkeypatch.syspath_prepend(root / "bench")
    import bulk

    ours, theirs = "match_cold/sha1/otpp/16384", "match_cold/sha1/liboath/16384"
    for times, said in ((19.9, "NOT MET"), (20.1, "met, not the aim"), (22.1, "met, and the aim")):
        # the ratio is that of each round, whatever the rounds are beside each other
        run = bulk.Run(planted({ours: [1, 10, 100], theirs: [times, 10 * times, 100 * times]}))
        (line,) = bulk.due_lines(run, "otpp", 1)
        assert line[-1] == said and float(line[5]) == times
        (line,) = bulk.due_lines(bulk.Run(planted({ours.replace("otpp", "avx2"): [1], theirs: [times]})), "avx2", 0.45)
        assert line[6] == "9" and line[-1] == "met, and the aim"

    run = bulk.Run(
        planted(
            {
                f"match_{how}/sha1/{who}/8": [ns]
                for how, who, ns in (
                    ("cold", "otpp", 101.0),
                    ("cold", "totp_loop", 100.0),
                    ("prepared", "otpp", 99.0),
                    ("prepared", "totp_loop", 100.0),
                )
            }
        )
    )
    assert bulk.few_lines(run)[0][-1] == "NOT MET: cold"


def test_the_pictures_are_drawn(root, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(root / "bench")
    import bulk
    import bulk_picture

    names = {f"{what}/sha1/{who}/{n}": [30.0] for what in bulk.WORDS for who in ("otpp", "sse2", "liboath") for n in (16, 16384)}
    names |= {f"match_{how}/sha1/{who}/{n}": [50.0] for how in HOW for who in ("totp_loop", "otpp") for n in (1, 64)}
    names |= {f"{what}/sha1/sha_ni/16384": [80.0] for what in bulk.WORDS}
    names |= {f"{what}/sha1/limit_sha_ni/1024": [60.0] for what in bulk.WORDS}
    names["cycle/addition/chain/1000000"] = [0.25]
    measured = planted(names)
    measured["context"] = {"processor": "P", "compiler": "12", "rounds": 1, "date": "D"}
    bulk_picture.draw(bulk.Run(measured), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bulk-few.svg", "bulk-limit.svg", "bulk-speed.svg"]
    assert "liboath" in (tmp_path / "bulk-speed.svg").read_text()
    assert "75 %" in (tmp_path / "bulk-limit.svg").read_text()
    assert "bulk::match" in (tmp_path / "bulk-few.svg").read_text()
