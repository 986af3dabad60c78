"""Tables that are read and written block by block: CSV and Parquet, by pyarrow where it is."""

import contextlib
import csv
import io
import os
import queue
import re
import sys
import threading
from importlib import import_module

from . import files, texts
from .exits import INPUT, TROUBLE, USAGE, Fault

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO, Any

_ROWS = 65_536  # of a block
_BYTES = 8 << 20  # of a block of CSV
_HEADER = 1 << 20


def kind_of(path: "str | None") -> str:
    return "parquet" if path and os.path.splitext(path)[1].lower() in (".parquet", ".pq") else "csv"


def _arrow(wanted: bool, needed: bool) -> "Any":
    if wanted or needed:
        try:
            found = import_module("pyarrow")
            for part in ("compute", "csv"):
                import_module(f"pyarrow.{part}")
            return found
        except ImportError:
            pass
    if needed:
        raise Fault("Parquet needs the extra: pip install 'otpp[bulk]'", TROUBLE)
    return None


class Block:
    """Some rows: columns by name, of Arrow's arrays or of lists."""

    def __init__(self, columns: "dict[str, Any]", rows: int) -> None:
        self.columns = columns
        self.rows = rows

    def column(self, name: str) -> "Any":
        return self.columns[name]

    def times(self, name: str) -> "Any":
        """Text becomes Unix seconds; what is none becomes nothing, which the row will say."""
        column = self.columns[name]
        if not isinstance(column, list):
            pa = import_module("pyarrow")
            if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
                return column
            try:
                return column.cast(pa.int64())
            except pa.ArrowInvalid:
                column = column.to_pylist()
        return [_seconds(each) for each in column]


