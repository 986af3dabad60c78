"""Single calls in C++: passcodes, matches, base32, URIs, bare compressions."""

import argparse
import re

from bench.harness import marks
from bench.harness import report as reports
from bench.harness.rounds import Times, google_benchmark, repetitions

ROUNDS = 21
OPERATIONS = ("code_prepared", "code_cold", "match_prepared", "match_cold")


def pairs() -> list[tuple[str, str]]:
    """Each row and the peer beside which the report sets it."""
    found = marks.pairs("core")
    found += [
        ("match_cold_right/sha1/builtin", "match_cold_right/sha1/liboath"),
        ("match_prepared/sha1/builtin", "match_prepared/sha1/openssl"),
        ("match_cold/sha1/builtin", "match_cold/sha1/openssl"),
        ("match_cold/sha1/portable", "match_cold/sha1/liboath"),
    ]
    for algorithm in ("sha256", "sha512"):
        for operation in OPERATIONS:
            cold = operation.replace("prepared", "cold")  # liboath keeps no prepared key
            row = f"{operation}/{algorithm}"
            found += [(f"{row}/builtin", f"{cold}/{algorithm}/liboath"), (f"{row}/builtin", f"{row}/openssl")]
    for algorithm in ("sha1", "sha256", "sha512"):
        for operation in OPERATIONS:
            row = f"{operation}/{algorithm}"
            found += [(f"{row}/{ours}", f"{row}/cryptopp_hmac") for ours in ("builtin", "cryptopp")]
    found += [(f"base32_{what}/20_bytes/otpp", f"base32_{what}/20_bytes/liboath") for what in ("encode", "decode")]
    return found


def measure(given: argparse.Namespace) -> dict:
    """The rows that the pattern selects, and the peers beside which the report sets them."""
    selected = re.compile(given.pattern)
    beside = {name for pair in pairs() if any(map(selected.search, pair)) for name in pair}
    rows = "|".join([given.pattern, *(f"^{name}$" for name in sorted(beside))])
    program = given.build / "bench" / "core" / "bench_core"
    measured = google_benchmark(program, rows, given.rounds, 1e-3 if given.smoke else 10)
    known = reports.context(given.rounds)
    return {"context": measured["context"] | known, "ns": repetitions(measured, "cpu_time")}


def report(measured: dict) -> str:
    known, times = measured["context"], Times(measured["ns"])
    compiled = f"compiler {known['compiler']}, SHA instructions: {known['sha_instructions']}"
    checked = f"{known['rows_checked']} rows checked against a second implementation"
    return "\n\n".join(
        [
            reports.conditions(known, compiled, checked),
            reports.ratios(times, "core", pairs(), known["kind"]),
            reports.every_row(times),
        ]
    )
