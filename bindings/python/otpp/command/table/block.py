"""A block: some rows of a table, as Arrow arrays by their columns' names."""

from importlib import import_module

from ..errors import CommandError
from ..options import parse_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

pa = import_module("pyarrow")

ROWS = 65_536  # of a block


class Block:
    def __init__(self, columns: "dict[str, Any]", rows: int) -> None:
        self.columns = columns
        self.rows = rows

    def times(self, name: str) -> "Any":
        """A column of times: text as Unix seconds, None where it is invalid."""
        column = self.columns[name]
        if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
            return column
        try:
            return column.cast(pa.int64())
        except pa.ArrowInvalid:
            return [_seconds(text) for text in column.to_pylist()]


def _seconds(text: "str | None") -> "int | None":
    try:
        if text is None:
            return None
        if text.strip().lstrip("+-").isdigit():
            return int(text)
        time = parse_time(text.strip())
        return int(time.timestamp() // 1) if time.tzinfo is not None else None
    except (CommandError, ValueError, OverflowError):
        return None
