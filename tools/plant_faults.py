#!/usr/bin/env python3
"""Plants the faults of tests/hardening/faults.toml one by one, and checks that the test of each fails.

    tools/plant_faults.py --build BUILD [--gate] [--faults FILE] [ID ...]

It works in a copy of the tree, and compiles as in BUILD, a Meson folder that is compiled. Every test must
pass without a fault first, then fail with it and for the right reason: a fault that only does not compile
proves nothing. One line a fault, with its seconds; the last line counts.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import tomllib

sys.path.insert(0, str(Path(__file__).resolve().parent))

from scratch import ROOT, Scratch

PASSES, FAILS, UNSOUND = "passes", "fails", "unsound"

# How compilers report a static assertion that does not hold, or is no constant.
ASSERTION = re.compile(
    "static assertion failed|non-constant condition for static assertion|is not a constant expression"
)


class Unsound(Exception):
    """The fault or its test is not what it should be."""


def catch(scratch: Scratch, test: str, says: str) -> tuple[str, str]:
    """A C++ test file alone: an assertion of it may fail in the compiler or in the program."""
    compiled = scratch.compile(test)
    if compiled.returncode != 0:
        message = compiled.stderr[max(compiled.stderr.find("error"), 0) :][:400]
        if not ASSERTION.search(compiled.stderr):
            raise Unsound(f"does not compile, and not for an assertion: {message}")
        return FAILS, f"in the compiler: {message}"
    done = scratch.run(test)
    return (PASSES if done.returncode == 0 else FAILS), done.stdout[-400:]


def pytest(scratch: Scratch, test: str, says: str) -> tuple[str, str]:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--how", "all", test]
    done = subprocess.run(
        command, cwd=scratch.tree, env=scratch.package(), capture_output=True, text=True, errors="replace"
    )
    if done.returncode not in (0, 1):
        raise Unsound(f"pytest could not run {test}: {done.stdout[-400:]}{done.stderr[-400:]}")
    if done.returncode == 1 and says not in done.stdout:
        raise Unsound(f"fails, but not because of {says!r}: {done.stdout[-1500:]}")
    return (PASSES if done.returncode == 0 else FAILS), done.stdout[-400:]


def run(scratch: Scratch, fault: dict) -> tuple[str, str]:
    kind = catch if fault["test"].endswith(".cpp") else pytest
    return kind(scratch, fault["test"], fault.get("says", ""))


def plant(scratch: Scratch, fault: dict) -> tuple[str, str]:
    file = scratch.tree / fault["file"]
    text = file.read_text()
    if text.count(fault["old"]) != 1:
        raise Unsound(f"`old` stands {text.count(fault['old'])} times in {fault['file']}")
    file.write_text(text.replace(fault["old"], fault["new"]))
    try:
        return run(scratch, fault)
    finally:
        file.write_text(text)


def is_as_expected(what: str, expected: str, call) -> bool:
    start = time.monotonic()
    try:
        result, shown = call()
    except Unsound as unsound:
        result, shown = UNSOUND, str(unsound)
    good = result == expected
    print(f"{'' if good else 'FAILED '}{what}: {result} ({time.monotonic() - start:.1f} s)", flush=True)
    if not good:
        print("    " + shown.replace("\n", "\n    "), flush=True)
    return good


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--build", type=Path, required=True, help="a Meson folder, compiled")
    arguments.add_argument("--gate", action="store_true", help="only those of every test run")
    arguments.add_argument("--faults", default=ROOT / "tests/hardening/faults.toml", type=Path)
    arguments.add_argument("id", nargs="*", help="only these")
    options = arguments.parse_args()
    os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"

    faults = {fault["id"]: fault for fault in tomllib.loads(options.faults.read_text())["fault"]}
    if unknown := set(options.id) - set(faults):
        print(f"no such fault: {', '.join(sorted(unknown))}")
        return 1
    chosen = [faults[each] for each in options.id or faults if not options.gate or faults[each].get("gate")]
    has = set(Path("/proc/cpuinfo").read_text().split())
    for fault in chosen:
        if "needs" in fault and fault["needs"] not in has:
            print(f"{fault['id']}: skipped, this processor lacks {fault['needs']}")
    chosen = [fault for fault in chosen if fault.get("needs", "") in {"", *has}]

    seen = 0
    with tempfile.TemporaryDirectory(prefix="otpp-faults-") as folder:
        scratch = Scratch(Path(folder), options.build.resolve())
        sound = {
            test: is_as_expected(f"without a fault: {test}", PASSES, lambda f=fault: run(scratch, f))
            for test, fault in {fault["test"]: fault for fault in chosen}.items()
        }
        for fault in chosen:
            if not sound[fault["test"]]:
                print(f"FAILED {fault['id']}: its test does not pass without it")
            elif is_as_expected(fault["id"], FAILS, lambda f=fault: plant(scratch, f)):
                seen += 1
    print(f"{seen} of {len(chosen)} faults seen")
    return 0 if seen == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
