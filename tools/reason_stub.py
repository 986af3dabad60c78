"""Writes the enumeration Reason into bindings/python/otpp/_otpp.pyi: python tools/reason_stub.py

It is made from include/otpp/reason_table.hpp, the one place where reasons are listed. A test compares.
"""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[1]
TABLE = ROOT / "include/otpp/reason_table.hpp"
STUB = ROOT / "bindings/python/otpp/_otpp.pyi"


def enumerators(table: str) -> list[str]:
    return re.findall(r"^OTPP_REASON\(\s*(\w+),", table, re.MULTILINE)


def written(stub: str, table: str) -> str:
    """The stub with the members that the table has."""
    members = "".join(f"    {name.upper()} = {value}\n" for value, name in enumerate(enumerators(table)))
    made, blocks = re.subn(
        r"(?<=^class Reason\(Enum\):\n)(    [A-Z][A-Z0-9_]* = \d+\n)*", members, stub, flags=re.MULTILINE
    )
    if blocks != 1:
        raise SystemExit(f"{STUB.name} has {blocks} classes Reason(Enum): one is needed")
    return made


if __name__ == "__main__":
    STUB.write_text(written(STUB.read_text(), TABLE.read_text()))
