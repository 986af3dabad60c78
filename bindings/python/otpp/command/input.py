"""Input of secrets and URIs: bytes of a file or of the standard input, decoded and split into lines."""

import codecs
import sys
from collections import namedtuple

from .errors import CommandError, display_path
from .exit_codes import FAILURE
from .terminal import is_terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    class Line(NamedTuple):
        number: int  # from 1
        before: int  # characters of white space before the text
        text: str

else:
    Line = namedtuple("Line", ["number", "before", "text"])

_MAX_SIZE = 64 << 20
_BYTE_ORDER_MARKS = (  # UTF-32's before UTF-16's, which is a prefix of it
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read_lines(source: "str | None", prompt: str) -> "list[Line]":
    """The lines of a file or of the standard input ("-" or None); a hidden prompt if that is a terminal."""
    if source is None and is_terminal(sys.stdin):
        from .prompt import read_hidden

        return split_lines(read_hidden(prompt))
    lines = split_lines(decode(read_bytes(source)))
    if not lines:
        raise CommandError(f"{'the input' if source in (None, '-') else display_path(source)} is empty")
    return lines


def read_bytes(source: "str | None") -> bytes:
    if source is None or source == "-":
        if sys.stdin is None:
            raise CommandError("the standard input is closed: name a file")
        data = sys.stdin.buffer.read(_MAX_SIZE + 1)
        if len(data) > _MAX_SIZE:
            raise CommandError("the input is larger than 64 MiB")
        return data
    try:
        with open(source, "rb") as file:
            data = file.read(_MAX_SIZE + 1)
    except FileNotFoundError:
        if display_path(source) == source:
            raise
        raise CommandError(
            "no such file; secrets are not read from the command line, which other users can see:"
            " use a pipe, a file or the prompt",
            FAILURE,
        ) from None
    except ValueError:
        raise CommandError("a file name cannot contain NUL", FAILURE) from None
    if len(data) > _MAX_SIZE:
        raise CommandError(f"{display_path(source)}: the file is larger than 64 MiB", FAILURE)
    return data


def decode(data: bytes) -> str:
    """Text in UTF-8, or in the encoding of its byte-order mark."""
    encoding = "utf-8"
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            data, encoding = data[len(mark) :], name
            break
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        place = f"line {line}, byte {error.start + 1} of the text"
        del data, error  # the error holds the input
        text = None
    if text is None:
        raise CommandError(f"{place}: invalid {encoding.upper()}: save the file as UTF-8")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise CommandError(f"line {line}: a NUL character: this is not a text file")
    return text


def split_lines(text: str) -> "list[Line]":
    """The lines that are neither blank nor comments (#); they end with LF, CRLF or CR."""
    lines = []
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        bare = line.strip()
        if bare and not bare.startswith("#"):
            lines.append(Line(number, len(line) - len(line.lstrip()), bare))
    return lines
