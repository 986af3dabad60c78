"""otpp verify: whether a code fits a secret; or, on a store, whether it lets a factor in."""

import sys

from . import texts
from .exits import DONE, NO, USAGE, Fault
from .keeping import add_store, told, verifier
from .screen import Style, add_output, tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any


def configure(parser: "ArgumentParser") -> None:
    parser.description = (
        "Say whether a code fits a secret: it is a function of secret, code and time, and the same\n"
        "code fits again. With --store a code lets a factor in once, and attempts are counted.\n\n"
        "The code is asked for, or is a line of the standard input: the next one where the secret is\n"
        "its first."
    )
    texts.add_source(parser, "the base32 secret or otpauth URI")
    parser.add_argument("--at", metavar="TIME", help="Unix seconds, or ISO 8601 with its zone; now")
    parser.add_argument(
        "--window", type=int, metavar="STEPS", help="steps back and ahead, 0 to 100; 1 (hotp: ahead, 10)"
    )
    parser.add_argument("--factor", metavar="NAME", help="whose code it is, in the store")
    texts.add_parameters(parser)
    add_store(parser)
    add_output(parser)


def run(options: "Any") -> int:
    if options.store is not None:
        if options.factor is None or options.source is not None or options.window is not None:
            raise Fault("--store goes with --factor, and without a FILE and --window", USAGE)
        keeper = verifier(options)
        code = texts.asked_code("code")
        at = None if options.at is None else texts.time_of(options.at)
        return told(options, keeper.verify(options.factor, code, at=at))
    if options.factor is not None:
        raise Fault("--factor is of a --store", USAGE)
    account, code = _both(options)
    otp: "Any" = account.otp()
    if account.type == "totp":
        window = 1 if options.window is None else options.window
        found = otp.match(code, at=texts.time_of(options.at), window=window)
    else:
        ahead = 10 if options.window is None else options.window
        found = otp.match(code, account.counter, look_ahead=ahead)
    if options.json:
        value = {"fits": found is not None}
        tell(options, value | (found._asdict() if found else {"step": None, "drift": None}))
    else:
        style = Style(options.color)
        print(_words(found, account, style) if found else style("no", "bold", "red") + ": it does not fit")
    return DONE if found else NO


def _both(options: "Any") -> "tuple[Any, str]":
    given = texts.parameters(options)
    piped = sys.stdin is not None and not sys.stdin.isatty()
    if options.source in (None, "-") and piped:
        found = texts.read("-", "")
        if len(found) != 2:
            raise Fault("the input is two lines: the secret, then the code", 3)
        return texts.account_of(found[0], given), found[1].text
    found = texts.read(options.source, "secret or otpauth URI")
    if len(found) != 1:
        raise Fault("one secret is wanted, in one line", 3)
    account = texts.account_of(found[0], given)
    return account, texts.asked_code("code")


def _words(found: "Any", account: "Any", style: Style) -> str:
    yes = style("yes", "bold", "green")
    if account.type == "hotp":
        return f"{yes}: counter {found.step}, the next is {found.step + 1}"
    steps = abs(found.drift)
    if not steps:
        return f"{yes}: the current step"
    return f"{yes}: {steps} step{'s' if steps > 1 else ''} {'back' if found.drift < 0 else 'ahead'}"
