"""What is read: secrets and URIs from a file, a pipe or a hidden prompt, in lines."""

import codecs
import sys
from collections import namedtuple

from .._otpp import Account, Secret
from .._types import InvalidInput
from . import files
from .exits import INPUT, Fault, said

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any, NamedTuple

    class Line(NamedTuple):
        number: int  # from 1
        before: int  # characters of white space before it
        text: str

else:
    Line = namedtuple("Line", ["number", "before", "text"])

_MOST = 64 << 20
_BOMS = (  # the longer first: UTF-32's begins as UTF-16's
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def add_source(parser: "ArgumentParser", what: str, *, many: bool = False) -> None:
    """The argument that says where secrets are."""
    parser.add_argument(
        "source",
        metavar="FILE",
        nargs="*" if many else "?",
        help=f"a file with {what}; - is the standard input, which is also read if it is no terminal;"
        " else a hidden prompt asks",
    )


def decoded(data: bytes) -> str:
    """Text of UTF-8, or of what its byte-order mark says. A fault says where it is neither."""
    encoding = "utf-8"
    for mark, named in _BOMS:
        if data.startswith(mark):
            data, encoding = data[len(mark) :], named
            break
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        where = f"line {line}, byte {error.start + 1} of the text"
        del data, error  # the error would bring the text along
        text = None
    if text is None:
        raise Fault(f"{where}: it is not {encoding.upper()}: save it as UTF-8", INPUT)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Fault(f"line {line}: a NUL is in it, so it is no text: is it the right file?", INPUT)
    return text


def lines(text: str) -> "list[Line]":
    """The lines that say something, ended by LF, CRLF or CR; # begins a comment."""
    found = []
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        bare = line.strip()
        if bare and not bare.startswith("#"):
            found.append(Line(number, len(line) - len(line.lstrip()), bare))
    return found


def read(source: "str | None", asked: str) -> "list[Line]":
    """The lines of a file, of the standard input, or of an answer that is not shown."""
    if source is None and sys.stdin is not None and sys.stdin.isatty():
        return lines(hidden(asked))
    found = lines(decoded(data_of(source)))
    if not found:
        raise Fault(f"{'the input' if source in (None, '-') else files.shown(source)} is empty", INPUT)
    return found


def data_of(source: "str | None") -> bytes:
    if source not in (None, "-"):
        return files.read(source)
    if sys.stdin is None:
        raise Fault("there is no standard input: name a file", INPUT)
    data = sys.stdin.buffer.read(_MOST + 1)
    if len(data) > _MOST:
        raise Fault("the input is larger than 64 MiB", INPUT)
    return data


def hidden(asked: str) -> str:
    """An answer that the terminal does not show."""
    from getpass import getpass

    try:
        answer = getpass(f"{asked} (not shown): ")
    except EOFError:
        answer = ""
    if not answer.strip():
        raise Fault("nothing was given", INPUT)
    return answer


def asked_code(asked: str) -> str:
    """A code: typed at a terminal, or a line of a pipe."""
    if sys.stdin is None:
        raise Fault("there is no standard input for the code", INPUT)
    if sys.stdin.isatty():
        print(f"{asked}: ", end="", file=sys.stderr, flush=True)
    line = decoded(sys.stdin.buffer.readline(4096)).strip()
    if not line:
        raise Fault("no code was given", INPUT)
    return line


def add_parameters(parser: "ArgumentParser") -> None:
    """What a bare secret does not say of itself."""
    group = parser.add_argument_group("a secret's parameters (a URI brings its own)")
    group.add_argument("--type", choices=["totp", "hotp"], help="by time or by counter; totp")
    group.add_argument("--digits", type=int, metavar="N", help="6 to 10; 6")
    group.add_argument("--period", type=int, metavar="SECONDS", help="of a totp; 30")
    group.add_argument("--algorithm", metavar="NAME", help="SHA1, SHA256 or SHA512; SHA1")
    group.add_argument("--counter", type=int, metavar="N", help="of an hotp; 0")


def parameters(options: "Any") -> "dict[str, Any]":
    names = ("type", "digits", "period", "algorithm", "counter")
    given = {name: getattr(options, name) for name in names if getattr(options, name) is not None}
    if "counter" in given and "type" not in given:
        given["type"] = "hotp"
    return given


def account_of(line: Line, given: "dict[str, Any]") -> Account:
    """The account of a URI, or of a base32 secret: then with the parameters that were given, and
    a name that stands for none."""
    try:
        if "://" in line.text[:24]:
            if given:
                raise Fault("a URI brings its own parameters: leave out --" + next(iter(given)), INPUT)
            return Account.from_uri(line.text)
        key = Secret.from_base32(line.text)
        Account(Secret(bytes(20)), name="-", **given)  # the parameters are checked by whoever knows them
        return Account.from_uri(_bare(key, given))  # which takes the short keys that many services give
    except InvalidInput as error:
        fault = said(error, line=line.number if line.number > 1 else None, before=line.before)
    raise fault


def _bare(key: Secret, given: "dict[str, Any]") -> str:
    type = given.get("type", "totp")
    rest = {name: value for name, value in given.items() if name != "type"}
    if type == "hotp":
        rest.setdefault("counter", 0)
    tail = "".join(f"&{name}={value}" for name, value in rest.items())
    return f"otpauth://{type}/-?secret={key.base32()}{tail}"


def accounts(found: "list[Line]", given: "dict[str, Any]") -> "list[Account]":
    """Those of all lines, in their order: URIs, base32 secrets, and the links of one migration."""
    made: "list[Account]" = []
    links = [line for line in found if line.text.startswith("otpauth-migration:")]
    if links and given:
        raise Fault("a migration brings its own parameters: leave out --" + next(iter(given)), INPUT)
    for line in found:
        if line in links:
            if line is links[0]:
                from .. import migration

                made += migration.read([link.text for link in links])
        else:
            made.append(account_of(line, given))
    return made


def label(account: Account) -> str:
    """Whose it is, for a terminal: nothing that a name brings is obeyed there."""
    both = ": ".join(filter(None, (account.issuer, account.name))) if account.name != "-" else ""
    return printable(both)


def printable(text: str) -> str:
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text
    )


def time_of(text: "str | None") -> "Any":
    """A time: Unix seconds, or ISO 8601 with its zone; None is now."""
    if text is None:
        import time

        return time.time()
    try:
        return int(text)
    except ValueError:
        pass
    from datetime import datetime

    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        pass
    raise Fault("--at: a time is Unix seconds, or like 2026-11-24T12:00:00Z", 2)
