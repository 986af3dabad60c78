"""otpp new: a new account, its QR code, and its first confirmation in a store."""

import sys

from . import files, texts
from .exits import DONE, USAGE, Fault
from .keeping import add_store, told, verifier
from .screen import Style, add_output, is_terminal, tell
from .uri import add_file, add_profile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any

    from .._otpp import Account

_SIZES = {"SHA1": 20, "SHA256": 32, "SHA512": 64}
_TRIES = 3


def configure(parser: "ArgumentParser") -> None:
    parser.description = (
        "Make an account with a new random secret. A terminal shows its QR code; a pipe gets its URI.\n"
        "With --store it is begun there, and in use once a first code of the phone has confirmed it."
    )
    parser.add_argument("name", metavar="NAME", help="the person's account, like alice@example.com")
    parser.add_argument("--issuer", metavar="TEXT", default="", help="the service, like Example")
    parser.add_argument("--type", choices=["totp", "hotp"], default="totp", help="by time or counter; totp")
    parser.add_argument("--digits", type=int, metavar="N", default=6, help="6 to 10; 6")
    parser.add_argument("--period", type=int, metavar="SECONDS", default=30, help="of a totp; 30")
    parser.add_argument("--algorithm", choices=list(_SIZES), default="SHA1", help="SHA1")
    parser.add_argument("--size", type=int, metavar="BYTES", help="of the secret; the hash's: 20, 32, 64")
    add_profile(parser)
    add_file(parser, "an .svg or .png of the QR code, or a file of the URI, mode 0600")
    parser.add_argument("--factor", metavar="NAME", help="its name in the store; NAME")
    add_store(parser)
    add_output(parser)


def run(options: "Any") -> int:
    from .._otpp import Account, Secret

    if options.store is None and options.factor is not None:
        raise Fault("--factor is of a --store", USAGE)
    size = _SIZES[options.algorithm] if options.size is None else options.size
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
    keeper = None
    if options.store is not None:
        keeper = verifier(options, create=True)
    if options.output and options.output != "-":
        _save(account, uri, options)
    if keeper is not None:
        factor = options.factor or options.name
        keeper.begin(factor, account)
    _show(account, uri, options)
    if keeper is not None:
        return _confirm(keeper, factor, options)
    return DONE


def _save(account: "Account", uri: str, options: "Any") -> None:
    if options.output.lower().endswith((".svg", ".png")):
        from .qr import save

        options.scale = 8
        save([account.qr(profile=options.profile or "portable", domain=options.domain)], options.output, options)
    else:
        from . import writing

        writing.write(options.output, f"{uri}\n".encode(), force=options.force)
        print(f"written: {files.shown(options.output)}", file=sys.stderr)


def _show(account: "Account", uri: str, options: "Any") -> None:
    if options.output and options.output != "-":
        return
    if options.json:
        value: "dict[str, Any]" = {"uri": uri, "issuer": account.issuer, "name": account.name, "type": str(account.type)}
        value |= {"digits": account.digits, "algorithm": str(account.algorithm)}
        tell(options, value)
    elif is_terminal(sys.stdout):
        from .qr import drawn

        style = Style(options.color)
        code = account.qr(profile=options.profile or "portable", domain=options.domain)
        print(drawn(code, style), end="")
        print(f"{style(texts.label(account), 'bold')}")
        print(f"scan it, or type  {style(account.secret.base32(group=4), 'bold')}")
    else:
        print(uri)
    sys.stdout.flush()


def _confirm(keeper: "Any", factor: str, options: "Any") -> int:
    """By the code that the phone shows: at a terminal with a few tries, else by one line of a pipe."""
    at_terminal = is_terminal(sys.stdin)
    code = DONE
    for left in reversed(range(_TRIES if at_terminal else 1)):
        try:
            typed = texts.asked_code("the code that it shows now")
        except Fault:
            print("begun; otpp factor confirm takes its first code within a day", file=sys.stderr)
            return DONE
        verdict = keeper.confirm(factor, typed)
        if at_terminal and verdict.kind == "throttled":  # a wrong code's delay: the person need not count
            import time

            print(f"wait {verdict.retry_after} s …", file=sys.stderr, flush=True)
            time.sleep(verdict.retry_after)
            verdict = keeper.confirm(factor, typed)
        code = told(options, verdict)
        if code == DONE or not left:
            break
    return code
