"""otpp uri: the otpauth URI of a secret or of an account, for every app or for one."""

from ..credential import is_uri, read_account, read_secret
from ..errors import CommandError
from ..exit_codes import SUCCESS
from ..input import read_lines
from ..options import account_parameters, add_account_parameters, add_output_file, add_profile, add_source
from ..output import is_file, print_json, write_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any

    from ..._otpp import Account
    from ..input import Line


def configure(parser: "ArgumentParser") -> None:
    add_source(parser, "a base32 secret, which needs --name, or otpauth URIs, one a line")
    parser.add_argument("--issuer", metavar="TEXT", help="the service")
    parser.add_argument("--name", metavar="TEXT", help="the person's account there")
    add_account_parameters(parser)
    add_profile(parser)
    add_output_file(parser)
    parser.add_argument("--json", action="store_true", help="print a list of the URIs")


def run(options: "Any") -> int:
    lines = read_lines(options.source, "secret or otpauth URI")
    accounts = [_account(line, options) for line in lines]
    uris = [each.uri(profile=options.profile or "portable", domain=options.domain) for each in accounts]
    if options.json and not is_file(options.output):
        print_json(uris)
    else:
        write_text("".join(f"{uri}\n" for uri in uris), options)
    return SUCCESS


def _account(line: "Line", options: "Any") -> "Account":
    from ..._otpp import Account

    parameters = account_parameters(options)
    if is_uri(line):
        if parameters:
            raise CommandError(f"a URI has its own parameters: omit --{next(iter(parameters))}")
        if options.name is not None or options.issuer is not None:
            raise CommandError("a URI has its own issuer and name: omit --issuer and --name")
        return read_account(line)
    if options.name is None:
        raise CommandError("a bare secret has no name: add --name, and --issuer")
    return Account(read_secret(line), name=options.name, issuer=options.issuer or "", **parameters)
