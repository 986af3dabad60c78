#!/usr/bin/env python3
"""Mutation testing: how many changes of a header its own test notices, and which it does not.

    ./dev mutate include/otpp/hotp.hpp ... [--seed N] [--mutants N]

universalmutator makes the mutants, one changed line each, and the seed chooses among them. A mutant with
which the header alone does not compile is not counted. The others are compiled into tests/otpp/NAME.cpp:
a mutant is killed if that does not compile (an assertion in the compiler), fails, or does not end.
"""

import argparse
import concurrent.futures
import contextlib
import io
import os
import queue
import random
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from scratch import ROOT, Scratch
from universalmutator import mutator

RULES = ["universal.rules", "c_like.rules", "cpp.rules"]
SECONDS = 60  # a program that runs longer does not end


def mutants_of(header: Path) -> list[tuple[int, str]]:
    """Line numbers, from 1, and what each becomes."""
    with contextlib.redirect_stdout(io.StringIO()):
        found = mutator.mutants_regexp(
            header.read_text().splitlines(keepends=True), RULES, ignorePatterns=[r"^\s*(#|//)"], ignoreStringOnly=True
        )
    return sorted({(number, line) for number, line, *_ in found})


class Mutation:
    """One header and its test, in a copy of the tree."""

    def __init__(self, scratch: Scratch, header: str):
        self.scratch, self.file = scratch, scratch.tree / header
        self.name = header.removeprefix("include/otpp/").removesuffix(".hpp")
        self.lines = self.file.read_text().splitlines(keepends=True)

    def outcome(self, number: int | None = None, line: str = "") -> str:
        lines = list(self.lines)
        if number is not None:
            lines[number - 1] = line
        self.file.write_text("".join(lines))
        try:
            return self._outcome()
        finally:
            self.file.write_text("".join(self.lines))

    def _outcome(self) -> str:
        alone = ["g++", "-std=c++20", "-w", "-fsyntax-only", "-I../../include", "-x", "c++", self.file]
        if self.scratch.call(alone).returncode != 0:
            return "does not compile"
        test = f"tests/otpp/{self.name}.cpp"
        if self.scratch.compile(test, "-fmax-errors=1").returncode != 0:
            return "killed by the compiler"
        try:
            done = self.scratch.run(test, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return "killed: does not end"
        return "killed by the program" if done.returncode != 0 else "survived"


def score(header: str, scratches: list[Scratch], seed: int, count: int) -> None:
    candidates = mutants_of(ROOT / header)
    random.Random(seed).shuffle(candidates)
    idle: queue.Queue[Mutation] = queue.Queue()
    for scratch in scratches:
        idle.put(Mutation(scratch, header))
    print(f"{header}: {len(candidates)} mutants, seed {seed}", flush=True)

    def judge(mutant):
        mutation = idle.get()
        try:
            return mutation.outcome(*mutant)
        finally:
            idle.put(mutation)

    first = idle.get()
    if (unchanged := first.outcome()) != "survived":
        sys.exit(f"{header} without a mutant: {unchanged}")
    idle.put(first)

    outcomes: dict[tuple[int, str], str] = {}
    with concurrent.futures.ThreadPoolExecutor(len(scratches)) as pool:
        while candidates and len(outcomes) < count:
            # As many at a time as are still needed, so that the same seed judges the same mutants.
            batch, candidates = candidates[: count - len(outcomes)], candidates[count - len(outcomes) :]
            for mutant, outcome in zip(batch, pool.map(judge, batch)):
                if outcome != "does not compile":
                    outcomes[mutant] = outcome
                    print(f"  {len(outcomes)}/{count} line {mutant[0]}: {outcome}", flush=True)
    survivors = [mutant for mutant, outcome in outcomes.items() if outcome == "survived"]
    lines = (ROOT / header).read_text().splitlines()
    for number, line in sorted(survivors):
        print(f"\n{header}:{number}\n-{lines[number - 1]}\n+{line.rstrip()}")
    killed = len(outcomes) - len(survivors)
    print(f"\n{header}: {killed} of {len(outcomes)} killed ({killed / max(len(outcomes), 1):.0%})\n", flush=True)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--build", type=Path, required=True, help="a Meson folder, compiled")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--mutants", type=int, default=50)
    arguments.add_argument("header", nargs="+")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="otpp-mutants-") as folder:
        scratches = []
        for number in range(os.cpu_count() or 1):
            (Path(folder) / str(number)).mkdir()
            scratches.append(Scratch(Path(folder) / str(number), options.build.resolve()))
        for header in options.header:
            score(header, scratches, options.seed, options.mutants)


if __name__ == "__main__":
    main()
