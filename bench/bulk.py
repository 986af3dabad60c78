"""Runs the benchmarks of the bulk engine and sets each row beside its peers and its limits.

    python bench/bulk.py BUILD [--readme] [--plot FOLDER] [--rounds N] [--all-peers] [--json FILE]
    python bench/bulk.py BUILD --smoke         each row once, at small sizes
    python bench/bulk.py --from FILE.json …    the tables and pictures of an earlier run

BUILD is a Meson folder configured with -Dbench=enabled (and -Dall_peers=true for more peers, to which
--all-peers adds those of Rust and Go, by cargo and go). `BUILD/bench/bulk` first checks every result of
every row; then all rows run in rounds, each once in an order of chance. A ratio is the median of the
ratios within the rounds. CPU time counts where there is one thread, the clock where there are two.
"""

import argparse
import datetime
import functools
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
from types import ModuleType
from typing import NamedTuple

import bulk_peers
import bulk_picture
import bulk_python
from run import Comparison, processor, put_into_readme, ratio, table, verdict

ROOT = pathlib.Path(__file__).resolve().parent.parent
README_BEGIN, README_END = "<!-- by bulk.py --readme -->", "<!-- end of bulk.py -->"
SHORT_BEGIN, SHORT_END = "<!-- the bulk table, by bulk.py --readme -->", "<!-- end of the bulk table -->"

SIZES = (16_384, 1_000_000)
AVX2_SHARE = 0.45  # of each ratio, where there is nothing wider


class Due(NamedTuple):
    what: str
    peer: str
    peer_what: str
    due: float | None
    aim: float | None
    said: str  # what the table calls it


# The speed that is due: one thread, 20-byte keys, SHA-1, six digits.
DUES = [
    Due("match_cold", "liboath", "match_cold", 20, 22, "liboath `oath_totp_validate`"),
    Due("match_cold", "openssl", "match_cold", 14, 16, "OpenSSL `EVP_MAC`, reused"),
    Due("match_cold", "openssl_by_hand", "match_cold", 9.5, 10.5, "OpenSSL `SHA1_*` by hand"),
    Due("match_cold", "openssl_by_hand_kept", "match_cold", None, None, "the same, its states kept"),
    Due("match_cold", "ipsec_mb", "match_cold", 7, 8, "intel-ipsec-mb, cold"),
    Due("match_prepared", "liboath", "match_cold", 27, 30, "liboath `oath_totp_validate`"),
    Due("match_prepared", "ipsec_mb", "match_prepared", None, None, "intel-ipsec-mb, prepared"),
    Due("generate_prepared", "ipsec_mb", "generate_prepared", 5, 5.5, "intel-ipsec-mb, prepared"),
    Due("generate_cold", "liboath", "generate_cold", 16, 17.5, "liboath `oath_totp_generate`"),
    Due("generate_cold", "openssl", "generate_cold", 13, 14.5, "OpenSSL `EVP_MAC`, reused"),
]
# Of SHA-256 and SHA-512.
SHA2_AIM = 7
SHA2 = [("match_cold", None, SHA2_AIM), ("generate_cold", None, SHA2_AIM)]
BOUND_DUE, BOUND_AIM = 0.85, 0.9
THREADS_DUE, THREADS_AIM = 1.8, 1.95
# From Python, how many times a loop's time: of cold keys, of a KeySet.
PYTHON_DUES = {
    "cold": {"pyotp": (420, 450), "passlib": (140, 150), "hmac.digest": (100, 110)},
    "prepared": {"pyotp": (560, 600), "passlib": (185, 200), "hmac.digest": (135, 145)},
}
OVERHEAD_DUE = 3  # per cent over the C++ call

