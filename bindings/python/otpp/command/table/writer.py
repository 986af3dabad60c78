"""The writers of CSV and Parquet tables."""

import contextlib
import csv
import io
from importlib import import_module

from ..errors import CommandError
from ..exit_codes import FAILURE
from .block import pa

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO, Any

import_module("pyarrow.csv")


@contextlib.contextmanager
def csv_writer(file: "IO[bytes]", names: "list[str]") -> "Iterator[Callable[[Any], None]]":
    """Yields the function that writes a record batch."""
    header = io.StringIO()
    csv.writer(header, lineterminator="\n").writerow(names)
    file.write(header.getvalue().encode())

    def write(batch: "Any") -> None:
        file.write(_csv_rows(batch))

    yield write


def _csv_rows(batch: "Any") -> "Any":
    """pyarrow quotes all text or none: a batch is quoted only if its text needs it."""
    for quoting in ("none", "needed"):
        rows = pa.BufferOutputStream()
        options = pa.csv.WriteOptions(include_header=False, quoting_style=quoting)
        with contextlib.suppress(pa.ArrowInvalid):
            pa.csv.write_csv(batch, rows, write_options=options)
            return rows.getvalue()
    raise CommandError("a column's type cannot be written as CSV: write Parquet", FAILURE)


@contextlib.contextmanager
def parquet_writer(file: "IO[bytes]", names: "list[str]") -> "Iterator[Callable[[Any], None]]":
    """Yields the function that writes a record batch. The first one has the schema."""
    parquet = import_module("pyarrow.parquet")
    writer: Any = None

    def write(batch: "Any") -> None:
        nonlocal writer
        writer = writer or parquet.ParquetWriter(file, batch.schema)
        writer.write_batch(batch)

    try:
        yield write
        if writer is None:  # a table without rows
            writer = parquet.ParquetWriter(file, pa.schema([(name, pa.string()) for name in names]))
    except BaseException:
        if writer is not None:
            with contextlib.suppress(Exception):  # the first error is the one to report
                writer.close()
        raise
    writer.close()
