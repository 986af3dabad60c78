"""otpp uri: the otpauth URI of a secret, or of an account, for everybody's app or for one."""

import sys

from . import texts
from .exits import DONE, Fault, said
from .screen import tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any

    from .._otpp import Secret

PROFILES = ("portable", "google_authenticator", "freeotp", "aegis", "apple", "two_fas", "stratum")


def add_profile(parser: "ArgumentParser") -> None:
    parser.add_argument("--profile", choices=PROFILES, help="for one app; portable is for all")
    parser.add_argument("--domain", metavar="NAME", default="", help="the site's, for the profile apple")


def add_names(parser: "ArgumentParser") -> None:
    parser.add_argument("--issuer", metavar="TEXT", help="the service")
    parser.add_argument("--name", metavar="TEXT", help="the person's account there")


def configure(parser: "ArgumentParser") -> None:
    texts.add_source(parser, "a base32 secret (then --name is wanted) or otpauth URIs, one a line")
    add_names(parser)
    texts.add_parameters(parser)
    add_profile(parser)
    add_file(parser)
    parser.add_argument("--json", action="store_true", help="a list of URIs with their parts")


def add_file(parser: "ArgumentParser", what: str = "the file to write, mode 0600") -> None:
    parser.add_argument("-o", "--output", metavar="FILE", help=f"{what}; else the standard output")
    parser.add_argument("--force", action="store_true", help="replace a file that exists")


def run(options: "Any") -> int:
    found = texts.read(options.source, "secret or otpauth URI")
    uris = [uri_of(line, options) for line in found]
    if options.json and not options.output:
        tell(options, uris)
        return DONE
    put(options, "".join(f"{uri}\n" for uri in uris))
    return DONE


def uri_of(line: "texts.Line", options: "Any") -> str:
    from .._otpp import Account

    given = texts.parameters(options)
    if "://" in line.text[:24]:
        if options.name is not None or options.issuer is not None:
            raise Fault("a URI brings its own names: leave out --name and --issuer")
        account = texts.account_of(line, given)
    elif options.name is None:
        raise Fault("a secret alone has no name: --name, and --issuer, say whose it is")
    else:
        account = Account(_secret(line), name=options.name, issuer=options.issuer or "", **given)
    return account.uri(profile=options.profile or "portable", domain=options.domain)


def _secret(line: "texts.Line") -> "Secret":
    from .._otpp import Secret
    from .._types import InvalidInput

    try:
        return Secret.from_base32(line.text)
    except InvalidInput as error:
        fault = said(error, line=line.number if line.number > 1 else None, before=line.before)
    raise fault


def put(options: "Any", text: str, *, secret: bool = True) -> None:
    """Text into the file that is named, or the standard output."""
    if options.output and options.output != "-":
        from . import files, writing

        writing.write(options.output, text.encode(), force=options.force, secret=secret)
        print(f"written: {files.shown(options.output)}", file=sys.stderr)
    else:
        sys.stdout.write(text)
