"""The results of a block: the columns that otpp bulk adds to its rows."""

from importlib import import_module

from ..._otpp import BAD_ROW, NO_MATCH, Secret
from ..._types import InvalidInput
from .block import pa

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

import_module("pyarrow.compute")

MATCH_COLUMNS = ("fits", "drift", "fault")
PASSCODE_COLUMNS = ("passcode", "fault")

_BAD_PASSCODE = 2**32 - 1  # the sentinel of otpp.bulk.passcodes


class Results:
    def __init__(self, columns: "list[Any]", faults: int, fits: int) -> None:
        self.columns = columns  # Arrow arrays
        self.faults = faults
        self.fits = fits


def of_match(drift: "Any", keys: "Any") -> Results:
    invalid = drift == BAD_ROW
    fits = ~invalid & (drift != NO_MATCH)
    columns = [pa.array(fits, mask=invalid), pa.array(drift, mask=~fits), _fault_column(invalid, keys)]
    return Results(columns, int(invalid.sum()), int(fits.sum()))


def of_passcodes(passcodes: "Any", keys: "Any", digits: int) -> Results:
    invalid = passcodes == _BAD_PASSCODE
    numbers = pa.array(passcodes, mask=invalid).cast(pa.string())
    columns = [pa.compute.utf8_lpad(numbers, digits, padding="0"), _fault_column(invalid, keys)]
    return Results(columns, int(invalid.sum()), 0)


def _fault_column(invalid: "Any", keys: "Any") -> "Any":
    if not invalid.any():
        return pa.nulls(len(invalid), pa.string())
    faults: list[str | None] = [None] * len(invalid)
    for row in invalid.nonzero()[0].tolist():
        faults[row] = _fault(keys[row].as_py())
    return pa.array(faults, pa.string())


def _fault(key: "str | bytes | None") -> str:
    """The reason of an invalid row: its key's, or else its time."""
    if key is None:
        return "key_empty"
    try:
        Secret.from_base32(key) if isinstance(key, str) else Secret(key)
    except InvalidInput as error:
        return error.reason.name.lower() if error.reason else "key"
    return "time"
