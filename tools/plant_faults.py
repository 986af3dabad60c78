#!/usr/bin/env python3
"""Plants the faults of tests/hardening/faults.toml one by one, and sees the test of each go red.

    tools/plant_faults.py [--gate] [--faults FILE] [ID ...]

It works in a scratch copy of the working tree. First every test that a fault names must be green
without one; then each must be red with it, for the right reason: a fault that merely does not
compile proves nothing. One line a fault, with its seconds; the last line counts.
"""

import argparse
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

GREEN, RED = "green", "red"

# How compilers say that an assertion does not hold, or that a check of it is no constant.
ASSERTION = re.compile(
    "static assertion failed|non-constant condition for static assertion|is not a constant expression"
)


class Broken(Exception):
    """The fault or its test is not what it should be."""


class Scratch:
    def __init__(self, folder: Path):
        self.folder = folder
        self.built: dict[str, Path] = {}  # objects that no fault changes
        copied = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, check=True, capture_output=True, text=True, errors="replace",
        ).stdout  # fmt: skip
        for name in filter(None, copied.split("\0")):
            if (ROOT / name).is_file():
                to = folder / "tree" / name
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, to)
        self.tree = folder / "tree"
        for command in (["git", "init", "-q"], ["git", "add", "-A"]):
            subprocess.run(command, cwd=self.tree, check=True)

        catch = self.pkg_config("catch2", "catch2-with-main")
        cryptopp = self.pkg_config("libcrypto++")
        sqlite = self.pkg_config("sqlite3")
        self.libraries = catch[1] + cryptopp[1] + sqlite[1]
        # Catch2 first and precompiled: it is most of what a test file costs.
        first = folder / "first" / "catch_first.hpp"
        first.parent.mkdir()
        shutil.copy2(self.tree / "tests/support/catch.hpp", first)
        self.compiler = ["g++", "-std=c++20", "-O0", *catch[0], *cryptopp[0]]
        if cryptopp[1]:
            self.compiler.append("-DOTPP_TEST_CRYPTOPP")
        self.run_or_stop([*self.compiler, "-x", "c++-header", first, "-o", f"{first}.gch"])
        places = ("tree/include", "tree/tests", "generated")
        self.compiler += [f"-I{folder / place}" for place in places]
        self.catch_first = ["-include", first]
        self.vectors()

    @staticmethod
    def pkg_config(*names: str) -> tuple[list[str], list[str]]:
        for name in names:
            found = [
                subprocess.run(["pkg-config", flag, name], capture_output=True, text=True, errors="replace")
                for flag in ("--cflags", "--libs")
            ]
            if all(each.returncode == 0 for each in found):
                return shlex.split(found[0].stdout), shlex.split(found[1].stdout)
        return [], []

    @staticmethod
    def run_or_stop(command):
        done = subprocess.run(command, capture_output=True, text=True, errors="replace")
        if done.returncode != 0:
            raise Broken(done.stderr[:3000])

    def vectors(self):
        to = self.folder / "generated" / "vectors"
        to.mkdir(parents=True, exist_ok=True)
        for data in (self.tree / "tests/vectors").glob("*.json"):
            self.run_or_stop(
                [sys.executable, self.tree / "tools/vectors_to_cpp.py", data, to / f"{data.stem}.hpp"]
            )

    def object(self, source: str) -> Path:
        if source not in self.built:
            out = self.folder / f"{source}.o"
            self.run_or_stop([*self.compiler, "-c", self.tree / f"tests/support/{source}.cpp", "-o", out])
            self.built[source] = out
        return self.built[source]

    def catch(self, source: str) -> tuple[str, str]:
        """The test file alone: an assertion of it may fail in the compiler or in the program."""
        out = self.folder / "test.o"
        done = subprocess.run(
            [*self.compiler, *self.catch_first, "-c", self.tree / f"tests/otpp/{source}.cpp", "-o", out],
            capture_output=True, text=True, errors="replace",
        )  # fmt: skip
        if done.returncode != 0:
            first = done.stderr[done.stderr.find("error") :][:400]
            if not ASSERTION.search(done.stderr):
                raise Broken(f"does not compile, and not for an assertion: {first}")
            return RED, f"in the compiler: {first}"
        program = self.folder / "test"
        self.run_or_stop(
            ["g++", out, self.object("main"), self.object("backends"), *self.libraries, "-o", program]
        )
        done = subprocess.run([program, f"[{source}]"], capture_output=True, text=True, errors="replace", timeout=300)
        return (GREEN if done.returncode == 0 else RED), done.stdout[-400:]

    def package(self) -> dict[str, str]:
        """The environment in which `otpp` is the package of the tree, its extensions as installed."""
        installed = Path(importlib.util.find_spec("otpp").origin).parent
        package = self.folder / "package" / "otpp"
        shutil.rmtree(package, ignore_errors=True)
        shutil.copytree(self.tree / "bindings/python/otpp", package)
        for extension in installed.glob("_*.so"):
            shutil.copy2(extension, package)
        return os.environ | {"PYTHONPATH": str(package.parent)}

    def pytest(self, name: str, says: str, environment: dict[str, str] | None = None) -> tuple[str, str]:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--how", "usual", name],
            cwd=self.tree, capture_output=True, text=True, errors="replace", env=environment,
        )  # fmt: skip
        if done.returncode not in (0, 1):
            raise Broken(f"pytest could not run {name}: {done.stdout[-400:]}{done.stderr[-400:]}")
        if done.returncode == 0:
            return GREEN, done.stdout[-400:]
        if says not in done.stdout:
            raise Broken(f"red, but not because of {says!r}: {done.stdout[-1500:]}")
        return RED, done.stdout[-400:]

    def run(self, test: dict) -> tuple[str, str]:
        if test["kind"] == "catch":
            return self.catch(test["source"])
        if test["kind"] == "pytest":
            return self.pytest(test["name"], test["says"])
        if test["kind"] == "python":  # a fault of the Python package's own files
            return self.pytest(test["name"], test["says"], self.package())
        raise Broken(f"a test of kind {test['kind']}")

    def plant(self, fault: dict) -> tuple[str, str]:
        file = self.tree / fault["file"]
        text = file.read_text()
        if text.count(fault["old"]) != 1:
            raise Broken(f"`old` stands {text.count(fault['old'])} times in {fault['file']}")
        file.write_text(text.replace(fault["old"], fault["new"]))
        data = fault["file"].startswith("tests/vectors/")
        try:
            if data:
                self.vectors()
            return self.run(fault["test"])
        finally:
            file.write_text(text)
            if data:
                self.vectors()


