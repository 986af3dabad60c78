#!/usr/bin/env python3
"""Counts the instructions of the bulk engine's loops in their listing, and what they bound.

    tools/instruction_bound.py [--ghz 4.0] [COMPILER ...]

Valgrind knows neither AVX-512 nor SHA-NI, and a count needs no machine that has them: objdump lists
tests/hardening/instructions/kernels.cpp, and here the way through a function is followed block by block, through
each loop as often as it is taken, by the longer branch. Padding does not count. A test holds the
counts: tests/hardening/test_listing.py.

The bound of a path is its vector instructions that compute (moves between registers and memory do
not), divided by how many of them start in a cycle: 2, as on Zen 4, whatever the machine.
"""

import argparse
import functools
import pathlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from typing import NamedTuple

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMPILERS = ("g++", "clang++")
A_CYCLE = 2
TILE_ROWS = 16
LANES = {"avx512": 16, "avx2": 8}  # of 32 bits


class Count(NamedTuple):
    """Instructions; those on vector registers; of these, the ones that compute."""

    all: int = 0
    vector: int = 0
    computing: int = 0

    def plus(self, other: "Count") -> "Count":
        return Count(*(a + b for a, b in zip(self, other)))

    def times(self, n: int) -> "Count":
        return Count(*(n * a for a in self))


class Instruction(NamedTuple):
    address: int
    name: str
    operands: str

    def count(self) -> Count:
        if re.match(r"nop|data16|cs$|xchg$", self.name):  # what fills the room before a loop
            return Count()
        vector = re.search(r"%[xyz]mm|%k[0-7]", self.operands) is not None
        # A broadcast from memory is a load; one from a register, and a word put into a vector, compute.
        moves = re.match(r"v?mov|kmov", self.name) or (
            self.name.startswith("vpbroadcast") and "(" in self.operands
        )
        return Count(1, int(vector), int(vector and not moves))

    def target(self) -> int | None:
        if not self.name.startswith("j"):
            return None
        return int(self.operands.split()[0], 16)


class Function:
    """The blocks of a function, and where each may go on."""

    def __init__(self, instructions: list[Instruction]):
        starts = {instructions[0].address}
        for this, following in zip(instructions, instructions[1:]):
            if this.name.startswith(("j", "ret", "ud2")):
                starts.add(following.address)
        starts |= {t for t in map(Instruction.target, instructions) if t is not None}
        self.entry = instructions[0].address
        self.weight: dict[int, Count] = {}
        self.next: dict[int, list[int]] = {}
        for each, following in zip(instructions, [*instructions[1:], None]):
            if each.address in starts:
                block = each.address
                self.weight[block] = Count()
                self.next[block] = []
            self.weight[block] = self.weight[block].plus(each.count())
            target = each.target()
            if target is not None:
                self.next[block].append(target)
            falls = not each.name.startswith(("jmp", "ret", "ud2"))
            if falls and following is not None and following.address in starts:
                self.next[block].append(following.address)

    def total(self) -> Count:
        return functools.reduce(Count.plus, self.weight.values())

    def loops(self) -> dict[int, set[int]]:
        """The blocks of each loop by the block that it begins with."""
        back: list[tuple[int, int]] = []
        state = {self.entry: 1}
        stack: list[tuple[int, Iterator[int]]] = [(self.entry, iter(self.next[self.entry]))]
        while stack:
            block, rest = stack[-1]
            for following in rest:
                if state.get(following) == 1:  # on the way from the entry to here
                    back.append((block, following))
                elif following not in state:
                    state[following] = 1
                    stack.append((following, iter(self.next[following])))
                    break
            else:
                state[block] = 2
                stack.pop()
        before: dict[int, list[int]] = {block: [] for block in self.weight}
        for block in state:
            for following in self.next[block]:
                before[following].append(block)
        found: dict[int, set[int]] = {}
        for latch, header in back:
            blocks = found.setdefault(header, {header})
            reached = [latch]
            while reached:
                if (block := reached.pop()) not in blocks:
                    blocks.add(block)
                    reached += before[block]
        return found

    def walked(self, inner: int, outer: int) -> tuple[Count, Count]:
        """The longest way through, and the longest turn of an innermost loop: loops that contain no
        other are taken `inner` times, the others `outer` times."""
        loops = self.loops()
        weight, following = dict(self.weight), {b: set(n) for b, n in self.next.items()}
        merged = {block: block for block in weight}
        turn = Count()
        for header, blocks in sorted(loops.items(), key=lambda loop: len(loop[1])):
            times = outer if any(h != header and h in blocks for h in loops) else inner
            inside = {merged[b] for b in blocks}
            once = longest(header, weight, {b: (following[b] & inside) - {header} for b in inside})
            if times == inner:
                turn = max(turn, once)
            weight[header] = once.times(times)
            following[header] = set().union(*(following[b] for b in inside)) - inside
            for block in merged:
                if merged[block] in inside:
                    merged[block] = header
            following = {b: {merged[n] for n in following[b]} for b in following}
        return longest(merged[self.entry], weight, following), turn


def longest(start: int, weight: dict[int, Count], following: dict[int, set[int]]) -> Count:
    @functools.cache
    def rest(block: int) -> Count:
        return weight[block].plus(max(map(rest, following[block]), default=Count()))

    return rest(start)