def _seconds(text: "str | None") -> "float | int | None":
    try:
        if text is None:
            return None
        if text.strip().lstrip("+-").isdigit():
            return int(text)
        at = texts.time_of(text.strip())
        return int(at.timestamp() // 1) if at.tzinfo is not None else None
    except (Fault, ValueError, OverflowError):
        return None


class Table:
    """A table that is open: its columns' names, its blocks, and how far they are read."""

    names: "list[str]"
    size: "int | None" = None

    def blocks(self) -> "Iterator[Block]":
        raise NotImplementedError

    def position(self) -> int:
        return 0

    def wanted(self, options: "Any") -> None:
        """That the columns are there which the options name."""
        names = [options.key, options.time] + ([options.code] if options.what == "match" else [])
        for name in filter(None, names):
            if self.names.count(name) != 1:
                how = "twice" if name in self.names else "not there"
                # Short words only: without its first row a table's "names" are keys.
                words = all(re.fullmatch("[a-z][a-z_ -]{0,11}", each) for each in self.names)
                there = ", ".join(self.names) if words else "not shown: does the first row name them?"
                which = next(o for o in ("key", "code", "time") if getattr(options, o, None) == name)
                raise Fault(f"--{which}: this column is {how}; the columns are {there}", INPUT)


@contextlib.contextmanager
def opened(options: "Any") -> "Iterator[Table]":
    kind = kind_of(options.source)
    arrow = _arrow(not options.without_pyarrow, "parquet" in (kind, kind_of(options.output)))
    with contextlib.ExitStack() as stack:
        if kind == "parquet":
            table: Table = _Parquet(options.source, arrow)
        else:
            if options.source in (None, "-"):
                file: "Any" = sys.stdin.buffer
            else:
                file = open(options.source, "rb", buffering=1 << 20)
                if not arrow:  # which may read still, and closing waits for it
                    stack.enter_context(file)
            table = _ArrowCSV(file, arrow) if arrow else _PlainCSV(file)
        table.wanted(options)
        yield table


def _elsewhere(blocks: "Iterator[Block]") -> "Iterator[Block]":
    """The same blocks, read by a thread of their own: whoever waits in Arrow for a table that comes
    slowly hears no Ctrl-C."""
    ready: "queue.Queue[Any]" = queue.Queue(1)

    def read() -> None:
        try:
            for block in blocks:
                ready.put(block)
            ready.put(None)
        except BaseException as error:
            ready.put(error)

    threading.Thread(target=read, daemon=True).start()
    while (found := ready.get()) is not None:
        if isinstance(found, BaseException):
            raise found
        yield found


def _ragged(place: str, found: int, named: int) -> Fault:
    return Fault(f"{place} has {found} column{'s' * (found != 1)}, and the first names {named}", INPUT)


class _CSV(Table):
    def __init__(self, file: "Any") -> None:
        self.file = file
        with contextlib.suppress(OSError, ValueError):
            self.size = os.fstat(file.fileno()).st_size or None
        first = file.readline(_HEADER)
        if not first.strip():
            raise Fault("the table is empty: a first row names its columns", INPUT)
        self.read = len(first)
        if first.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise Fault("byte 1: the table is UTF-16: save it as UTF-8", INPUT)
        text = texts.decoded(first)
        self.delimiter = max(",;\t", key=text.count)
        try:
            self.names = next(csv.reader([text], delimiter=self.delimiter, strict=True))
        except csv.Error:
            raise Fault("line 1: the names of the columns cannot be read", INPUT) from None
        self.names = [name.strip() for name in self.names]

    def position(self) -> int:
        try:
            return int(self.file.tell())
        except (OSError, ValueError):
            return 0

    def _not_text(self) -> Fault:
        """Where a byte is that is no UTF-8, looked for once it is known that there is one."""
        try:
            self.file.seek(0)
        except (OSError, ValueError):
            return Fault("the table is not UTF-8: save it so", INPUT)
        at = 0
        for number, line in enumerate(self.file, 1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                return Fault(f"line {number}, byte {at + error.start + 1} of the file: it is not UTF-8", INPUT)
            at += len(line)
        return Fault("the table is not UTF-8: save it so", INPUT)


class _ArrowCSV(_CSV):
    def __init__(self, file: "Any", arrow: "Any") -> None:
        super().__init__(file)
        self.arrow = arrow

    def blocks(self) -> "Iterator[Block]":
        return _elsewhere(self._blocks())

    def _blocks(self) -> "Iterator[Block]":
        pa = self.arrow
        wrong: "list[Any]" = []

        def ragged(row: "Any") -> str:
            wrong.append((row.number, row.expected_columns, row.actual_columns))
            return "error"

        names = [str(i) for i in range(len(self.names))]  # Arrow's own are never doubled
        try:
            reader = pa.csv.open_csv(
                self.file,
                read_options=pa.csv.ReadOptions(use_threads=False, block_size=_BYTES, column_names=names),
                parse_options=pa.csv.ParseOptions(
                    delimiter=self.delimiter, newlines_in_values=True, invalid_row_handler=ragged
                ),
                convert_options=pa.csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
                ),
            )
            for batch in reader:
                columns = {name: batch.column(i) for i, name in enumerate(self.names)}
                yield Block(columns, batch.num_rows)
        except pa.ArrowInvalid as error:
            empty, utf8 = "Empty CSV file" in str(error), "UTF8" in str(error) or "UTF-8" in str(error)
            del error  # it quotes the row
        else:
            return
        if wrong:
            number, expected, actual = wrong[0]
            place = f"row {number + 1}" if number else "a row"
            raise _ragged(place, actual, expected)
        if utf8:
            raise self._not_text()
        if not empty:
            raise Fault("the table is no CSV that can be read: an open quote, or a row of 8 MiB", INPUT)


class _PlainCSV(_CSV):
    def blocks(self) -> "Iterator[Block]":
        text = io.TextIOWrapper(self.file, encoding="utf-8", newline="")
        reader = csv.reader(text, delimiter=self.delimiter)
        rows: "list[list[str]]" = []
        count = 1
        try:
            for row in reader:
                if row:
                    rows.append(row)
                if len(rows) == _ROWS:
                    yield self._block(rows, count)
                    count += len(rows)
                    rows = []
            if rows:
                yield self._block(rows, count)
            fault = None
        except UnicodeDecodeError:
            self.file = text.detach()
            fault = self._not_text()
        except csv.Error:
            fault = Fault(f"line {reader.line_num + 1}: it is no CSV that can be read", INPUT)
        else:
            text.detach()
        if fault:
            raise fault

    def _block(self, rows: "list[list[str]]", before: int) -> Block:
        width = len(self.names)
        for i, row in enumerate(rows):
            if len(row) != width:
                raise _ragged(f"row {before + i + 1}", len(row), width)
        columns = list(map(list, zip(*rows)))
        return Block(dict(zip(self.names, columns)), len(rows))


class _Parquet(Table):
    def __init__(self, path: str, arrow: "Any") -> None:
        self.arrow = arrow
        try:
            self.file = import_module("pyarrow.parquet").ParquetFile(path)
        except arrow.ArrowInvalid:
            raise Fault(f"{files.shown(path)}: it is no Parquet that can be read", INPUT) from None
        self.names = self.file.schema_arrow.names
        self.size = self.file.metadata.num_rows
        self.done = 0

    def blocks(self) -> "Iterator[Block]":
        pa = self.arrow
        for batch in self.file.iter_batches(_ROWS):
            columns = {}
            for name, column in zip(batch.schema.names, batch.columns):
                if pa.types.is_dictionary(column.type):
                    column = column.cast(column.type.value_type)
                columns[name] = column
            self.done += batch.num_rows
            yield Block(columns, batch.num_rows)

    def position(self) -> int:
        return self.done


class Answers:
    """What is said of each row of a block."""

    def __init__(self, columns: "dict[str, Any]", why: "dict[int, str]", fits: int) -> None:
        self.columns = columns  # NumPy's arrays
        self.why = why  # the faults, by row
        self.faults = len(why)
        self.fits = fits

    @classmethod
    def of_match(cls, drift: "Any", keys: "Any", times: "Any") -> "Answers":
        from .. import BAD_ROW, NO_MATCH

        bad = drift == BAD_ROW
        fits = ~bad & (drift != NO_MATCH)
        return cls({"fits": fits, "drift": drift}, _why(bad, keys, times), int(fits.sum()))

    @classmethod
    def of_passcodes(cls, found: "Any", keys: "Any", times: "Any", digits: int) -> "Answers":
        bad = found == 2**32 - 1
        return cls({"passcode": found, "digits": digits}, _why(bad, keys, times), 0)


def _why(bad: "Any", keys: "Any", times: "Any") -> "dict[int, str]":
    from .._otpp import Secret
    from .._types import InvalidInput

    said = {}
    for row in bad.nonzero()[0].tolist():
        key = keys[row]
        text = key if key is None or isinstance(key, (str, bytes)) else key.as_py()
        try:
            if text is None:
                said[row] = "key_empty"
                continue
            Secret.from_base32(text) if isinstance(text, str) else Secret(text)
            said[row] = "time"
        except InvalidInput as error:
            said[row] = error.reason.name.lower() if error.reason else "key"
    return said


@contextlib.contextmanager
def writer(
    file: "IO[bytes]", kind: str, table: Table, left_out: "set[str]", what: str
) -> "Iterator[Callable[[Block, Answers], None]]":
    """Writes blocks with their answers, beside the columns that are not left out."""
    kept = [name for name in table.names if name not in left_out]
    made = ["fits", "drift", "fault"] if what == "match" else ["passcode", "fault"]
    for name in made:
        if name in kept:
            raise Fault(f"the table has a column {name} already: rename it", USAGE)
    arrow = getattr(table, "arrow", None)
    if arrow is None and kind == "csv":
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=False)
        out = csv.writer(text, lineterminator="\n")
        out.writerow([*kept, *made])
        yield lambda block, answers: _write_plain(out, kept, block, answers)
        text.flush()
        text.detach()
        return
    if arrow is None:
        arrow = _arrow(True, True)
    if kind == "csv":
        head = io.StringIO()
        csv.writer(head, lineterminator="\n").writerow([*kept, *made])
        file.write(head.getvalue().encode())
    with _ArrowWriter(file, kind, arrow, kept) as put:
        yield put.write
        put.finish([*kept, *made])


