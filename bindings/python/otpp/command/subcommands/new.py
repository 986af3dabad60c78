"""otpp new: a new account, its QR code, and its confirmation in a store."""

import sys
import time

from .. import picture
from ..errors import CommandError
from ..exit_codes import SUCCESS, USAGE
from ..options import add_display, add_output_file, add_profile
from ..output import account_fields, is_file, print_json, write_text
from ..prompt import read_code
from ..store import add_store_options, open_verifier, print_verdict
from ..terminal import Style, account_label, is_terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any

    from ..._otpp import Account
    from ...server.verifier import Verifier

_KEY_SIZES = {"SHA1": 20, "SHA256": 32, "SHA512": 64}
_ATTEMPTS = 3


def configure(parser: "ArgumentParser") -> None:
    parser.description = (
        "Make an account with a new random secret. The QR code is drawn on a terminal; a pipe gets the\n"
        "URI. With --store the account is added to the store as a factor, which is active once a first\n"
        "code of the phone has confirmed it."
    )
    parser.add_argument("name", metavar="NAME", help="the person's account, like alice@example.com")
    parser.add_argument("--issuer", metavar="TEXT", default="", help="the service, like Example")
    parser.add_argument("--type", choices=["totp", "hotp"], default="totp", help="by time or counter; default totp")
    parser.add_argument("--digits", type=int, metavar="N", default=6, help="6 to 10; default 6")
    parser.add_argument("--period", type=int, metavar="SECONDS", default=30, help="of a totp; default 30")
    parser.add_argument("--algorithm", choices=list(_KEY_SIZES), default="SHA1", help="default SHA1")
    parser.add_argument("--size", type=int, metavar="BYTES", help="of the secret; default that of the hash")
    add_profile(parser)
    add_output_file(parser, "an .svg or .png of the QR code, or a file of the URI, mode 0600")
    parser.add_argument("--factor", metavar="NAME", help="the factor in the store; default NAME")
    add_store_options(parser)
    add_display(parser)


def run(options: "Any") -> int:
    from ..._otpp import Account, Secret

    if options.store is None and options.factor is not None:
        raise CommandError("--factor needs --store", USAGE)
    size = _KEY_SIZES[options.algorithm] if options.size is None else options.size
    account = Account(
        Secret.generate(size),
        name=options.name,
        issuer=options.issuer,
        type=options.type,
        digits=options.digits,
        period=options.period,
        algorithm=options.algorithm,
    )
    uri = account.uri(profile=options.profile or "portable", domain=options.domain)
    verifier = None if options.store is None else open_verifier(options, create=True)
    if is_file(options.output):
        _save(account, uri, options)
    factor = options.factor or options.name
    if verifier is not None:
        verifier.begin(factor, account)
    if not is_file(options.output):
        _show(account, uri, options)
    return SUCCESS if verifier is None else _confirm(verifier, factor, options)


def _save(account: "Account", uri: str, options: "Any") -> None:
    if picture.format_of(options.output):
        code = account.qr(profile=options.profile or "portable", domain=options.domain)
        picture.save([code], options.output, scale=8, force=options.force)
    else:
        write_text(f"{uri}\n", options)


def _show(account: "Account", uri: str, options: "Any") -> None:
    if options.json:
        print_json(account_fields(account, uri))
    elif is_terminal(sys.stdout):
        style = Style(options.color)
        code = account.qr(profile=options.profile or "portable", domain=options.domain)
        print(picture.draw(code, style), end="")
        print(style(account_label(account.issuer, account.name), "bold"))
        print(f"scan it, or type  {style(account.secret.base32(group=4), 'bold')}")
    else:
        print(uri)
    sys.stdout.flush()


def _confirm(verifier: "Verifier", factor: str, options: "Any") -> int:
    """Confirms with a code of the phone: a few attempts at a terminal, else one line of the standard input."""
    at_terminal = is_terminal(sys.stdin)
    exit_code = SUCCESS
    for _ in range(_ATTEMPTS if at_terminal else 1):
        try:
            code = read_code("the code that the app shows now")
        except CommandError:
            print("the factor is pending: otpp factor confirm confirms it within a day", file=sys.stderr)
            return SUCCESS
        verdict = verifier.confirm(factor, code)
        if at_terminal and verdict.kind == "throttled":  # the delay after a wrong code
            print(f"wait {verdict.retry_after} s …", file=sys.stderr, flush=True)
            time.sleep(verdict.retry_after)
            verdict = verifier.confirm(factor, code)
        exit_code = print_verdict(options, verdict)
        if exit_code == SUCCESS:
            break
    return exit_code
