"""The marks of marks.toml: what a row must reach on which kind of processor."""

import functools
import pathlib
from typing import NamedTuple

import tomllib

FILE = pathlib.Path(__file__).resolve().parents[1] / "marks.toml"


class Processor(NamedTuple):
    name: str
    vendor: str
    flags: frozenset[str]


@functools.cache
def processor() -> Processor:
    found: dict[str, str] = {}
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        field, _, value = line.partition(":")
        found.setdefault(field.strip(), value.strip())
    flags = frozenset(found.get("flags", "").split())
    return Processor(found.get("model name", "unknown processor"), found.get("vendor_id", ""), flags)


@functools.cache
def data() -> dict:
    return tomllib.loads(FILE.read_text())


def kind(of: Processor) -> str | None:
    """The first kind whose vendor and flags the processor has; None has no marks."""
    for name, kind in data()["kinds"].items():
        if kind["vendor"] == of.vendor and set(kind["flags"]) <= of.flags:
            return name
    return None


def pairs(subject: str) -> list[tuple[str, str]]:
    """The (row, peer) of each mark."""
    return [(mark["row"], mark["peer"]) for mark in data()["marks"][subject]]


def judge(subject: str, row: str, peer: str, value: float, kind: str | None) -> list[str]:
    """The cells mark, aim and verdict of a measured value."""
    for mark in data()["marks"][subject]:
        if (mark["row"], mark["peer"]) == (row, peer):
            break
    else:
        return ["", "", ""]
    if kind not in mark:
        return ["", "", "no mark for this processor"]
    least, most, aim = (mark[kind].get(field) for field in ("least", "most", "aim"))
    words = f"≥ {least:g}" if least is not None else f"≤ {most:g}" if most is not None else ""
    cells = [words, f"{aim:g}" if aim else ""]
    if (least is not None and value < least) or (most is not None and value > most):
        return [*cells, "NOT MET"]
    if aim is None:
        return [*cells, "met"]
    return [*cells, "met, and the aim" if value >= aim else "met, not the aim"]