def lacks(fault: dict) -> bool:
    needed = fault.get("needs")
    return needed is not None and needed not in Path("/proc/cpuinfo").read_text().split()


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--gate", action="store_true", help="only those of every test run")
    arguments.add_argument("id", nargs="*", help="only these")
    arguments.add_argument("--faults", default=ROOT / "tests/hardening/faults.toml", type=Path)
    options = arguments.parse_args()
    os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"

    faults = tomllib.loads(options.faults.read_text())["fault"]
    ids = [fault["id"] for fault in faults]
    if len(set(ids)) != len(ids):
        print("two faults have one id")
        return 1
    wanted = [
        fault
        for fault in faults
        if (not options.id or fault["id"] in options.id) and (not options.gate or fault.get("gate"))
    ]
    if unknown := set(options.id) - set(ids):
        print(f"no such fault: {', '.join(sorted(unknown))}")
        return 1

    seen = failed = 0
    with tempfile.TemporaryDirectory(prefix="otpp-faults-") as folder:
        scratch = Scratch(Path(folder))

        def timed(what: str, expected: str, call) -> bool:
            start = time.monotonic()
            try:
                colour, shown = call()
            except Broken as broken:
                colour, shown = "broken", str(broken)
            good = colour == expected
            print(f"{'' if good else 'FAILED '}{what}: {colour} ({time.monotonic() - start:.1f} s)", flush=True)
            if not good:
                print("    " + shown.replace("\n", "\n    "), flush=True)
            return good

        def key(fault: dict) -> tuple[str, str]:  # what is run, whatever it is to say
            test = fault["test"]
            return test["kind"], test.get("source") or test["name"]

        unplanted = {key(fault): fault["test"] for fault in wanted if not lacks(fault)}
        sound = {
            which: timed(f"without a fault: {test.get('source') or test['name']}", GREEN, lambda t=test: scratch.run(t))
            for which, test in unplanted.items()
        }
        failed += list(sound.values()).count(False)
        for fault in wanted:
            if lacks(fault):
                print(f"{fault['id']}: skipped, this processor lacks {fault['needs']}")
            elif not sound[key(fault)]:
                print(f"FAILED {fault['id']}: its test is not green without it")
                failed += 1
            elif timed(fault["id"], RED, lambda f=fault: scratch.plant(f)):
                seen += 1
            else:
                failed += 1
    print(f"{seen} of {len(wanted)} faults seen red, {failed} failures")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
