"""otpp migrate: accounts out of lines, links and pictures, into lines, links or pictures."""

import sys

from . import files, texts
from .exits import DONE, INPUT, NO, USAGE, Fault, said
from .screen import Style, is_terminal, tell
from .uri import add_file, put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any

    from .._otpp import Account
    from ..migration import Refused
    from ..qr import QR

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")


def configure(parser: "ArgumentParser") -> None:
    parser.description = (
        "Move accounts: read otpauth URIs, the links of Google Authenticator's export and pictures of\n"
        "either's QR codes, and write them in another of these forms. All parts of an export must be\n"
        "there, in any order."
    )
    texts.add_source(parser, "URIs or links, one a line, or a picture of QR codes", many=True)
    parser.add_argument(
        "--to",
        choices=["uris", "qr", "links", "links-qr"],
        default="uris",
        help="otpauth lines; a QR code of each; the links of an export; the QR codes of those; uris",
    )
    add_file(parser, "the file to write, mode 0600; of QR codes an .svg or .png, numbered")
    parser.add_argument("--skip", action="store_true", help="leave out, and tell of, what cannot be read")
    parser.add_argument(
        "--drop-parameters", action="store_true", help="of URIs that an export cannot hold (image, …)"
    )
    parser.add_argument("--scale", type=int, metavar="PIXELS", default=8, help="of a module; 8")
    parser.add_argument("--json", action="store_true", help="a list of the accounts, or of the links")
    parser.add_argument("--color", choices=["auto", "always", "never"], default="auto")


def run(options: "Any") -> int:
    if not 1 <= options.scale <= 100:
        raise Fault("--scale: 1 to 100 pixels", USAGE)
    sources = options.source or ["-"]
    if not options.source and is_terminal(sys.stdin):
        raise Fault("name the files, or - for the standard input", USAGE)
    skipped: "list[str]" = []
    accounts = _read(sources, skipped if options.skip else None)
    for line in skipped:
        print(f"left out: {line}", file=sys.stderr)
    if not accounts:
        raise Fault("no account was found", INPUT)
    _write(accounts, options)
    if is_terminal(sys.stderr):
        print(f"{len(accounts)} account{'s' if len(accounts) > 1 else ''}", file=sys.stderr)
    return NO if skipped else DONE


def _read(sources: "list[str]", skipped: "list[str] | None") -> "list[Account]":
    """Those of all sources. The links of all of them are one export, read where its first link is."""
    from .. import migration

    found: "list[Account | None]" = []  # None: where the export's accounts go
    links: "list[str]" = []
    for source in sources:
        name = "the input" if source == "-" else files.shown(source)
        for line in _lines(source, name):
            if line.text.startswith("otpauth-migration:"):
                found += [] if links else [None]
                links.append(line.text)
                continue
            try:
                if not line.text.startswith("otpauth:"):
                    raise Fault(f"line {line.number}: neither an otpauth URI nor a link of an export")
                found.append(texts.account_of(line, {}))
            except Fault as fault:
                words = str(fault) if str(fault).startswith("line ") else f"line {line.number}, {fault}"
                if skipped is None:
                    raise Fault(f"{name}, {words}" if len(sources) > 1 else words, INPUT) from None
                skipped.append(f"{name}, {words}")
    refused: "list[Refused] | None" = None if skipped is None else []
    exported = migration.read(links, refused=refused) if links else []
    if skipped is not None:
        skipped += [f"part {r.part + 1}, account {r.account + 1}: {r.message}" for r in refused or []]
    made: "list[Account]" = []
    for each in found:
        made += exported if each is None else [each]
    return made


def _lines(source: str, name: str) -> "list[texts.Line]":
    data = texts.data_of(source)
    if data.startswith(_PICTURES):
        from .qr import texts_of_picture

        return [texts.Line(i, 0, text) for i, text in enumerate(texts_of_picture(data, name), 1)]
    try:
        return texts.lines(texts.decoded(data))
    except Fault as fault:
        raise Fault(f"{name}, {fault}", INPUT) from None


def _write(accounts: "list[Account]", options: "Any") -> None:
    from .. import migration
    from ..qr import QR

    if options.to in ("links", "links-qr"):
        out = migration.write(accounts, drop_parameters=options.drop_parameters)
        captions = [f"{i} of {len(out)}" for i in range(1, len(out) + 1)]
    else:
        out = [_uri(number, account) for number, account in enumerate(accounts, 1)]
        captions = [texts.label(account) for account in accounts]
    if options.to in ("uris", "links"):
        if options.json and not options.output:
            tell(options, out if options.to == "links" else list(map(_value, accounts, out)))
        else:
            put(options, "".join(f"{line}\n" for line in out))
        return
    _draw([QR(text) for text in out], captions, options)


def _uri(number: int, account: "Account") -> str:
    from .._types import InvalidInput

    try:
        return account.uri()
    except InvalidInput as error:
        fault = Fault(f"account {number}: {said(error)}", INPUT)
    raise fault


def _draw(codes: "list[QR]", captions: "list[str]", options: "Any") -> None:
    from . import qr

    if options.output and options.output != "-":
        qr.save(codes, options.output, options)
        return
    style = Style(options.color)
    for code, caption in zip(codes, captions):
        print(qr.drawn(code, style) + style(caption, "bold") + "\n")


def _value(account: "Account", uri: str) -> "dict[str, Any]":
    value: "dict[str, Any]" = {"uri": uri, "issuer": account.issuer, "name": account.name, "type": str(account.type)}
    value |= {"digits": account.digits, "algorithm": str(account.algorithm)}
    moved = ("period", account.period) if account.type == "totp" else ("counter", account.counter)
    return value | dict([moved])
