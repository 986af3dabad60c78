"""The tables of the bulk report."""

import functools
import statistics
import subprocess
import sys

from bench.harness import marks, report
from bench.harness.rounds import Times

SIZES = (16_384, 1_000_000)
WORKS = {
    "match_cold": "match ±1, cold",
    "match_prepared": "match ±1, prepared",
    "generate_cold": "generate, cold",
    "generate_prepared": "generate, prepared",
    "match_own_times_cold": "match ±1, own times, cold",
    "match_own_times_prepared": "match ±1, own times, prepared",
    "generate_own_times_prepared": "generate, own times, prepared",
    "counters": "one key, many counters",
}
KERNELS = ("avx512", "avx2", "sha_ni", "sse2", "neon", "portable")
ALGORITHMS = {"sha1": "SHA-1", "sha256": "SHA-256", "sha512": "SHA-512"}
PYTHON_PEERS = ("pyotp", "passlib", "hmac.digest")
# Our work, a peer, the peer's work, the peer's words.
COMPARED = [
    ("match_cold", "liboath", "match_cold", "liboath `oath_totp_validate`"),
    ("match_cold", "openssl", "match_cold", "OpenSSL `EVP_MAC`, reused"),
    ("match_cold", "openssl_by_hand", "match_cold", "OpenSSL `SHA1_*` by hand"),
    ("match_cold", "openssl_by_hand_kept", "match_cold", "the same, contexts kept"),
    ("match_cold", "ipsec_mb", "match_cold", "intel-ipsec-mb, cold"),
    ("match_prepared", "liboath", "match_cold", "liboath `oath_totp_validate`"),
    ("match_prepared", "ipsec_mb", "match_prepared", "intel-ipsec-mb, prepared"),
    ("generate_prepared", "ipsec_mb", "generate_prepared", "intel-ipsec-mb, prepared"),
    ("generate_cold", "liboath", "generate_cold", "liboath `oath_totp_generate`"),
    ("generate_cold", "openssl", "generate_cold", "OpenSSL `EVP_MAC`, reused"),
]
# As tools/instruction_bound.py names the works that it counts.
COUNTED = {
    "match_cold": "match cold",
    "match_prepared": "match prepared",
    "generate_cold": "passcodes cold",
    "generate_prepared": "passcodes prepared",
}


class Bulk(Times):
    """Nanoseconds a row of the table: CPU time, and by the clock for two threads."""

    def __init__(self, measured: dict) -> None:
        super().__init__(measured["ns"])
        self.context = measured["context"]
        self.clock = Times(measured["clock"])
        self.python = measured["python"]

    @property
    def kind(self) -> str | None:
        return self.context["kind"]

    @property
    def ghz(self) -> float:
        return 1 / self.median("cycle/addition/chain/1000000")

    def conditions(self) -> str:
        known = self.context
        frequency = f"{self.ghz:.2f} GHz by the chain of additions, " if "cycle/addition/chain/1000000" in self else ""
        checked = f"{known['rows_checked']} rows checked, every result, against a second implementation"
        return report.conditions(known, f"{frequency}compiler {known['compiler']}", checked)

    def cell(self, name: str, digits: int = 1) -> str:
        return f"{self.median(name):.{digits}f}" if name in self else ""

    def ratio_cell(self, row: str, peer: str) -> str:
        return f"{self.ratio(row, peer):.1f}" if row in self and peer in self else ""

    def limit(self, work: str, algorithm: str, kernel: str) -> str | None:
        """The bare compressions, in the faster of their two orders."""
        names = [f"{work}/{algorithm}/limit_{kernel}{order}/1024" for order in ("", "_together")]
        return min((name for name in names if name in self), key=self.median, default=None)

    def preferred(self, algorithm: str) -> str:
        """The first kernel that was measured: the automatic choice."""
        return next(k for k in KERNELS if f"match_cold/{algorithm}/{k}/{SIZES[0]}" in self)

    def threads_ratio(self, two: str) -> float:
        return statistics.median(
            a / b for a, b in zip(self.clock.rows[two.removesuffix("/2_threads")], self.rows[two], strict=True)
        )

    def python_ratios(self, keys: str) -> dict[str, float]:
        times, row = Times(self.python["ns"]), f"match/{keys}/{self.python['rows']}"
        return {peer: times.ratio(row, f"match/{peer}") for peer in PYTHON_PEERS}


