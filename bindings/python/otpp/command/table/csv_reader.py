"""The reader of CSV tables."""

import contextlib
import csv
import os
import queue
import threading
from importlib import import_module

from ..errors import CommandError
from ..input import decode
from .block import Block, pa

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

import_module("pyarrow.csv")

_BLOCK_SIZE = 8 << 20  # bytes
_MAX_HEADER_SIZE = 1 << 20


class CsvReader:
    """The columns' names, from the header, and the blocks of the rows below it.

    The delimiter is a comma, a semicolon or a tab: the most frequent of them in the header.
    """

    def __init__(self, file: "Any") -> None:
        self.file = file
        self.size: int | None = None
        with contextlib.suppress(OSError, ValueError):
            self.size = os.fstat(file.fileno()).st_size or None
        header = file.readline(_MAX_HEADER_SIZE)
        if not header.strip():
            raise CommandError("the table is empty: the first row must name the columns")
        if header.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise CommandError("byte 1: the table is UTF-16: save it as UTF-8")
        text = decode(header)
        self.delimiter = max(",;\t", key=text.count)
        try:
            names = next(csv.reader([text], delimiter=self.delimiter, strict=True))
        except csv.Error:
            raise CommandError("line 1: invalid header: the first row must name the columns") from None
        self.names = [name.strip() for name in names]

    def position(self) -> int:
        """The bytes that were read, out of `size`."""
        try:
            return int(self.file.tell())
        except (OSError, ValueError):
            return 0

    def blocks(self) -> "Iterator[Block]":
        return _in_thread(self._blocks())

    def _blocks(self) -> "Iterator[Block]":
        invalid_rows: list[Any] = []

        def on_invalid_row(row: "Any") -> str:
            invalid_rows.append((row.number, row.expected_columns, row.actual_columns))
            return "error"

        numbers = [str(i) for i in range(len(self.names))]  # pyarrow refuses duplicate names
        try:
            reader = pa.csv.open_csv(
                self.file,
                read_options=pa.csv.ReadOptions(use_threads=False, block_size=_BLOCK_SIZE, column_names=numbers),
                parse_options=pa.csv.ParseOptions(
                    delimiter=self.delimiter, newlines_in_values=True, invalid_row_handler=on_invalid_row
                ),
                convert_options=pa.csv.ConvertOptions(
                    column_types=dict.fromkeys(numbers, pa.string()), strings_can_be_null=False
                ),
            )
            for batch in reader:
                columns = {name: batch.column(i) for i, name in enumerate(self.names)}
                yield Block(columns, batch.num_rows)
            return
        except pa.ArrowInvalid as error:
            message = str(error)
            is_empty, is_encoding = "Empty CSV file" in message, "UTF8" in message or "UTF-8" in message
            del error, message  # they quote the row
        if invalid_rows:
            raise _wrong_width(*invalid_rows[0])
        if is_encoding:
            raise self._invalid_utf8()
        if not is_empty:
            raise CommandError("invalid CSV: a quote that is not closed, or a row of more than 8 MiB")

    def _invalid_utf8(self) -> CommandError:
        """pyarrow does not report the place: the file is read again, if it is not a pipe."""
        try:
            self.file.seek(0)
        except (OSError, ValueError):
            return CommandError("the table has invalid UTF-8: save it as UTF-8")
        offset = 0
        for number, line in enumerate(self.file, 1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                place = f"line {number}, byte {offset + error.start + 1} of the file"
                return CommandError(f"{place}: invalid UTF-8: save the table as UTF-8")
            offset += len(line)
        return CommandError("the table has invalid UTF-8: save it as UTF-8")


def _wrong_width(row: "int | None", expected: int, actual: int) -> CommandError:
    place = f"row {row + 1}" if row else "a row"
    return CommandError(f"{place} has {actual} column{'s' * (actual != 1)}; the header has {expected}")


def _in_thread(blocks: "Iterator[Block]") -> "Iterator[Block]":
    """The same blocks, read by a thread: the main thread, which alone handles signals, must not block in pyarrow
    while the input is slow."""
    results: queue.Queue[Any] = queue.Queue(1)

    def read() -> None:
        try:
            for block in blocks:
                results.put(block)
            results.put(None)
        except BaseException as error:
            results.put(error)

    threading.Thread(target=read, daemon=True).start()
    while (result := results.get()) is not None:
        if isinstance(result, BaseException):
            raise result
        yield result
