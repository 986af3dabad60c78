"""otpp verify: a stateless match of a code, or its verification for a factor of a store."""

import sys

from ..credential import Credential, read_credential
from ..errors import CommandError
from ..exit_codes import NEGATIVE, SUCCESS, USAGE
from ..input import read_lines
from ..options import account_parameters, add_account_parameters, add_display, add_source, add_time, parse_time
from ..output import print_json
from ..prompt import read_code
from ..store import add_store_options, open_verifier, print_verdict
from ..terminal import Style, is_terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any


def configure(parser: "ArgumentParser") -> None:
    parser.description = (
        "Check whether a code fits a secret at a time: a stateless match, which accepts the same code\n"
        "again. With --store, a factor of the store is verified: a code is accepted once, and failed\n"
        "attempts are counted.\n\n"
        "The code is typed at a prompt or read from the standard input: its first line, or its second\n"
        "line if the first is the secret."
    )
    add_source(parser, "the base32 secret or otpauth URI")
    add_time(parser)
    parser.add_argument(
        "--window", type=int, metavar="STEPS", help="back and ahead, 0 to 100; default 1 (hotp: ahead, default 10)"
    )
    parser.add_argument("--factor", metavar="NAME", help="the factor in the store")
    add_account_parameters(parser)
    add_store_options(parser)
    add_display(parser)


def run(options: "Any") -> int:
    if options.store is not None:
        if options.factor is None or options.source is not None or options.window is not None:
            raise CommandError("--store needs --factor, and excludes FILE and --window", USAGE)
        verifier = open_verifier(options)
        code = read_code("code")
        at = None if options.at is None else parse_time(options.at)
        return print_verdict(options, verifier.verify(options.factor, code, at=at))
    if options.factor is not None:
        raise CommandError("--factor needs --store", USAGE)
    credential, code = _read(options)
    otp: Any = credential.otp
    if credential.counter is None:
        window = 1 if options.window is None else options.window
        match = otp.match(code, at=parse_time(options.at), window=window)
    else:
        window = 10 if options.window is None else options.window
        match = otp.match(code, credential.counter, look_ahead=window)
    if options.json:
        print_json({"fits": match is not None} | (match._asdict() if match else {"step": None, "drift": None}))
    else:
        style = Style(options.color)
        if match:
            print(f"{style('yes', 'bold', 'green')}: {_describe(match, credential)}")
        else:
            print(f"{style('no', 'bold', 'red')}: it does not fit")
    return SUCCESS if match else NEGATIVE


def _read(options: "Any") -> "tuple[Credential, str]":
    parameters = account_parameters(options)
    if options.source in (None, "-") and sys.stdin is not None and not is_terminal(sys.stdin):
        lines = read_lines("-", "")
        if len(lines) != 2:
            raise CommandError("the input must have two lines: the secret, then the code")
        return read_credential(lines[0], parameters), lines[1].text
    lines = read_lines(options.source, "secret or otpauth URI")
    if len(lines) != 1:
        raise CommandError("the file must have one line: the secret")
    credential = read_credential(lines[0], parameters)
    return credential, read_code("code")


def _describe(match: "Any", credential: Credential) -> str:
    if credential.counter is not None:
        return f"counter {match.step}, the next is {match.step + 1}"
    steps = abs(match.drift)
    if not steps:
        return "the current step"
    return f"{steps} step{'s' if steps > 1 else ''} {'back' if match.drift < 0 else 'ahead'}"