@functools.cache
def counted_ns(work: str, kernel: str, ghz: float) -> float | None:
    """The time of the listing's vector instructions at two a cycle; None where they are not counted."""
    if work not in COUNTED or kernel not in ("avx512", "avx2"):
        return None
    sys.path.insert(0, str(report.ROOT / "tools"))
    import instruction_bound

    try:
        return instruction_bound.bound_ns(COUNTED[work], ghz, kernel=kernel, compiler="g++")
    except (AssertionError, subprocess.CalledProcessError) as failed:
        # A test of its own holds the counting; a long measurement is not lost for it.
        print(f"skipped: the instructions of {work}, {kernel} are not counted: {failed}", file=sys.stderr)
        return None


def compared(bulk: Bulk, ours: str) -> list[list[str]]:
    """SHA-1 with one thread beside the peers; `ours` is otpp or a kernel."""
    lines = []
    for work, peer, peer_work, label in COMPARED:
        for size in SIZES:
            if ours == "avx2" and f"{peer_work}/sha1/{peer}_avx2/{size}" in bulk:
                peer += "_avx2"
            row, beside = f"{work}/sha1/{ours}", f"{peer_work}/sha1/{peer}"
            times = (f"{row}/{size}", f"{beside}/{size}")
            if times[0] in bulk and times[1] in bulk:
                by = bulk.ratio(*times)
                line = [WORKS[work], label, f"{size:,}", *map(bulk.cell, times), f"{by:.1f}"]
                lines.append(line + marks.judge("bulk", row, beside, by, bulk.kind))
    return lines


def limits(bulk: Bulk) -> list[list[str]]:
    lines = []
    for work in WORKS:
        for kernel in KERNELS:
            row, limit = f"{work}/sha1/{kernel}/{SIZES[0]}", bulk.limit(work, "sha1", kernel)
            if row not in bulk or limit is None:
                continue
            line = [WORKS[work], kernel, bulk.cell(row), bulk.cell(limit), f"{100 * bulk.ratio(row, limit):.0f} %"]
            bound = counted_ns(work, kernel, bulk.ghz)
            if bound is None:
                lines.append([*line, "", "", ""])
            else:
                share = bound / bulk.median(row)
                verdict = marks.judge("bulk", f"{work}/sha1/{kernel}", "counted instructions", share, bulk.kind)[2]
                lines.append([*line, f"{bound:.1f}", f"{100 * share:.0f} %", verdict])
    return lines


def threads(bulk: Bulk) -> list[list[str]]:
    lines = []
    for size in (16_384, 131_072, 1_000_000, 10_000_000):
        for work in WORKS:
            one = f"{work}/sha1/otpp/{size}"
            two = f"{one}/2_threads"
            if two in bulk:
                by = bulk.threads_ratio(two)
                verdict = marks.judge("bulk", f"two threads/{size}", "one thread", by, bulk.kind)[2]
                times = [f"{bulk.clock.median(one):.1f}", bulk.cell(two)]
                lines.append([WORKS[work], f"{size:,}", *times, f"{by:.2f}", verdict])
    return lines


def small_batches(bulk: Bulk) -> list[list[str]]:
    sizes = sorted(int(name.split("/")[3]) for name in bulk.rows if name.startswith("match_cold/sha1/totp_loop/"))
    lines = []
    for size in sizes:
        line, ratios = [str(size)], []
        for work in ("match_cold", "match_prepared"):
            ours, loop = f"{work}/sha1/otpp/{size}", f"{work}/sha1/totp_loop/{size}"
            ratios.append(bulk.ratio(ours, loop))
            line += [bulk.cell(ours), bulk.cell(loop), f"{ratios[-1]:.2f}"]
        lines.append([*line, marks.judge("bulk", "small batch", "totp_loop", min(ratios), bulk.kind)[2]])
    return lines


def sha2(bulk: Bulk) -> list[list[str]]:
    lines = []
    for algorithm in ("sha256", "sha512"):
        for work in WORKS:
            row = f"{work}/{algorithm}/otpp/{SIZES[0]}"
            limit = bulk.limit(work, algorithm, bulk.preferred(algorithm))
            share = f"{100 * bulk.ratio(row, limit):.0f} %" if limit else ""
            peers = [f"{work}/{algorithm}/{peer}/{SIZES[0]}" for peer in ("openssl", "liboath", "ipsec_mb")]
            verdict = ""
            if peers[0] in bulk:
                verdict = marks.judge("bulk", "SHA-2", "openssl", bulk.ratio(row, peers[0]), bulk.kind)[2]
            ratios = [bulk.ratio_cell(row, peer) for peer in peers]
            lines.append([f"{ALGORITHMS[algorithm]}: {WORKS[work]}", bulk.cell(row), share, *ratios, verdict])
    return lines