WORDS = {
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


class Run:
    """What was measured: nanoseconds a row, round by round."""

    def __init__(self, measured: dict) -> None:
        self.context = measured["context"]
        self.python: dict | None = measured.get("python")
        self.times: dict[str, list[float]] = {}
        for row in measured["rows"]:
            self.times[row["name"]] = row["cpu" if row["threads"] == 1 else "clock"]
            if row["threads"] == 1:
                self.times[row["name"] + "/clock"] = row["clock"]
        for name in [name for name in self.times if "/limit_" in name]:
            who = name.split("/")[2]
            if who.endswith("_together"):
                apart = name.replace("_together", "")
                # the limit is the quicker of the two arrangements
                if statistics.median(self.times[name]) < statistics.median(self.times[apart]):
                    self.times[apart] = self.times[name]

    def __contains__(self, name: str) -> bool:
        return name in self.times

    @functools.cache
    def ns(self, name: str) -> float:
        return statistics.median(self.times[name])

    def ratio(self, row: str, peer: str) -> float:
        return ratio(self.times, row, peer)

    @property
    def ghz(self) -> float:
        return 1 / self.ns("cycle/addition/chain/1000000")

    def limit(self, what: str, algorithm: str, kernel: str) -> str | None:
        name = f"{what}/{algorithm}/limit_{kernel}/1024"
        return name if name in self.times else None

    def preferred(self, algorithm: str) -> str:
        """The first kernel of which there are rows: what a call takes by itself."""
        return next(k for k in KERNELS if any(f"/{algorithm}/{k}/" in name for name in self.times))


PATHS = {
    "match_cold": "match cold",
    "match_prepared": "match prepared",
    "generate_cold": "passcodes cold",
    "generate_prepared": "passcodes prepared",
}


@functools.cache
def counter() -> ModuleType | None:
    """What counts instructions in the listing, if it can read today's: that it can is a test of its own,
    and minutes of measuring are not lost for it."""
    sys.path.insert(0, str(ROOT / "tools"))
    import instruction_bound

    try:
        instruction_bound.bound_ns("match cold", 1.0, kernel="avx512", compiler="g++")
    except (AssertionError, subprocess.CalledProcessError) as failed:
        print(f"skipped: the instructions are not counted: {failed}", file=sys.stderr)
        return None
    return instruction_bound


@functools.cache
def bound_ns(what: str, ghz: float, kernel: str) -> float | None:
    """The instructions counted in the listing, at two of the vector's width in a cycle; None where
    nobody counts them."""
    if what not in PATHS or kernel not in ("avx512", "avx2") or counter() is None:
        return None
    return counter().bound_ns(PATHS[what], ghz, kernel=kernel, compiler="g++")


def measure(build: pathlib.Path, pattern: str, rounds: int, milliseconds: float, libraries: dict) -> dict:
    """The JSON of one run of the program; it fails where a row computes something wrong."""
    command = [
        build / "bench" / "bulk",
        *("--rows", pattern),
        *("--rounds", str(rounds)),
        *("--milliseconds", str(milliseconds)),
    ]
    for name, file in libraries.items():
        command += ["--library", f"{name}={file}"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    measured = json.loads(done.stdout)
    measured["context"] |= {
        "processor": processor(),
        "cpus": os.cpu_count(),
        "date": datetime.date.today().isoformat(),
        "rounds": rounds,
    }
    return measured


def due_lines(run: Run, who: str, share: float) -> list[list[str]]:
    """The table of what is due, with `share` of each ratio."""
    lines = []
    for due in DUES:
        for size in SIZES:
            row = f"{due.what}/sha1/{who}/{size}"
            peer = f"{due.peer_what}/sha1/{due.peer}/{size}"
            if who == "avx2" and peer.replace("ipsec_mb", "ipsec_mb_avx2") in run:
                peer = peer.replace("ipsec_mb", "ipsec_mb_avx2")
            if row not in run or peer not in run:
                continue
            by = run.ratio(row, peer)
            wanted = [None if x is None else round(x * share, 2) for x in (due.due, due.aim)]
            lines.append(
                [
                    WORDS[due.what],
                    due.said,
                    f"{size:,}",
                    f"{run.ns(row):.1f}",
                    f"{run.ns(peer):.1f}",
                    f"{by:.1f}",
                    *("" if x is None else f"{x:g}" for x in wanted),
                    verdict(Comparison(row, peer, *wanted), by),
                ]
            )
    return lines


def limit_lines(run: Run) -> list[list[str]]:
    """Every kernel at 16 k rows beside the bare compressions and the counted instructions."""
    lines = []
    for what in WORDS:
        for kernel in KERNELS:
            row, limit = f"{what}/sha1/{kernel}/{SIZES[0]}", run.limit(what, "sha1", kernel)
            if row not in run or limit is None:
                continue
            line = [WORDS[what], kernel, f"{run.ns(row):.1f}", f"{run.ns(limit):.1f}"]
            line.append(f"{100 * run.ratio(row, limit):.0f} %")
            bound = bound_ns(what, run.ghz, kernel)
            if bound is None:
                line += ["", "", ""]
            else:
                share = bound / run.ns(row)
                line += [f"{bound:.1f}", f"{100 * share:.0f} %"]
                judged = what == "match_cold" and kernel == run.preferred("sha1")
                compared = Comparison(row, "bound", BOUND_DUE, BOUND_AIM)
                line.append(verdict(compared, share) if judged else "")
            lines.append(line)
    return lines


def sha2_lines(run: Run) -> list[list[str]]:
    lines = []
    for algorithm in ("sha256", "sha512"):
        kernel = run.preferred(algorithm)
        for what in WORDS:
            row = f"{what}/{algorithm}/otpp/{SIZES[0]}"
            if row not in run:
                continue
            line = [f"{ALGORITHMS[algorithm]}: {WORDS[what]}", f"{run.ns(row):.1f}"]
            limit = run.limit(what, algorithm, kernel)
            line.append(f"{100 * run.ratio(row, limit):.0f} %" if limit else "")
            for peer in ("openssl", "liboath", "ipsec_mb"):
                name = f"{what}/{algorithm}/{peer}/{SIZES[0]}"
                line.append(f"{run.ratio(row, name):.1f}" if name in run else "")
            by = f"{what}/{algorithm}/openssl/{SIZES[0]}"
            line.append("" if by not in run else aim_of_sha2(run.ratio(row, by)))
            lines.append(line)
    return lines


def aim_of_sha2(by: float) -> str:
    return f"aim of {SHA2_AIM} " + ("met" if by >= SHA2_AIM else "not met")


def kernel_lines(run: Run) -> list[list[str]]:
    lines = []
    for algorithm, said in ALGORITHMS.items():
        for what, words in WORDS.items():
            row = [f"{what}/{algorithm}/{kernel}/{SIZES[0]}" for kernel in KERNELS]
            if any(name in run for name in row):
                lines.append([f"{said}: {words}"] + [f"{run.ns(n):.1f}" if n in run else "" for n in row])
    return lines


def thread_lines(run: Run) -> list[list[str]]:
    lines = []
    for size in (16_384, 131_072, 1_000_000, 10_000_000):
        for what in WORDS:
            one, two = f"{what}/sha1/otpp/{size}/clock", f"{what}/sha1/otpp/{size}/2_threads"
            if one not in run or two not in run:
                continue
            by = run.ratio(two, one)
            due = (THREADS_DUE, THREADS_AIM) if size == 10_000_000 else (None, None)
            judged = verdict(Comparison(two, one, *due), by)
            lines.append(
                [WORDS[what], f"{size:,}", f"{run.ns(one):.1f}", f"{run.ns(two):.1f}", f"{by:.2f}", judged]
            )
    return lines


def threads_part(run: Run, markdown: bool) -> list[str]:
    lines = thread_lines(run)
    if not lines:
        return []
    return [
        "Two threads, by the clock:",
        table(["", "rows", "one, ns", "two, ns", "times", ""], lines, markdown),
    ]


def few_lines(run: Run) -> list[list[str]]:
    """Small batches beside a loop over totp.match: ns a row, and how many times quicker."""
    sizes = sorted(
        int(found[1])
        for name in run.times
        if (found := re.fullmatch(r"match_cold/sha1/totp_loop/(\d+)", name))
    )
    lines = []
    for size in sizes:
        line = [str(size)]
        slower = []
        for what in ("match_cold", "match_prepared"):
            ours, loop = f"{what}/sha1/otpp/{size}", f"{what}/sha1/totp_loop/{size}"
            by = run.ratio(ours, loop)
            line += [f"{run.ns(ours):.1f}", f"{run.ns(loop):.1f}", f"{by:.2f}"]
            if by < 1:
                slower.append(what.split("_")[1])
        lines.append(line + [f"NOT MET: {', '.join(slower)}" if slower else "met"])
    return lines


def peer_lines(run: Run) -> list[list[str]]:
    """Every peer there is, SHA-1 at 16 k rows: ns a row, and how many times ours."""
    shown = ("match_cold", "generate_cold", "counters")
    found = {
        name.split("/")[2]
        for name in run.times
        if name.endswith(f"/{SIZES[0]}") and name.split("/")[2] not in (*KERNELS, "otpp")
    }
    lines = []
    for who in sorted(found, key=lambda who: run.ns(f"match_cold/sha1/{who}/{SIZES[0]}")):
        line = [who]
        for what in shown:
            ours, theirs = f"{what}/sha1/otpp/{SIZES[0]}", f"{what}/sha1/{who}/{SIZES[0]}"
            line += [f"{run.ns(theirs):.0f}", f"{run.ratio(ours, theirs):.1f}"] if theirs in run else ["", ""]
        lines.append(line)
    return lines


def python_lines(run: Run) -> list[list[str]]:
    known = run.python
    ns = known["ns"]
    lines = []
    for how, peers in PYTHON_DUES.items():
        row = f"match/{how}/{known['rows']}"
        for peer, due in peers.items():
            by = ratio(ns, row, f"match/{peer}")
            judged = verdict(Comparison(row, peer, *due), by)
            took = f"{statistics.median(ns[row]):.1f}", f"{statistics.median(ns[f'match/{peer}']):,.0f}"
            lines.append([f"match ±1, {how}", peer, *took, f"{by:.0f} ×", *(f"{x}" for x in due), judged])
        cpp = f"match/{how}/C++"
        over = 100 * (1 / ratio(ns, row, cpp) - 1)
        took = f"{statistics.median(ns[row]):.1f}", f"{statistics.median(ns[cpp]):,.1f}"
        said = "met" if over <= OVERHEAD_DUE else "NOT MET"
        lines.append([f"match ±1, {how}", "the C++ call", *took, f"{over:+.1f} %", f"≤ {OVERHEAD_DUE} %", "", said])
    return lines


def readable(name: str) -> str:
    _, how, what = name.split("/")
    return f"{how}, {int(what):,} rows" if what.isdigit() else f"{how}, {what}"


def python_forms(run: Run) -> list[list[str]]:
    peers = {*PYTHON_DUES["cold"], "C++"}
    return [
        [readable(name), f"{statistics.median(times):.1f}"]
        for name, times in run.python["ns"].items()
        if name.split("/")[-1] not in peers
    ]


def python_parts(run: Run, markdown: bool) -> list[str]:
    if run.python is None:
        return []
    known = run.python
    versions = ", ".join(f"{name} {version}" for name, version in known["versions"].items())
    return [
        f"From Python {known['python']} ({versions}): {known['rows']:,} rows, arrays of NumPy, one thread; the peers in "
        f"a loop over prepared objects; {known['compared']:,} results compared, 0 differences.",
        table(["", "beside", "ns a row", "its ns", "times", "due", "aim", ""], python_lines(run), markdown),
        "The same by other sizes, and (65,536 rows) by other forms of keys and codes:",
        table(["match ±1", "ns a row"], python_forms(run), markdown),
    ]


def about(run: Run) -> str:
    known = run.context
    return (
        f"{known['processor']}, {known['cpus']} CPUs, {run.ghz:.2f} GHz by the chain of additions, compiler "
        f"{known['compiler']}; {known['date']}; {known['rounds']} rounds, interleaved; "
        f"{known['rows_checked']} rows checked, all their results, against a second implementation."
    )


def report(run: Run, markdown: bool) -> str:
    width = "one thread, 20-byte keys, SHA-1, six digits"
    head = ["", "beside", "rows", "ns a row", "its ns", "times", "due", "aim", ""]
    parts = [about(run), f"What is due ({width}):", table(head, due_lines(run, "otpp", 1), markdown)]
    if run.preferred("sha1") != "avx2" and f"match_cold/sha1/avx2/{SIZES[0]}" in run:
        parts += [
            f"The AVX2 kernel by its name; due are {100 * AVX2_SHARE:.0f} % of the same (intel-ipsec-mb by its AVX2 code):",
            table(head, due_lines(run, "avx2", AVX2_SHARE), markdown),
        ]
    parts += [
        f"The limit, {SIZES[0]:,} rows: the bare compressions, and the vector instructions counted in the "
        "listing at two a cycle:",
        table(
            ["", "kernel", "ns a row", "bare", "share", "counted", "share", ""],
            limit_lines(run),
            markdown,
        ),
        *threads_part(run, markdown),
        "Small batches, match ±1, beside a loop over `totp.match`; ns a row:",
        table(
            ["rows", "cold", "loop", "times", "prepared", "loop", "times", "not slower"],
            few_lines(run),
            markdown,
        ),
        f"SHA-256 and SHA-512, {SIZES[0]:,} rows; times of each peer:",
        table(
            ["", "ns a row", "of bare", "OpenSSL", "liboath", "intel-ipsec-mb", ""],
            sha2_lines(run),
            markdown,
        ),
        f"Every kernel, {SIZES[0]:,} rows, ns a row:",
        table(["", *KERNELS], kernel_lines(run), markdown),
        f"Every peer, SHA-1, {SIZES[0]:,} rows, ns a row and how many times ours:",
        table(
            ["", "match ±1", "times", "generate", "times", "counters", "times"],
            peer_lines(run),
            markdown,
        ),
    ]
    return "\n\n".join(parts + python_parts(run, markdown))


def short_table(run: Run) -> str:
    """What the first page of the project shows."""
    lines = []
    for due in DUES:
        each = []
        for size in SIZES:
            each.append(
                f"{run.ratio(f'{due.what}/sha1/otpp/{size}', f'{due.peer_what}/sha1/{due.peer}/{size}'):.1f}"
            )
        lines.append([WORDS[due.what], due.said, *each])
    two = "match_cold/sha1/otpp/10000000/2_threads"
    if two in run:
        by = run.ratio(two, two.replace("2_threads", "clock"))
        lines.append(["match ±1, two threads", "one, 10 M rows", "", f"{by:.2f}"])
    if run.python is not None:
        ns, rows = run.python["ns"], run.python["rows"]
        for how in PYTHON_DUES:
            row = f"match/{how}/{rows}"
            by = [f"{ratio(ns, row, f'match/{peer}'):.0f}" for peer in PYTHON_DUES[how]]
            said = "from Python, match ±1, " + ("cold" if how == "cold" else "a `KeySet`")
            lines.append([said, "loops over pyotp / passlib / `hmac.digest`", "", " / ".join(by)])
    rate = 1e3 / run.ns(f"match_cold/sha1/otpp/{SIZES[1]}")
    return (
        table(["", "beside", "16 k rows", "1 M rows"], lines, True)
        + f"\n\nThat is {rate:.0f} million codes matched a second by one thread, each in a window of three steps."
    )


def pattern(given: argparse.Namespace) -> str:
    if given.smoke:
        return r"^(?!.*/limit_).*/(1|4|17|64|1024)$|/1024/2_threads|/limit_.*|^cycle/"
    return given.rows


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("build", type=pathlib.Path, nargs="?")
    parser.add_argument("--from", dest="earlier", type=pathlib.Path, help="the JSON of an earlier run")
    parser.add_argument("--rows", default=".", help="a pattern: only these, and no tables of the others")
    parser.add_argument("--smoke", action="store_true", help="each row once, for an instant")
    parser.add_argument("--markdown", action="store_true", help="tables for README.md")
    parser.add_argument("--readme", action="store_true", help="put them there")
    parser.add_argument("--plot", type=pathlib.Path, help="a folder for the pictures")
    parser.add_argument("--all-peers", action="store_true", help="those of Rust and Go as well")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", type=pathlib.Path, help="default: BUILD/bench/bulk.json")
    given = parser.parse_args()

    if given.earlier:
        measured = json.loads(given.earlier.read_text())
    elif given.build is None:
        parser.error("a build folder, or --from")
    else:
        libraries = bulk_peers.libraries(given.build / "bench" / "peers") if given.all_peers else {}
        rounds, milliseconds = (1, 0.0) if given.smoke else (given.rounds, 5.0)
        measured = measure(given.build, pattern(given), rounds, milliseconds, libraries)
        if given.smoke or given.rows == ".":
            library = given.build / "bench" / "libbulk_call.so"
            rows = 2_048 if given.smoke else bulk_python.ROWS
            measured["python"] = bulk_python.measure(library, rounds, milliseconds, rows)
        (given.json or given.build / "bench" / "bulk.json").write_text(json.dumps(measured, indent=1))
    run = Run(measured)
    if given.smoke or given.rows != ".":
        for name in run.times:
            print(f"{name}  {run.ns(name):.1f}")
        print("\n\n".join(python_parts(run, given.markdown)))
        return
    print(report(run, given.markdown))
    if given.plot:
        bulk_picture.draw(run, given.plot)
    if given.readme:
        put_into_readme(README_BEGIN, README_END, report(run, True))
        put_into_readme(SHORT_BEGIN, SHORT_END, short_table(run), ROOT / "README.md")


if __name__ == "__main__":
    main()
