"""What importing a library costs: whole processes, each beside one of bare Python."""

import random
import resource
import statistics
import subprocess
import sys
import time
from typing import NamedTuple

BARE = "pass"
IMPORTS = {
    "otpp": "import otpp",
    "pyotp": "import pyotp",
    "passlib": "import passlib.totp",
    "cryptography": "import cryptography.hazmat.primitives.twofactor.totp",
}
# What `import otpp` must leave to those who use it.
LATER = ("numpy", "segno", "typing", "datetime")


def check() -> None:
    """`import otpp` gives the package, whole, and loads nothing that is for later."""
    found = subprocess.run(
        [sys.executable, "-c", "import otpp, sys; print(otpp.TOTP(bytes(20)).at(0), *sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    bare = subprocess.run(
        [sys.executable, "-c", "import sys; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    early = [name for name in LATER if name in found and name not in bare]
    if found[0] != "328482" or "otpp._otpp" not in found or early:
        sys.exit(f"import otpp: the passcode {found[0]}, and loaded too early: {early}")


class Process(NamedTuple):
    """What one process took, in milliseconds."""

    cpu: float
    clock: float


def run(statement: str) -> Process:
    start = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", statement], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Process(1000 * cpu, 1000 * (time.perf_counter() - start))


def measure(pairs: int) -> dict[str, list[Process]]:
    """The processes of each statement, round by round; "python" is the bare one."""
    check()  # and the first import, which writes bytecode
    statements = {"python": BARE} | IMPORTS
    for statement in statements.values():
        run(statement)
    taken: dict[str, list[Process]] = {who: [] for who in statements}
    for _ in range(pairs):
        for who in random.sample(list(statements), len(statements)):
            taken[who].append(run(statements[who]))
    return taken


def over_bare(taken: dict[str, list[Process]], who: str) -> Process:
    pairs = list(zip(taken[who], taken["python"], strict=True))
    return Process(*(statistics.median(w[i] - b[i] for w, b in pairs) for i in (0, 1)))
