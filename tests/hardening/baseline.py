"""Counts of instructions that are held, in a TOML file: one table for each version of a compiler.

A version that the file has is judged within 1 %: more fails, and less asks for the file to be renewed, so
that an improvement is held from then on. A version that it has not is judged against the highest count
that the file has of the same compiler, and may be up to 25 % above it: compilers differ by less, and what
makes the code that much slower is seen with any of them.
"""

import json
import pathlib
import subprocess
import warnings
from collections.abc import KeysView

import tomllib

TOLERANCE = 0.01
TOLERANCE_OF_OTHER_VERSIONS = 0.25


def version(compiler: str) -> str:
    shown = subprocess.run([compiler, "--version"], check=True, capture_output=True, text=True)
    return shown.stdout.splitlines()[0]


def judge(held: float, counted: float, renew: str) -> str:
    """What is wrong with a count of a version that is held, or nothing."""
    change = f"{held} -> {counted} instructions ({counted / held - 1:+.1%})"
    if counted > held * (1 + TOLERANCE):
        return f"slower: {change}. If it must be, give the reason in the commit and run: {renew}"
    if counted < held * (1 - TOLERANCE):
        return f"faster: {change}. So that it stays so, run: {renew}"
    return ""


def judge_other(highest: float, counted: float, renew: str) -> str:
    """The same of a version that is not held."""
    if counted > highest * (1 + TOLERANCE_OF_OTHER_VERSIONS):
        return (
            f"slower than with any version that is held: {highest} -> {counted} instructions "
            f"({counted / highest - 1:+.1%}). If this version is as slow, run: {renew}"
        )
    return ""


def flat(table: dict) -> dict[str, float]:
    """`piece = {all = 1, vector = 2}` is two counts: "piece, all" and "piece, vector"."""
    found = {}
    for name, value in table.items():
        if isinstance(value, dict):
            found |= {f"{name}, {kind}": n for kind, n in value.items()}
        elif name != "compiler":
            found[name] = value
    return found


def names(file: pathlib.Path) -> list[KeysView[str]]:
    """Of each version's table."""
    return [flat(table).keys() for table in tomllib.loads(file.read_text()).values()]


def faults(file: pathlib.Path, compiler: str, this: str, counted: dict, renew: str) -> list[str]:
    """What is wrong with the counts of version `this` of the compiler. They may be some of those held."""
    counted = flat(counted)
    tables = tomllib.loads(file.read_text())
    held = {name: flat(table) for name, table in tables.items() if table["compiler"] == compiler}
    assert held, f"{file.name} has no version of {compiler}: {renew}"
    unheld = {name for table in held.values() for name in counted.keys() - table.keys()}
    if unheld:
        return [f"{file.name} has no {name}: {renew}" for name in sorted(unheld)]
    if this in held:
        judged = {name: judge(held[this][name], n, renew) for name, n in counted.items()}
    else:
        warnings.warn(f"{file.name} has no {this}, which may be up to 25 % above the others: {counted}", stacklevel=2)
        highest = {name: max(table[name] for table in held.values()) for name in counted}
        judged = {name: judge_other(highest[name], n, renew) for name, n in counted.items()}
    return [f"{name}: {fault}" for name, fault in judged.items() if fault]


def written(entry) -> str:
    """As TOML."""
    if isinstance(entry, dict):
        return "{" + ", ".join(f"{kind} = {n}" for kind, n in entry.items()) + "}"
    return json.dumps(entry)


def renew(file: pathlib.Path, head: list[str], counted: dict[str, dict]) -> None:
    """Writes the counts by compiler into the tables of this machine's versions; other versions stay."""
    tables = tomllib.loads(file.read_text())
    for compiler, counts in counted.items():
        tables[version(compiler)] = {"compiler": compiler, **counts}
    lines = [f"# {line}" for line in head]
    for name, table in sorted(tables.items()):
        lines += ["", f"[{json.dumps(name)}]"]
        for key, entry in table.items():
            lines.append(f"{key if key.isidentifier() else json.dumps(key)} = {written(entry)}")
    file.write_text("\n".join(lines) + "\n")
    print(file.read_text(), end="")
