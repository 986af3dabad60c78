"""The table of promises in docs/design/threat-model.md names tests that exist, for each of the promises."""

import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/design/threat-model.md"
PROMISES = [f"S{number}" for number in (*range(1, 13), 16, 17, 18, 20)]


def rows(page):
    """{id: [cells]} of the table."""
    found = {}
    for line in page.splitlines():
        if row := re.fullmatch(r"\| (S\d+) \| (.*) \|", line):
            assert row[1] not in found, row[1]
            found[row[1]] = row[2].split(" | ")
    return found


def missing(cell):
    """The tests of a cell that are not there."""
    named = re.findall(r"`([\w/.]+)::([^`]+)`", cell)
    assert named, f"no test in {cell!r}"
    lacking = []
    for path, name in named:
        file = ROOT / ("bindings/python/" + path if path.startswith("otpp/") else path)
        text = file.read_text() if file.is_file() else ""
        if path.endswith(".cpp"):
            there = f'TEST_CASE("{name}"' in text
        else:
            there = re.search(rf"^ *(def|class) {re.escape(name)}\b", text, re.MULTILINE)
        if not there:
            lacking.append(f"{path}::{name}")
    return lacking


@pytest.mark.parametrize("promise", PROMISES)
def test_a_promise_has_its_tests(promise):
    _, tests, result = rows(PAGE.read_text())[promise]
    assert missing(tests) == [] and result


def test_there_are_no_others():
    assert list(rows(PAGE.read_text())) == PROMISES


@pytest.mark.parametrize(
    "cell, lacking",
    [
        ("`otpp/testing.py::test_a_code_opens_once`", []),
        ("`otpp/testing.py::test_a_code_opens`", ["otpp/testing.py::test_a_code_opens"]),
        ("`tests/otpp/server/settle.cpp::the accepted step only grows`", []),
        ("`tests/otpp/server/settle.cpp::the accepted step`", ["tests/otpp/server/settle.cpp::the accepted step"]),
        ("`tests/no_such.py::test`", ["tests/no_such.py::test"]),
    ],
)  # fmt: skip
def test_a_missing_test_is_found(cell, lacking):
    assert missing(cell) == lacking
