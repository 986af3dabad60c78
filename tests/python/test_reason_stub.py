"""The stub of otpp.Reason is made from the table of reasons."""

import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import reason_stub  # noqa: E402


def test_stub_has_the_reasons_of_the_table():
    stub, table = reason_stub.STUB.read_text(), reason_stub.TABLE.read_text()
    assert len(reason_stub.enumerators(table)) == table.count("\nOTPP_REASON(") > 80
    assert stub == reason_stub.written(stub, table), "python tools/reason_stub.py"


def test_stub_differs_after_a_change_of_the_table():
    stub, table = reason_stub.STUB.read_text(), reason_stub.TABLE.read_text()
    first = reason_stub.written(stub, table.replace("OTPP_REASON(key_empty,", "OTPP_REASON(key_missing,"))
    assert "    KEY_MISSING = 0\n" in first and "KEY_EMPTY" not in first
    more = reason_stub.written(stub, table.replace("\n#undef", 'OTPP_REASON(later, "")\n\n#undef'))
    assert more.splitlines()[: stub.count("\n")] != stub.splitlines() and f"    LATER = {len(reason_stub.enumerators(table))}\n" in more


def test_stub_without_the_enumeration_is_refused():
    with pytest.raises(SystemExit, match="has 0 classes"):
        reason_stub.written("class Other(Enum):\n", reason_stub.TABLE.read_text())