def _write_plain(out: "Any", kept: "list[str]", block: Block, answers: Answers) -> None:
    faults = [""] * block.rows
    for row, why in answers.why.items():
        faults[row] = why
    columns = [block.column(name) for name in kept]
    if "fits" in answers.columns:
        fits, drift = answers.columns["fits"].tolist(), answers.columns["drift"].tolist()
        columns.append(["" if why else "true" if fit else "false" for fit, why in zip(fits, faults)])
        columns.append([d if fit else "" for d, fit in zip(drift, fits)])
    else:
        digits = answers.columns["digits"]
        codes = answers.columns["passcode"].tolist()
        columns.append(["" if why else f"{code:0{digits}}" for code, why in zip(codes, faults)])
    out.writerows(zip(*columns, faults))


class _ArrowWriter:
    def __init__(self, file: "IO[bytes]", kind: str, arrow: "Any", kept: "list[str]") -> None:
        self.file, self.kind, self.arrow, self.kept = file, kind, arrow, kept
        self.out: "Any" = None

    def __enter__(self) -> "_ArrowWriter":
        return self

    def __exit__(self, *_: object) -> None:
        if self.out is not None:
            out, self.out = self.out, None
            with contextlib.suppress(Exception):  # what failed before is what is told
                out.close()

    def write(self, block: Block, answers: Answers) -> None:
        pa = self.arrow
        import numpy

        bad = numpy.zeros(block.rows, dtype=bool)
        bad[list(answers.why)] = True
        columns = [block.column(name) for name in self.kept]
        if "fits" in answers.columns:
            fits = answers.columns["fits"]
            columns += [pa.array(fits, mask=bad), pa.array(answers.columns["drift"], mask=~fits)]
            names = ["fits", "drift", "fault"]
        else:
            codes = pa.array(answers.columns["passcode"], mask=bad).cast(pa.string())
            columns.append(pa.compute.utf8_lpad(codes, answers.columns["digits"], padding="0"))
            names = ["passcode", "fault"]
        why = answers.why
        said = pa.array([why.get(row) for row in range(block.rows)] if why else [], pa.string())
        faults = said if why else pa.nulls(block.rows, pa.string())
        batch = pa.record_batch([*columns, faults], names=[*self.kept, *names])
        if self.kind == "csv":
            self.file.write(self._lines(batch))
            return
        if self.out is None:
            self._open(batch.schema)
        self.out.write_batch(batch)

    def _lines(self, batch: "Any") -> "Any":
        """With quotes only in a block that needs them: Arrow knows all or none."""
        pa = self.arrow
        for style in ("none", "needed"):
            lines = pa.BufferOutputStream()
            how = pa.csv.WriteOptions(include_header=False, quoting_style=style)
            with contextlib.suppress(pa.ArrowInvalid):
                pa.csv.write_csv(batch, lines, write_options=how)
                return lines.getvalue()
        raise Fault("a column of this kind cannot be written as CSV: write Parquet", TROUBLE)

    def _open(self, schema: "Any") -> None:
        self.out = import_module("pyarrow.parquet").ParquetWriter(self.file, schema)

    def finish(self, names: "list[str]") -> None:
        if self.kind == "csv":
            return
        if self.out is None:  # no row at all
            self._open(self.arrow.schema([(name, self.arrow.string()) for name in names]))
        out, self.out = self.out, None
        out.close()
