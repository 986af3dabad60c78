"""The reader of Parquet tables."""

from importlib import import_module

from ..errors import CommandError, display_path
from .block import ROWS, Block, pa

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class ParquetReader:
    def __init__(self, path: str) -> None:
        try:
            self.file = import_module("pyarrow.parquet").ParquetFile(path)
        except pa.ArrowInvalid:
            raise CommandError(f"{display_path(path)}: invalid Parquet") from None
        self.names: list[str] = self.file.schema_arrow.names
        self.size: int | None = self.file.metadata.num_rows
        self._position = 0

    def position(self) -> int:
        """The rows that were read, out of `size`."""
        return self._position

    def blocks(self) -> "Iterator[Block]":
        for batch in self.file.iter_batches(ROWS):
            columns = {}
            for name, column in zip(batch.schema.names, batch.columns):
                if pa.types.is_dictionary(column.type):
                    column = column.cast(column.type.value_type)
                columns[name] = column
            self._position += batch.num_rows
            yield Block(columns, batch.num_rows)
