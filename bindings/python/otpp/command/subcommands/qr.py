"""otpp qr: QR codes of URIs and export links, drawn or read."""

import sys

from .. import picture
from ..credential import is_export_link, is_uri, read_account
from ..errors import CommandError, display_path, invalid_input
from ..exit_codes import SUCCESS, USAGE
from ..input import read_bytes, read_lines
from ..options import add_color, add_output_file, add_profile, add_scale, add_source, check_scale
from ..output import is_file, print_json, write_text
from ..terminal import Style, is_terminal, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any

    from ...provisioning.qr import QR
    from ..input import Line


def configure(parser: "ArgumentParser") -> None:
    parser.description = (
        "Draw the QR code of each URI, on the terminal or into files. A QR code reveals the secret.\n"
        "Reading pictures needs the extra images: pip install 'otpp[images]'."
    )
    add_source(parser, "otpauth URIs or export links, one a line", many=True)
    parser.add_argument("--read", action="store_true", help="print the texts of the QR codes in the pictures FILE ...")
    add_output_file(parser, "an .svg or .png; several codes get a number before the suffix")
    parser.add_argument("--format", choices=["terminal", "svg", "png", "data-uri"], help="default by FILE")
    parser.add_argument("--level", choices=["L", "M", "Q", "H"], help="of error correction; default M if it fits")
    add_scale(parser)
    add_profile(parser)
    parser.add_argument("--json", action="store_true", help="with --read: print a list of the texts")
    add_color(parser)


def run(options: "Any") -> int:
    check_scale(options.scale)
    if options.read:
        return _read(options)
    if len(options.source) > 1:
        raise CommandError("expected one FILE of URIs; --read takes several pictures", USAGE)
    lines = read_lines(options.source[0] if options.source else None, "otpauth URI")
    codes = [_code(line, options) for line in lines]
    format = options.format or picture.format_of(options.output)
    if is_file(options.output):
        picture.save(codes, options.output, scale=options.scale, force=options.force, format=format)
    elif format == "png":
        if len(codes) > 1 or is_terminal(sys.stdout):
            raise CommandError("a PNG is written to a file, or one to a pipe: add -o FILE", USAGE)
        sys.stdout.buffer.write(codes[0].png(scale=options.scale))
    else:
        for code in codes:
            print(_text(code, format, options), end="")
    return SUCCESS


def _code(line: "Line", options: "Any") -> "QR":
    from ..._types import InvalidInput
    from ...provisioning.qr import QR

    try:
        if is_export_link(line):
            from ...provisioning import migration

            if not migration.is_link(line.text):
                raise CommandError(f"line {line.number}: not an export link of Google Authenticator")
            return QR(line.text, level=options.level)
        if not is_uri(line):
            raise CommandError("a QR code holds a URI: otpp uri makes one of a secret")
        account = read_account(line)
        if options.profile:
            return account.qr(level=options.level, profile=options.profile, domain=options.domain)
        return QR(line.text, level=options.level)  # unchanged: otpp lint reports what apps make of it
    except InvalidInput as error:
        failed = invalid_input(error, line=line.number if line.number > 1 else None, before=line.before)
    raise failed  # outside of the handler: its context would hold the input


def _text(code: "QR", format: "str | None", options: "Any") -> str:
    if format == "svg":
        return code.svg(scale=options.scale) + "\n"
    if format == "data-uri":
        return code.data_uri(scale=options.scale) + "\n"
    return picture.draw(code, Style(options.color))


def _read(options: "Any") -> int:
    texts: list[str] = []
    for source in options.source or ["-"]:
        texts += picture.read(read_bytes(source), "the input" if source == "-" else display_path(source))
    if options.json:
        print_json(texts)
    else:
        write_text("".join(f"{printable(text)}\n" for text in texts), options)
    return SUCCESS
