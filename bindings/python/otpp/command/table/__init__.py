"""Tables of otpp bulk: CSV and Parquet, read and written by pyarrow in blocks of rows."""

import os
import re
import sys

from ..errors import CommandError

TYPE_CHECKING = False
if TYPE_CHECKING:

    from .csv_reader import CsvReader
    from .parquet_reader import ParquetReader


def is_parquet(path: "str | None") -> bool:
    return os.path.splitext(path or "")[1].lower() in (".parquet", ".pq")


def open_table(path: "str | None") -> "CsvReader | ParquetReader":
    """The table of a file, or CSV of the standard input ("-" or None)."""
    if path is not None and is_parquet(path):
        from .parquet_reader import ParquetReader

        return ParquetReader(path)
    from .csv_reader import CsvReader

    if path is None or path == "-":
        return CsvReader(sys.stdin.buffer)
    return CsvReader(open(path, "rb", buffering=1 << 20))  # not closed: pyarrow may still read, and close() waits


def check_columns(names: "list[str]", options: "dict[str, str | None]") -> None:
    """Raises unless each option names one column."""
    for option, name in options.items():
        if name is not None and names.count(name) != 1:
            fault = "occurs twice" if name in names else "does not exist"
            # The header of a table without one is a row of keys.
            is_header = all(re.fullmatch("[a-z][a-z_ -]{0,11}", each) for each in names)
            known = ", ".join(names) if is_header else "not shown, as the first row may not be a header"
            raise CommandError(f"--{option}: this column {fault}; the columns are {known}")
