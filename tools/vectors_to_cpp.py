#!/usr/bin/env python3
"""Turns a file of tests/vectors into a constexpr C++ header, so that one set of cases serves both
languages and C++ needs no JSON at run time.

usage: vectors_to_cpp.py VECTORS.json HEADER.hpp
"""

import json
import pathlib
import sys

# field type → C++ type, and the header that declares it
TYPES = {
    "bytes": ("std::span<unsigned char const>", "<span>"),
    "text": ("std::string_view", "<string_view>"),
    "int": ("std::int64_t", "<cstdint>"),
    "bool": ("bool", None),
    "algorithm": ("otpp::algorithm", "<otpp/algorithm.hpp>"),
    "type": ("otpp::otp_type", "<otpp/otp_type.hpp>"),
    "reason": ("otpp::reason", "<otpp/result.hpp>"),
    "notes": ("std::span<otpp::note const>", "<otpp/note.hpp>"),
}


def text_bytes(value: str | dict[str, str]) -> bytes:
    """Text as JSON has it, or {"hex": …} for bytes that are no UTF-8."""
    return bytes.fromhex(value["hex"]) if isinstance(value, dict) else value.encode()


def string_view(data: bytes) -> str:
    # Three octal digits end by themselves: no hexadecimal escape that runs on, and no trigraph.
    plain = set(range(0x20, 0x7F)) - set(b'"\\?')
    quoted = "".join(chr(b) if b in plain else f"\\{b:03o}" for b in data)
    return f'{{"{quoted}", {len(data)}}}'


class Arrays:
    """Arrays that the cases point to, each written once."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.known: dict[tuple[str, str], str] = {}

    def span(self, element: str, items: list[str]) -> str:
        if not items:
            return "{}"
        what = (element, ", ".join(items))
        if what not in self.known:
            self.known[what] = f"array_{len(self.known)}"
            self.lines.append(f"inline constexpr {element} {self.known[what]}[]{{{what[1]}}};")
        return self.known[what]


def expression(kind: str, value, arrays: Arrays) -> str:
    if kind == "bytes":
        return arrays.span("unsigned char", [str(byte) for byte in bytes.fromhex(value)])
    if kind == "text":
        return string_view(text_bytes(value))
    if kind == "int":
        return "INT64_MIN" if value == -(2**63) else str(value)
    if kind == "bool":
        return "true" if value else "false"
    if kind == "algorithm":
        return f"otpp::algorithm::{value.lower()}"
    if kind == "type":
        return f"otpp::otp_type::{value}"
    if kind == "reason":
        return f"otpp::reason::{value}"
    if kind == "notes":
        return arrays.span("otpp::note", [f"{{otpp::oddity::{what}, {at}}}" for what, at in value])
    raise ValueError(f"unknown type of field: {kind}")


def header(name: str, vectors: dict) -> str:
    fields = vectors["fields"]
    arrays = Arrays()
    cases = []
    for case in vectors["cases"]:
        values = [
            f".id = {case['id']}",
            f".comment = {string_view(case['comment'].encode())}",
            f".valid = {'true' if case['result'] == 'valid' else 'false'}",
        ]
        values += [
            f".{field} = {expression(kind, case[field], arrays)}"
            for field, kind in fields.items()
            if field in case
        ]
        cases.append("    {" + ", ".join(values) + "},")
    includes = {"<cstdint>", "<string_view>"} | {TYPES[kind][1] for kind in fields.values()} - {None}
    members = [f"    {TYPES[kind][0]} {field}{{}};" for field, kind in fields.items()]
    return "\n".join(
        [
            f"// Made from {name}.json: {vectors['source']}",
            "#pragma once",
            *(f"#include {file}" for file in sorted(includes)),
            f"namespace vectors::{name} {{",
            "struct entry {",
            "    int id{};",
            "    std::string_view comment{};",
            "    bool valid{};",
            *members,
            "};",
            *arrays.lines,
            "inline constexpr entry cases[]{",
            *cases,
            "};",
            f"}} // namespace vectors::{name}",
            "",
        ]
    )


def main() -> None:
    source, target = map(pathlib.Path, sys.argv[1:])
    vectors = json.loads(source.read_text(encoding="utf-8"))
    target.write_text(header(source.stem, vectors), encoding="utf-8")


if __name__ == "__main__":
    main()