def listing(compiler: str, include: pathlib.Path) -> dict[str, list[Instruction]]:
    with tempfile.TemporaryDirectory() as folder:
        compiled = pathlib.Path(folder) / "kernels.o"
        source = ROOT / "tests" / "hardening" / "instructions" / "kernels.cpp"
        subprocess.run(
            [compiler, "-std=c++20", "-O2", "-I", include, "-c", source, "-o", compiled], check=True
        )
        text = subprocess.run(
            ["objdump", "-d", "-C", "-w", "--no-show-raw-insn", compiled],
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
    functions = {}
    for name, body in re.findall(r"^[0-9a-f]+ <(.*)>:\n((?:\s+[0-9a-f]+:.*\n)+)", text, re.MULTILINE):
        lines = re.findall(r"^\s+([0-9a-f]+):\t(\S+) *(.*)$", body, re.MULTILINE)
        functions[name] = [Instruction(int(at, 16), op, rest) for at, op, rest in lines]
    return functions


def one(functions: dict[str, list[Instruction]], *parts: str) -> Function:
    found = [f for name, f in functions.items() if all(part in name for part in parts)]
    assert len(found) == 1, f"{len(found)} functions are {' and '.join(parts)}"
    return Function(found[0])


@functools.cache
def pieces(compiler: str, include: pathlib.Path = ROOT / "include") -> dict[str, Count]:
    """The instructions for 16 rows, by kernel and piece, of SHA-1 and keys of 20 bytes.

    prepare   the two saved states of each key
    step      one more step of a window: its inner compression, and the outer one of the step before
    around    what a call of up to 128 rows has beside its steps: the first and the last compression
    match     the codes looked for among three values, `passcodes` one value shortened
    """
    functions = listing(compiler, include)
    counted: dict[str, Count] = {}
    for kernel, lanes in LANES.items():
        run = f"{kernel}_lanes::run<"
        goes = TILE_ROWS // lanes
        prepare = one(functions, run, "prepare_body<otpp::basic_sha1<unsigned int>, 5ul>")
        counted[f"{kernel} prepare"] = prepare.walked(goes, goes)[0]
        shared = one(functions, run, "shared_body<")
        step = shared.walked(1, 1)[1]
        counted[f"{kernel} step"] = step.times(goes)
        counted[f"{kernel} around"] = shared.total().plus(step.times(-1))
        counted[f"{kernel} match"] = one(functions, run, "match_body").walked(3, goes)[0]
        counted[f"{kernel} passcodes"] = one(functions, run, "passcodes_body").walked(goes, goes)[0]
    run, lanes = "baseline_lanes::run<", 4
    goes = TILE_ROWS // lanes
    by_two = one(functions, "sha1_x86::prepare_each<0ul, 1ul>")
    counted["sha_ni prepare"] = by_two.walked(4, 4)[0].times(TILE_ROWS // 2)
    by_four = one(functions, "sha1_x86::each<16ul, 0ul, 1ul, 2ul, 3ul>")
    counted["sha_ni step"] = by_four.walked(1, 1)[0].times(goes)
    counted["sha_ni match"] = one(functions, run, "match_body").walked(3, goes)[0]
    counted["sha_ni passcodes"] = one(functions, run, "passcodes_body").walked(goes, goes)[0]
    return counted


PATHS = {
    "match cold": {"prepare": 1, "step": 3, "match": 1},
    "match prepared": {"step": 3, "match": 1},
    "passcodes cold": {"prepare": 1, "step": 1, "passcodes": 1},
    "passcodes prepared": {"step": 1, "passcodes": 1},
}


def instructions(path: str, kernel: str = "avx512", compiler: str = "g++") -> Count:
    """For 16 rows of a path of many keys at one time; `match` looks one step to either side."""
    counted = pieces(compiler)
    parts = [counted[f"{kernel} {piece}"].times(n) for piece, n in PATHS[path].items()]
    return functools.reduce(Count.plus, parts)


def bound_ns(path: str, ghz: float, kernel: str = "avx512", compiler: str = "g++") -> float:
    """Nanoseconds a row that the computing instructions of a path take, two a cycle."""
    return instructions(path, kernel, compiler).computing / A_CYCLE / TILE_ROWS / ghz


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("compiler", nargs="*", default=[c for c in COMPILERS if shutil.which(c)])
    parser.add_argument("--ghz", type=float, default=4.0, help="at which a cycle is taken")
    given = parser.parse_args()
    for compiler in given.compiler:
        print(f"{compiler}, for 16 rows:".ljust(34) + "all  vector  computing")
        for piece, count in pieces(compiler).items():
            print(f"  {piece.ljust(28)}{count.all:7}{count.vector:8}{count.computing:11}")
        for kernel in (*LANES, "sha_ni"):
            for path in PATHS:
                count = instructions(path, kernel, compiler)
                ns = bound_ns(path, given.ghz, kernel, compiler)
                print(
                    f"  {f'{kernel}, {path}'.ljust(28)}{count.all:7}{count.vector:8}{count.computing:11}"
                    f"   bound {ns:.1f} ns a row at {given.ghz:g} GHz"
                )


if __name__ == "__main__":
    main()
