"""What importing a package costs: whole processes, beside one of bare Python."""

import statistics
import subprocess
import sys

from bench.harness.rounds import Process, interleaved, process

STATEMENTS = {
    "python": "pass",
    "otpp": "import otpp",
    "pyotp": "import pyotp",
    "passlib": "import passlib.totp",
    "cryptography": "import cryptography.hazmat.primitives.twofactor.totp",
}
LAZY = {"numpy", "segno", "typing", "datetime"}  # modules that `import otpp` must not load


def check() -> None:
    """Exits unless `import otpp` gives a package that works and loads no module of LAZY."""

    def output(code: str) -> list[str]:
        return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()

    passcode, *found = output("import otpp, sys; print(otpp.TOTP(bytes(20)).at(0), *sys.modules)")
    early = LAZY & set(found) - set(output("import sys; print(*sys.modules)"))
    if passcode != "328482" or "otpp._otpp" not in found or early:
        sys.exit(f"import otpp: the passcode {passcode}, and loaded too early: {sorted(early)}")


def measure(rounds: int) -> dict[str, list[Process]]:
    check()
    timers = {name: lambda code=code: process([sys.executable, "-c", code]) for name, code in STATEMENTS.items()}
    interleaved(timers, 1)  # compiles bytecode and fills the page cache
    return interleaved(timers, rounds)


def over_bare(taken: dict[str, list[Process]], name: str) -> Process:
    both = list(zip(taken[name], taken["python"], strict=True))
    return Process(*(statistics.median(own[i] - bare[i] for own, bare in both) for i in (0, 1)))
