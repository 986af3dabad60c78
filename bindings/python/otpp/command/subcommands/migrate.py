"""otpp migrate: accounts converted between otpauth URIs, export links and pictures."""

import sys

from .. import picture
from ..credential import is_export_link, read_account
from ..errors import CommandError, display_path, invalid_input
from ..exit_codes import NEGATIVE, SUCCESS, USAGE
from ..input import Line, decode, read_bytes, split_lines
from ..options import add_color, add_output_file, add_scale, add_source, check_scale
from ..output import account_fields, is_file, print_json, write_text
from ..terminal import Style, account_label, is_terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any

    from ..._otpp import Account
    from ...provisioning.migration import Refused
    from ...provisioning.qr import QR


def configure(parser: "ArgumentParser") -> None:
    parser.description = (
        "Convert accounts: read otpauth URIs, export links of Google Authenticator and pictures of the\n"
        "QR codes of both, and write one of these formats. All parts of an export are needed, in any\n"
        "order. Reading pictures needs the extra images: pip install 'otpp[images]'."
    )
    add_source(parser, "URIs or links, one a line, or a picture of QR codes", many=True)
    parser.add_argument(
        "--to",
        choices=["uris", "qr", "links", "links-qr"],
        default="uris",
        help="otpauth URIs, their QR codes, export links, or their QR codes; default uris",
    )
    add_output_file(parser, "the file to write, mode 0600; for QR codes an .svg or .png, numbered")
    parser.add_argument("--skip", action="store_true", help="leave out accounts that cannot be read, and report them")
    parser.add_argument(
        "--drop-parameters", action="store_true", help="omit parameters that an export cannot hold (image, …)"
    )
    add_scale(parser)
    parser.add_argument("--json", action="store_true", help="print a list of the accounts, or of the links")
    add_color(parser)


def run(options: "Any") -> int:
    check_scale(options.scale)
    if not options.source and is_terminal(sys.stdin):
        raise CommandError("name the files, or - for the standard input", USAGE)
    skipped: list[str] = []
    accounts = _read(options.source or ["-"], skipped if options.skip else None)
    for each in skipped:
        print(f"left out: {each}", file=sys.stderr)
    if not accounts:
        raise CommandError("the input has no account")
    _write(accounts, options)
    if is_terminal(sys.stderr):
        print(f"{len(accounts)} account{'s' if len(accounts) > 1 else ''}", file=sys.stderr)
    return NEGATIVE if skipped else SUCCESS


def _read(sources: "list[str]", skipped: "list[str] | None") -> "list[Account]":
    """The accounts of all sources. Their links are one export, whose accounts are in the place of its first link."""
    from ...provisioning import migration

    accounts: list[Account] = []
    links: list[str] = []
    export_index = 0
    for source in sources:
        name = "the input" if source == "-" else display_path(source)
        for line in _read_lines(source, name):
            if is_export_link(line):
                export_index = export_index if links else len(accounts)
                links.append(line.text)
                continue
            try:
                if not line.text.startswith("otpauth:"):
                    raise CommandError(f"line {line.number}: neither an otpauth URI nor an export link")
                accounts.append(read_account(line))
            except CommandError as error:
                message = str(error) if str(error).startswith("line ") else f"line {line.number}, {error}"
                if skipped is None:
                    raise CommandError(f"{name}, {message}" if len(sources) > 1 else message) from None
                skipped.append(f"{name}, {message}")
    if links:
        refused: list[Refused] = []
        accounts[export_index:export_index] = migration.read(links, refused=None if skipped is None else refused)
        if skipped is not None:
            skipped += [f"part {r.part + 1}, account {r.account + 1}: {r.message}" for r in refused]
    return accounts


def _read_lines(source: str, name: str) -> "list[Line]":
    data = read_bytes(source)
    if picture.is_picture(data):
        return [Line(i, 0, text) for i, text in enumerate(picture.read(data, name), 1)]
    try:
        return split_lines(decode(data))
    except CommandError as error:
        raise CommandError(f"{name}, {error}") from None


def _write(accounts: "list[Account]", options: "Any") -> None:
    from ...provisioning import migration
    from ...provisioning.qr import QR

    is_export = options.to in ("links", "links-qr")
    if is_export:
        texts = migration.write(accounts, drop_parameters=options.drop_parameters)
        captions = [f"{i} of {len(texts)}" for i in range(1, len(texts) + 1)]
    else:
        texts = [_uri(number, account) for number, account in enumerate(accounts, 1)]
        captions = [account_label(account.issuer, account.name) for account in accounts]
    if options.to in ("qr", "links-qr"):
        _draw([QR(text) for text in texts], captions, options)
    elif options.json and not is_file(options.output):
        print_json(texts if is_export else list(map(account_fields, accounts, texts)))
    else:
        write_text("".join(f"{text}\n" for text in texts), options)


def _uri(number: int, account: "Account") -> str:
    from ..._types import InvalidInput

    try:
        return account.uri()
    except InvalidInput as error:
        failed = CommandError(f"account {number}: {invalid_input(error)}")
    raise failed


def _draw(codes: "list[QR]", captions: "list[str]", options: "Any") -> None:
    if is_file(options.output):
        picture.save(codes, options.output, scale=options.scale, force=options.force)
        return
    style = Style(options.color)
    for code, caption in zip(codes, captions):
        print(picture.draw(code, style) + style(caption, "bold") + "\n")