def kernels(bulk: Bulk) -> list[list[str]]:
    return [
        [f"{words}: {WORKS[work]}", *(bulk.cell(f"{work}/{algorithm}/{kernel}/{SIZES[0]}") for kernel in KERNELS)]
        for algorithm, words in ALGORITHMS.items()
        for work in WORKS
    ]


def peers(bulk: Bulk) -> list[list[str]]:
    """Every peer, the fastest first: ns a row, and how many times ours."""
    rows = [name.split("/") for name in bulk.rows]
    found = {row[2] for row in rows if row[:2] == ["match_cold", "sha1"] and row[3] == str(SIZES[0])}
    found -= {*KERNELS, "otpp"}
    lines = []
    for peer in sorted(found, key=lambda peer: bulk.median(f"match_cold/sha1/{peer}/{SIZES[0]}")):
        line = [peer]
        for work in ("match_cold", "generate_cold", "counters"):
            ours, theirs = f"{work}/sha1/otpp/{SIZES[0]}", f"{work}/sha1/{peer}/{SIZES[0]}"
            line += [bulk.cell(theirs, 0), bulk.ratio_cell(ours, theirs)]
        lines.append(line)
    return lines


def parts(bulk: Bulk) -> list[str]:
    head = ["", "beside", "rows", "ns a row", "peer's ns", "ratio", "mark", "aim", ""]
    avx2 = []
    if bulk.preferred("sha1") != "avx2" and (lines := compared(bulk, "avx2")):
        avx2 = ["The AVX2 kernel by name (intel-ipsec-mb by its AVX2 code):", report.table(head, lines)]
    return [
        "One thread, 20-byte keys, SHA-1, six digits:",
        report.table(head, compared(bulk, "otpp")),
        *avx2,
        f"The limit, {SIZES[0]:,} rows: the bare compressions, and the counted vector instructions at two a cycle:",
        report.table(["", "kernel", "ns a row", "bare", "share", "counted", "share", ""], limits(bulk)),
        "Two threads, by the clock:",
        report.table(["", "rows", "one, ns", "two, ns", "ratio", ""], threads(bulk)),
        "Small batches, match ±1, beside a loop over `totp.match`; ns a row:",
        report.table(["rows", "cold", "loop", "ratio", "prepared", "loop", "ratio", "not slower"], small_batches(bulk)),
        f"SHA-256 and SHA-512, {SIZES[0]:,} rows; ratio of each peer:",
        report.table(["", "ns a row", "of bare", "OpenSSL", "liboath", "intel-ipsec-mb", "aim of 7"], sha2(bulk)),
        f"Every kernel, {SIZES[0]:,} rows, ns a row:",
        report.table(["", *KERNELS], kernels(bulk)),
        f"Every peer, SHA-1, {SIZES[0]:,} rows, ns a row and how many times ours:",
        report.table(["", "match ±1", "ratio", "generate", "ratio", "counters", "ratio"], peers(bulk)),
    ]


def python_parts(bulk: Bulk) -> list[str]:
    if bulk.python is None:
        return []
    known, times = bulk.python, Times(bulk.python["ns"])
    lines = []
    for keys in ("cold", "prepared"):
        row, calls = f"match/{keys}/{known['rows']}", f"match/{keys}/C++"
        values = [(peer, f"match/{peer}", by, f"{by:.0f} ×") for peer, by in bulk.python_ratios(keys).items()]
        over = 100 * (1 / times.ratio(row, calls) - 1)
        for peer, name, value, words in [*values, ("C++", calls, over, f"{over:+.1f} %")]:
            line = [WORKS[f"match_{keys}"], peer, f"{times.median(row):.1f}", f"{times.median(name):,.1f}", words]
            lines.append(line + marks.judge("bulk", f"python/match/{keys}", peer, value, bulk.kind))
    forms = [
        [name.removeprefix("match/"), f"{times.median(name):.1f}"]
        for name in times.rows
        if name.split("/")[-1] not in ("C++", *PYTHON_PEERS)
    ]
    return [
        f"From Python {bulk.context['python']}: {known['rows']:,} rows in NumPy arrays, one thread; the peers in loops "
        f"over prepared objects; {known['compared']:,} results compared.",
        report.table(["", "beside", "ns a row", "peer's ns", "ratio", "mark", "aim", ""], lines),
        "Other sizes, and other forms of keys and codes at 65,536 rows:",
        report.table(["match ±1", "ns a row"], forms),
    ]
