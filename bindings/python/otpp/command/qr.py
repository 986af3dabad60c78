"""otpp qr: QR codes of URIs and of a migration's links, drawn or read."""

import os
import sys

from . import files, texts, writing
from .exits import DONE, INPUT, USAGE, Fault, said
from .screen import Style, is_terminal, tell
from .uri import add_file, add_profile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any

    from ..qr import QR


def configure(parser: "ArgumentParser") -> None:
    parser.description = (
        "Draw the QR code of each URI: on the terminal, or into files. Whoever sees it has the secret."
    )
    texts.add_source(parser, "otpauth URIs or a migration's links, one a line", many=True)
    parser.add_argument(
        "--read", action="store_true", help="read the codes of the pictures FILE ... instead"
    )
    add_file(parser, "an .svg or .png; of several codes, each gets its number before the suffix")
    parser.add_argument("--format", choices=["terminal", "svg", "png", "data-uri"], help="else by FILE")
    parser.add_argument("--level", choices=["L", "M", "Q", "H"], help="of error correction; M if it fits")
    parser.add_argument("--scale", type=int, metavar="PIXELS", default=8, help="of a module; 8")
    add_profile(parser)
    parser.add_argument("--json", action="store_true", help="with --read: a list of the texts")
    parser.add_argument("--color", choices=["auto", "always", "never"], default="auto")


def run(options: "Any") -> int:
    if not 1 <= options.scale <= 100:
        raise Fault("--scale: 1 to 100 pixels", USAGE)
    if options.read:
        return _read(options)
    if len(options.source) > 1:
        raise Fault("one FILE of URIs; several pictures go with --read", USAGE)
    found = texts.read(options.source[0] if options.source else None, "otpauth URI")
    codes = [code_of(line, options) for line in found]
    kind = options.format or _kind(options.output)
    if not options.output or options.output == "-":
        if kind == "png" and (len(codes) > 1 or is_terminal(sys.stdout)):
            raise Fault("a PNG goes into a file or a pipe, one at a time: -o FILE", USAGE)
        for code in codes:
            if kind == "png":
                sys.stdout.buffer.write(code.png(scale=options.scale))
            else:
                print(_text(code, kind, options), end="")
        return DONE
    if kind == "terminal":
        raise Fault("-o: a picture is called .svg or .png", USAGE)
    save(codes, options.output, options, kind)
    return DONE


def code_of(line: "texts.Line", options: "Any") -> "QR":
    from .._types import InvalidInput
    from ..qr import QR

    try:
        if line.text.startswith("otpauth-migration:"):
            from .. import migration

            if not migration.is_link(line.text):
                raise Fault(f"line {line.number}: it is no link of a migration", INPUT)
            return QR(line.text, level=options.level)
        if "://" not in line.text[:24]:
            raise Fault("a QR code holds a URI: otpp uri makes one of a secret", INPUT)
        account = texts.account_of(line, {})
        if options.profile:
            return account.qr(level=options.level, profile=options.profile, domain=options.domain)
        return QR(line.text, level=options.level)  # as it stands: otpp lint says what apps make of it
    except InvalidInput as error:
        fault = said(error, line=line.number if line.number > 1 else None, before=line.before)
    raise fault


def drawn(code: "QR", style: Style) -> str:
    """For a terminal, dark on light whatever its colours are."""
    lines = code.terminal().rstrip("\n").split("\n")
    if style.on:
        lines = [f"\x1b[38;5;231;48;5;16m{line}\x1b[0m" for line in lines]
        if not set(lines[-1]) & {"█", "▄"}:  # a last row of half a line: below it is no code any more
            lines[-1] = lines[-1].replace(";48;5;16m", "m")
    return "\n".join(lines) + "\n"


def save(codes: "list[QR]", path: str, options: "Any", kind: "str | None" = None) -> "list[str]":
    """Pictures of the codes. Several get numbers, all of one width, and none is written if one is there."""
    kind = kind or _kind(path)
    if kind not in ("svg", "png"):
        raise Fault("-o: a picture is called .svg or .png", USAGE)
    stem, suffix = os.path.splitext(path)
    width = len(str(len(codes)))
    names = (
        [f"{stem}-{i:0{width}}{suffix}" for i in range(1, len(codes) + 1)] if len(codes) > 1 else [path]
    )
    for name in names:
        writing.check(name, options.force)
    for name, code in zip(names, codes):
        picture = code.png(scale=options.scale) if kind == "png" else _svg(code, options.scale)
        writing.write(name, picture, force=options.force)
        print(f"written: {files.shown(name)}", file=sys.stderr)
    return names


def _svg(code: "QR", scale: int) -> bytes:
    import base64

    return base64.b64decode(code.data_uri(kind="svg", scale=scale).partition(",")[2])


def _kind(path: "str | None") -> str:
    suffix = os.path.splitext(path or "")[1].lower()
    return {".svg": "svg", ".png": "png"}.get(suffix, "terminal")


def _text(code: "QR", kind: str, options: "Any") -> str:
    if kind == "svg":
        return code.svg(scale=options.scale) + "\n"
    if kind == "data-uri":
        return code.data_uri(scale=options.scale) + "\n"
    return drawn(code, Style(options.color))


def _read(options: "Any") -> int:
    sources = options.source or ["-"]
    found: "list[str]" = []
    for source in sources:
        found += texts_of_picture(texts.data_of(source), files.shown(source))
    if options.json:
        tell(options, found)
    else:
        from .uri import put

        put(options, "".join(f"{texts.printable(text)}\n" for text in found))
    return DONE


def texts_of_picture(data: bytes, name: str) -> "list[str]":
    from .. import qr
    from .._types import InvalidInput

    try:
        return qr.read(data)
    except InvalidInput as error:
        fault = Fault(f"{'the input' if name == '-' else name}: {error}", INPUT)
    raise fault
